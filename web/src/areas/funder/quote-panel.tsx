import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Api } from '../../api/client.js';
import { Notice } from '../../components/notice.js';
import { useFormats } from '../../words/formats.js';
import { useLanguage } from '../../words/words.js';
import { useQuantities } from './quantities.js';
import type { LiveQuote } from './quote.js';
import css from './quote-panel.module.css';

type Quote = Api['QuoteView'];

interface QuotePanelProps {
  readonly quote: LiveQuote;
  readonly isEmpty: boolean;
  readonly agreement: Api['GrantAgreementView'] | null;
}

/** The quote: each figure with what it is, and the sentence of the scheme that it comes from. */
export function QuotePanel({ quote, isEmpty, agreement }: QuotePanelProps) {
  const { t } = useTranslation('funder');
  const { money } = useFormats();
  const { data } = quote;
  return (
    <section className={css.panel} aria-labelledby="quote-title" aria-busy={!quote.isCurrent || undefined}>
      <h2 id="quote-title">{t('quote.title')}</h2>
      {!data && <p className="soft">{isEmpty ? t('quote.empty') : quote.refusal}</p>}
      {data && (
        <>
          <Warning quote={data} />
          <Lines quote={data} agreement={agreement} />
          <p className={css.total} role="status">
            <span>{t('quote.total')}</span>
            <strong className="figures">{money(data.invoicedToFunderCents + data.feeCents)}</strong>
          </p>
          <Credits quote={data} />
        </>
      )}
    </section>
  );
}

function Line(props: {
  readonly title: string;
  readonly amount: string;
  readonly detail: ReactNode;
  readonly sentence?: string | undefined;
}) {
  const { t } = useTranslation('funder');
  return (
    <div className={css.line}>
      <dt>{props.title}</dt>
      <dd className={`figures ${css.amount}`}>{props.amount}</dd>
      <dd className={css.detail}>
        {props.detail}
        {props.sentence && (
          <q className={css.rule} title={t('quote.rule')}>
            {props.sentence}
          </q>
        )}
      </dd>
    </div>
  );
}

function Lines({
  quote,
  agreement,
}: {
  readonly quote: Quote;
  readonly agreement: QuotePanelProps['agreement'];
}) {
  const { t } = useTranslation('funder');
  const { money } = useFormats();
  const { books, vouchers } = useQuantities();
  const sentence = (key: Quote['explanations'][number]['key']) =>
    quote.explanations.find((each) => each.key === key)?.sentence;
  const isDirect = agreement === null;
  return (
    <dl className={css.lines}>
      <Line
        title={t('quote.face-value')}
        amount={money(quote.faceValueCents)}
        detail={t('quote.face-value-detail', {
          books: books(quote.books),
          vouchers: vouchers(quote.vouchers),
          each: money(quote.voucherCents),
        })}
        sentence={sentence('face-value')}
      />
      <Line
        title={t('quote.minimum')}
        amount={money(quote.minimumCents)}
        detail={
          quote.missingToMinimumCents > 0
            ? t('quote.minimum-missing', { missing: money(quote.missingToMinimumCents) })
            : t('quote.minimum-reached')
        }
        sentence={sentence(isDirect ? 'direct-minimum' : 'cofunded-minimum')}
      />
      {!isDirect && (
        <Line
          title={t('quote.state-share')}
          amount={`− ${money(quote.stateShareCents)}`}
          detail={
            <>
              {quote.stateShareCapped
                ? t('quote.state-share-capped', { rest: money(quote.remainingCeilingCents ?? 0) })
                : t('quote.state-share-detail', { reference: agreement.reference })}{' '}
              {agreement.paidTo === 'operator'
                ? t('quote.state-pays-operator')
                : t('quote.state-pays-funder', { amount: money(quote.invoicedToFunderCents) })}
            </>
          }
          sentence={sentence('state-share')}
        />
      )}
      <Line
        title={t('quote.funder-share')}
        amount={money(quote.funderShareCents)}
        detail={t(isDirect ? 'quote.funder-share-direct' : 'quote.funder-share-detail')}
      />
      {quote.feeCents > 0 && (
        <Line
          title={t('quote.fee')}
          amount={money(quote.feeCents)}
          detail={t('quote.fee-detail', {
            net: money(quote.feeNetCents, true),
            vat: money(quote.feeVatCents, true),
          })}
          sentence={sentence('direct-fee')}
        />
      )}
    </dl>
  );
}

/** Something to know before ordering, which the API does not refuse. */
function Warning({ quote }: { readonly quote: Quote }) {
  const language = useLanguage();
  return quote.warning && <Notice kind="warning">{quote.warning[language]}</Notice>;
}

/** What credit notes can pay of it: spent on the invoice once it is made, by whoever receives it. */
function Credits({ quote: { credits, transferCents, feeCents } }: { readonly quote: Quote }) {
  const { t } = useTranslation('funder');
  const { money } = useFormats();
  const used = credits.filter(({ usedCents }) => usedCents > 0);
  if (used.length === 0) return null;
  return (
    <div className={css.credit}>
      <h3>{t('quote.credits')}</h3>
      <ul className={css.credits}>
        {used.map((credit) => (
          <li key={credit.creditNoteId}>
            {t('quote.credit', {
              number: credit.number,
              order: credit.orderNumber,
              rest: money(credit.restCents),
              used: money(credit.usedCents),
            })}
          </li>
        ))}
      </ul>
      <p className={css.total}>
        <span>{t('quote.transfer')}</span>
        <strong className="figures">{money(transferCents)}</strong>
      </p>
      <p>
        {t('quote.credits-when')}
        {feeCents > 0 && <> {t('quote.credits-fee')}</>}
      </p>
    </div>
  );
}
