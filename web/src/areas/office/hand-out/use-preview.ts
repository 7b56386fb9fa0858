import { useEffect, useRef, useState } from 'react';
import { type Api, api, ask } from '../../../api/client.js';
import { asRefusal, type Refusal } from '../../../api/refusal.js';
import type { PersonBody } from './person.js';

export type Preview = Api['HandOutPreview'];

/** Which vouchers: those scanned or typed, or so many of the open book; null for as many as the person may receive. */
export interface Wanted {
  readonly codes: readonly string[];
  readonly count: number | null;
}

export interface Looked {
  readonly state: 'incomplete' | 'looking' | 'known' | 'refused';
  /** What the person may receive. While another answer is on its way for the same person, still the last one. */
  readonly preview: Preview | null;
  /** Why nothing can be told, or why these vouchers cannot be handed out. */
  readonly refusal: Refusal | null;
  readonly again: () => void;
}

const AFTER_TYPING_MS = 250;

/**
 * What a hand-out would do, asked as one types. The answers are kept by this page only, outside the cache of the other
 * questions: they are about someone.
 */
export function useLookAhead(body: PersonBody | null, wanted: Wanted): Looked {
  const [answer, setAnswer] = useState<{ key: string; preview: Preview | null; refusal: Refusal | null }>();
  const [round, setRound] = useState(0);
  const person = body && JSON.stringify({ ...body, sex: undefined, firstTime: undefined });
  const key = person && JSON.stringify([person, wanted, round]);
  const latest = useRef(body);
  latest.current = body;
  useEffect(() => {
    if (!key || !latest.current) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      look(latest.current!, wanted, stop.signal)
        .then((told) => setAnswer({ key, ...told }))
        .catch((error: unknown) => {
          if (!stop.signal.aborted) setAnswer({ key, preview: null, refusal: asRefusal(error) });
        });
    }, AFTER_TYPING_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  const again = () => setRound((before) => before + 1);
  if (!key) return { state: 'incomplete', preview: null, refusal: null, again };
  if (answer?.key === key) {
    return { state: answer.refusal ? 'refused' : 'known', ...answer, again };
  }
  const isSamePerson = answer !== undefined && JSON.parse(answer.key)[0] === person;
  return { state: 'looking', preview: isSamePerson ? answer.preview : null, refusal: null, again };
}

/**
 * What the person may receive, then the vouchers themselves. A refusal of the vouchers (a wrong code, an empty drawer)
 * comes with what the person may receive, where that is known.
 */
async function look(
  body: PersonBody,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<{ preview: Preview | null; refusal: Refusal | null }> {
  const preview = (vouchers: Api['WantedVouchers']) =>
    ask(api.POST('/api/v1/hand-outs/preview', { body: { ...body, vouchers }, signal }));
  if (wanted.codes.length > 0) {
    try {
      return { preview: await preview({ codes: [...wanted.codes] }), refusal: null };
    } catch (error) {
      if (signal.aborted) throw error;
      const refusal = asRefusal(error);
      return { preview: await preview({ count: 1 }).catch(() => null), refusal };
    }
  }
  const one = await preview({ count: 1 });
  const count = Math.min(wanted.count ?? one.mayReceive, one.mayReceive);
  if (count <= 1) return { preview: one, refusal: null };
  try {
    return { preview: await preview({ count }), refusal: null };
  } catch (error) {
    if (signal.aborted) throw error;
    // One is left in the drawer: it can still be given.
    return { preview: one, refusal: null };
  }
}
