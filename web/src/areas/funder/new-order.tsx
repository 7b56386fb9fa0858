import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { useSignedIn } from '../../api/session.js';
import { useAction } from '../../api/use-action.js';
import { Button } from '../../components/button.js';
import { RadioGroup } from '../../components/choice-fields.js';
import { Form } from '../../components/form.js';
import { Loaded } from '../../components/loading.js';
import { NumberField } from '../../components/number-field.js';
import { Page } from '../../components/page.js';
import { TextField } from '../../components/text-field.js';
import { today, useFormats } from '../../words/formats.js';
import { useQuantities } from './quantities.js';
import { QuotePanel } from './quote-panel.js';
import { type QuoteAsked, useQuote } from './quote.js';
import css from './new-order.module.css';

type Agreement = Api['GrantAgreementView'];

const DIRECT = 'direct';
const BOOK_SIZES = [10, 5];

/** An order composed beside its quote, which the API makes again at each change. */
export function NewOrder() {
  const { t } = useTranslation('funder');
  const agreements = useQuery({
    queryKey: ['grant-agreements', 'in-force'],
    queryFn: async () => {
      const { items } = await ask(api.GET('/api/v1/grant-agreements', { params: { query: { limit: 100 } } }));
      return items.filter(({ startsOn, endsOn }) => startsOn <= today() && today() <= endsOn);
    },
  });
  return (
    <Page
      title={t('new.title')}
      lead={t('new.lead')}
      back={{ href: '/financeur/commandes', label: t('orders.title') }}
    >
      <Loaded query={agreements} lines={8}>
        {(items) => <Composer agreements={items} />}
      </Loaded>
    </Page>
  );
}

function Composer({ agreements }: { readonly agreements: readonly Agreement[] }) {
  const { t } = useTranslation('funder');
  const [, navigate] = useLocation();
  const year = Number(today().slice(0, 4));
  const [asked, setAsked] = useState<QuoteAsked>({
    books: null,
    bookSize: BOOK_SIZES[0]!,
    agreementId: agreements[0]?.id ?? null,
    exercise: year,
  });
  const [engagementNumber, setEngagementNumber] = useState('');
  const change = (part: Partial<QuoteAsked>) => setAsked({ ...asked, ...part });
  const quote = useQuote(asked);
  const least = useQuote({ ...asked, books: 1 });
  const submission = useAction({
    do: (_: void, key) =>
      ask(
        api.POST('/api/v1/orders', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            books: asked.books ?? 0,
            bookSize: asked.bookSize,
            exercise: asked.exercise,
            ...(asked.agreementId ? { agreementId: asked.agreementId } : {}),
            ...(asked.agreementId && quote.data && quote.isCurrent
              ? { stateShareCents: quote.data.stateShareCents }
              : {}),
            ...(engagementNumber.trim() ? { engagementNumber: engagementNumber.trim() } : {}),
          },
        }),
      ),
    onDone: ({ id }) => navigate(`/financeur/commandes/${id}?deposee=1`),
  });
  return (
    <div className={css.sides}>
      <Form onSubmit={() => submission.run()} refusal={submission.refusal}>
        <Financing
          agreements={agreements}
          value={asked.agreementId}
          onChange={(agreementId) => change({ agreementId })}
        />
        <RadioGroup
          label={t('new.exercise')}
          name="exercise"
          hint={t('new.exercise-hint')}
          isRow
          value={String(asked.exercise)}
          onChange={(chosen) => change({ exercise: Number(chosen) })}
          options={[year, year + 1].map((each) => ({ value: String(each), label: String(each) }))}
        />
        <RadioGroup
          label={t('new.size')}
          name="bookSize"
          isRow
          value={String(asked.bookSize)}
          onChange={(chosen) => change({ bookSize: Number(chosen) })}
          options={BOOK_SIZES.map((count) => ({ value: String(count), label: t('new.size-of', { count }) }))}
        />
        <HowMany asked={asked} least={least.data} quote={quote} onChange={(books) => change({ books })} />
        <TextField
          label={t('new.engagement')}
          name="engagementNumber"
          hint={t('new.engagement-hint')}
          isOptional
          value={engagementNumber}
          onChange={setEngagementNumber}
          maxLength={50}
        />
        <ServiceCode />
        <div className={css.submit}>
          <Button type="submit" isWide isPending={submission.isPending}>
            {t('new.submit')}
          </Button>
          <p className="soft">{t('new.submit-hint')}</p>
        </div>
      </Form>
      <QuotePanel
        quote={quote}
        isEmpty={asked.books === null || asked.books < 1}
        agreement={agreements.find(({ id }) => id === asked.agreementId) ?? null}
      />
    </div>
  );
}

interface FinancingProps {
  readonly agreements: readonly Agreement[];
  readonly value: string | null;
  readonly onChange: (agreementId: string | null) => void;
}

function Financing({ agreements, value, onChange }: FinancingProps) {
  const { t } = useTranslation('funder');
  const { money, number } = useFormats();
  return (
    <RadioGroup
      label={t('new.financing')}
      name="agreementId"
      value={value ?? DIRECT}
      onChange={(chosen) => onChange(chosen === DIRECT ? null : chosen)}
      options={[
        ...agreements.map((agreement) => ({
          value: agreement.id,
          label: t('new.under', { reference: agreement.reference }),
          hint: t(agreement.paidTo === 'operator' ? 'new.under-hint' : 'new.under-hint-repaid', {
            percent: number(Math.round((agreement.rateNumerator / agreement.rateDenominator) * 10_000) / 100),
            rest: money(agreement.remainingCeilingCents),
          }),
        })),
        { value: DIRECT, label: t('new.direct'), hint: t('new.direct-hint') },
      ]}
    />
  );
}

interface HowManyProps {
  readonly asked: QuoteAsked;
  /** The quote of a single book: what a book costs, and how many the minimum takes. */
  readonly least: Api['QuoteView'] | undefined;
  readonly quote: ReturnType<typeof useQuote>;
  readonly onChange: (books: number | null) => void;
}

/** Books or an amount: the one gives the other, and what is missing is told as it is typed. */
function HowMany({ asked, least, quote, onChange }: HowManyProps) {
  const { t } = useTranslation('funder');
  const { money } = useFormats();
  const { books: booksText, vouchers } = useQuantities();
  const [by, setBy] = useState<'books' | 'amount'>('books');
  const [euros, setEuros] = useState<number | null>(null);
  const bookCents = least ? least.faceValueCents : null;
  const fewest = least ? 1 + least.booksToReachMinimum : null;
  const typeEuros = (typed: number | null) => {
    setEuros(typed);
    onChange(typed === null || bookCents === null ? null : Math.ceil((typed * 100) / bookCents));
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
  const hint =
    least && fewest !== null && bookCents !== null
      ? t('new.minimum', {
          books: booksText(fewest),
          amount: money(least.minimumCents),
          book: money(bookCents),
        })
      : undefined;
  return (
    <div className="stack">
      <RadioGroup
        label={t('new.by')}
        isRow
        value={by}
        onChange={(chosen) => {
          setBy(chosen);
          if (chosen === 'amount')
            setEuros(asked.books === null || bookCents === null ? null : (asked.books * bookCents) / 100);
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
      {by === 'amount' && asked.books !== null && asked.books > 0 && bookCents !== null && (
        <p>
          {t('new.rounded', {
            books: booksText(asked.books),
            vouchers: vouchers(asked.books * asked.bookSize),
            amount: money(asked.books * bookCents),
          })}
        </p>
      )}
      {isShort && fewest !== null && (
        <div>
          <Button
            kind="secondary"
            onClick={() => {
              onChange(fewest);
              setEuros(bookCents === null ? null : (fewest * bookCents) / 100);
            }}
          >
            {t('new.take-minimum', { books: booksText(fewest) })}
          </Button>
        </div>
      )}
    </div>
  );
}

/** The service code is the organisation's: shown, so that it is right before the invoice is made. */
function ServiceCode() {
  const { t } = useTranslation('funder');
  const { organisation } = useSignedIn();
  const { data } = useQuery({
    queryKey: ['organisation', organisation.id],
    queryFn: () => ask(api.GET('/api/v1/organisations/{id}', { params: { path: { id: organisation.id } } })),
  });
  if (!data) return null;
  return (
    <p className="soft">
      {data.serviceCode ? t('new.service-code', { code: data.serviceCode }) : t('new.no-service-code')}
    </p>
  );
}
