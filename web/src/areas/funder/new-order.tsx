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
import { Page } from '../../components/page.js';
import { TextField } from '../../components/text-field.js';
import { useFormats } from '../../words/formats.js';
import { HowMany } from './how-many.js';
import { useQuantities } from './quantities.js';
import { QuotePanel } from './quote-panel.js';
import { type QuoteAsked, useQuote } from './quote.js';
import css from './new-order.module.css';

type Agreement = Api['GrantAgreementView'];

const DIRECT = 'direct';

/** An order composed beside its quote, which the API makes again at each change. */
export function NewOrder() {
  const { t } = useTranslation('funder');
  const terms = useQuery({ queryKey: ['order-terms'], queryFn: () => ask(api.GET('/api/v1/orders/terms')) });
  return (
    <Page
      title={t('new.title')}
      lead={t('new.lead')}
      back={{ href: '/financeur/commandes', label: t('orders.title') }}
    >
      <Loaded query={terms} lines={8}>
        {(found) => <Composer terms={found} />}
      </Loaded>
    </Page>
  );
}

function Composer({ terms }: { readonly terms: Api['OrderTerms'] }) {
  const { t } = useTranslation('funder');
  const { day } = useFormats();
  const { vouchers } = useQuantities();
  const [, navigate] = useLocation();
  const { agreements, bookSizes, exercises } = terms;
  const [asked, setAsked] = useState<QuoteAsked>({
    books: null,
    bookSize: bookSizes[0]!.vouchers,
    agreementId: agreements[0]?.id ?? null,
    exercise: exercises[0]!.exercise,
  });
  const [engagementNumber, setEngagementNumber] = useState('');
  const change = (part: Partial<QuoteAsked>) => setAsked({ ...asked, ...part });
  const quote = useQuote(asked);
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
    <Form onSubmit={() => submission.run()} refusal={submission.refusal}>
      <div className={css.sides}>
        <div className={css.fields}>
          <Financing
            agreements={agreements}
            value={asked.agreementId}
            onChange={(agreementId) => change({ agreementId })}
          />
          <RadioGroup
            label={t('new.exercise')}
            name="exercise"
            hint={t('new.exercise-hint', {
              day: day(exercises.find(({ exercise }) => exercise === asked.exercise)!.validityEndsOn),
            })}
            isRow
            value={String(asked.exercise)}
            onChange={(chosen) => change({ exercise: Number(chosen) })}
            options={exercises.map(({ exercise }) => ({ value: String(exercise), label: String(exercise) }))}
          />
          <RadioGroup
            label={t('new.size')}
            name="bookSize"
            isRow
            value={String(asked.bookSize)}
            onChange={(chosen) => change({ bookSize: Number(chosen) })}
            options={bookSizes.map(({ vouchers: size }) => ({ value: String(size), label: vouchers(size) }))}
          />
          <HowMany asked={asked} terms={terms} quote={quote} onChange={(books) => change({ books })} />
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
        </div>
        <div className={css.quote}>
          <QuotePanel
            quote={quote}
            isEmpty={asked.books === null || asked.books < 1}
            agreement={agreements.find(({ id }) => id === asked.agreementId) ?? null}
          />
        </div>
        <div className={css.submit}>
          <Button type="submit" isWide isPending={submission.isPending}>
            {t('new.submit')}
          </Button>
          <p className="soft">{t('new.submit-hint')}</p>
        </div>
      </div>
    </Form>
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
