import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Api } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { RadioGroup } from '../../components/choice-fields.js';
import { NumberField } from '../../components/number-field.js';
import { useFormats } from '../../words/formats.js';
import { useQuantities } from './quantities.js';
import type { LiveQuote, QuoteAsked } from './quote.js';

interface HowManyProps {
  readonly asked: QuoteAsked;
  readonly terms: Api['OrderTerms'];
  readonly quote: LiveQuote;
  readonly onChange: (books: number | null) => void;
}

/** Books or an amount: the one gives the other, and what is missing is told as it is typed. */
export function HowMany({ asked, terms, quote, onChange }: HowManyProps) {
  const { t } = useTranslation('funder');
  const { money } = useFormats();
  const { books: booksText, vouchers } = useQuantities();
  const [by, setBy] = useState<'books' | 'amount'>('books');
  const [euros, setEuros] = useState<number | null>(null);
  const size = terms.bookSizes.find((each) => each.vouchers === asked.bookSize)!;
  const { bookCents } = size;
  const isDirect = asked.agreementId === null;
  const fewest = isDirect ? size.directMinimumBooks : size.cofundedMinimumBooks;
  const toEuros = (count: number) => (count * bookCents) / 100;
  const typeEuros = (typed: number | null) => {
    setEuros(typed);
    onChange(typed === null ? null : Math.ceil((typed * 100) / bookCents));
  };
  const current = quote.isCurrent ? quote.data : undefined;
  const isShort = current !== undefined && asked.books !== null && current.missingToMinimumCents > 0;
  const error = isShort
    ? t('new.too-few', {
        minimum: money(current.minimumCents),
        missing: money(current.missingToMinimumCents),
        books: booksText(current.booksToReachMinimum),
      })
    : (quote.refusal ?? (asked.books === 0 ? t('new.no-book') : null));
  const hint = t('new.minimum', {
    books: booksText(fewest),
    amount: money(isDirect ? terms.directMinimumCents : terms.cofundedMinimumCents),
    book: money(bookCents),
  });
  return (
    <div className="stack">
      <RadioGroup
        label={t('new.by')}
        isRow
        value={by}
        onChange={(chosen) => {
          setBy(chosen);
          if (chosen === 'amount') setEuros(asked.books === null ? null : toEuros(asked.books));
        }}
        options={[
          { value: 'books', label: t('new.by-books') },
          { value: 'amount', label: t('new.by-amount') },
        ]}
      />
      {by === 'books' ? (
        <NumberField
          label={t('new.books')}
          name="books"
          hint={hint}
          error={error}
          min={0}
          step={10}
          value={asked.books}
          onChange={onChange}
        />
      ) : (
        <NumberField
          label={t('new.amount')}
          name="books"
          hint={hint}
          error={error}
          min={0}
          step={1000}
          value={euros}
          onChange={typeEuros}
        />
      )}
      {by === 'amount' && asked.books !== null && asked.books > 0 && (
        <p>
          {t('new.rounded', {
            books: booksText(asked.books),
            vouchers: vouchers(asked.books * asked.bookSize),
            amount: money(asked.books * bookCents),
          })}
        </p>
      )}
      {isShort && (
        <div>
          <Button
            kind="secondary"
            onClick={() => {
              onChange(fewest);
              setEuros(toEuros(fewest));
            }}
          >
            {t('new.take-minimum', { books: booksText(fewest) })}
          </Button>
        </div>
      )}
    </div>
  );
}
