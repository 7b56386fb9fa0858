import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type Api, api, ask } from '../../api/client.js';
import { asRefusal } from '../../api/refusal.js';
import { useLanguage } from '../../words/words.js';

export interface QuoteAsked {
  /** Null while nothing is typed. */
  readonly books: number | null;
  readonly bookSize: number;
  /** Null for a direct order. */
  readonly agreementId: string | null;
  readonly exercise: number;
}

export interface LiveQuote {
  readonly data: Api['QuoteView'] | undefined;
  /** Whether it is that of what is asked now; the one before stays in sight while the next is made. */
  readonly isCurrent: boolean;
  /** Why there is none, in the language of the page. */
  readonly refusal: string | null;
}

const PAUSE_MS = 200;

/** The quote of what is typed, asked once typing pauses. */
export function useQuote(asked: QuoteAsked): LiveQuote {
  const language = useLanguage();
  const settled = useSettled(JSON.stringify(asked));
  const { books, bookSize, agreementId, exercise } = JSON.parse(settled) as QuoteAsked;
  const isAsked = books !== null && books >= 1;
  const query = useQuery({
    queryKey: ['quote', settled],
    enabled: isAsked,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: () =>
      ask(
        api.POST('/api/v1/orders/quote', {
          body: { books: books!, bookSize, exercise, ...(agreementId ? { agreementId } : {}) },
        }),
      ),
  });
  const isCurrent = settled === JSON.stringify(asked) && isAsked && !query.isPlaceholderData;
  const failure = query.error ? asRefusal(query.error) : null;
  const ofBooks = failure?.of('books', language);
  return {
    data: isAsked && !failure ? query.data : undefined,
    isCurrent,
    refusal: failure ? (ofBooks ?? failure.sentence(language)) : null,
  };
}

/** A value once it has stopped changing for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
