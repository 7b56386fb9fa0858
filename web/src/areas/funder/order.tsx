import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { useAction } from '../../api/use-action.js';
import { Button, ButtonLink } from '../../components/button.js';
import { CreditNoteTable, useCreditNotes } from '../../components/credit-notes.js';
import { Dialog } from '../../components/dialog.js';
import { useExercises } from '../../components/exercise-filter.js';
import { Instant } from '../../components/figures.js';
import { Form } from '../../components/form.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Page, Section } from '../../components/page.js';
import { type Step, Steps } from '../../components/steps.js';
import { TextField } from '../../components/text-field.js';
import { useFormats } from '../../words/formats.js';
import { OrderDocuments } from './order-documents.js';
import { OrderInvoices } from './order-invoices.js';
import { OrderStatus } from './order-status.js';
import { useQuantities } from './quantities.js';
import css from './order.module.css';

type OrderView = Api['OrderView'];

/** An order: where it stands, its invoices, its papers. */
export function Order({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('funder');
  const id = params['id']!;
  const query = useQuery({
    queryKey: ['orders', id],
    queryFn: () => ask(api.GET('/api/v1/orders/{id}', { params: { path: { id } } })),
  });
  return (
    <Loaded query={query} lines={10}>
      {(order) => (
        <Page
          title={t('order.title', { number: order.number })}
          lead={<OrderStatus order={order} />}
          back={{ href: '/financeur/commandes', label: t('orders.title') }}
          actions={
            order.status === 'active' && <ButtonLink href="/financeur/carnets">{t('home.allot')}</ButtonLink>
          }
        >
          <JustSubmitted />
          <Awaited order={order} />
          <div className={css.sides}>
            <Section title={t('order.way')} isCard>
              <Timeline order={order} />
            </Section>
            <Section title={t('order.what')} isCard>
              <Figures order={order} />
            </Section>
          </div>
          <OrderInvoices order={order} />
          <Credits orderId={order.id} />
          <OrderDocuments order={order} />
          {order.status === 'submitted' && <Cancellation order={order} />}
        </Page>
      )}
    </Loaded>
  );
}

function JustSubmitted() {
  const { t } = useTranslation('funder');
  const [params] = useSearchParams();
  if (params.get('deposee') === null) return null;
  return (
    <Notice kind="success" title={t('order.submitted')}>
      {t('order.submitted-next')}
    </Notice>
  );
}

/** What must still happen, and by whom. */
function Awaited({ order }: { readonly order: OrderView }) {
  const { t } = useTranslation('funder');
  const { day, money } = useFormats();
  if (order.waitsFor.length === 0) return null;
  const due = (kind: Api['InvoiceView']['kind']) => {
    const invoice = order.invoices.find((each) => each.kind === kind);
    return { amount: money(invoice?.restCents ?? 0), due: invoice ? day(invoice.dueOn) : '' };
  };
  const sentences = {
    decision: () => t('awaited.decision'),
    'funder-payment': () => t('awaited.funder-payment', due('vouchers-funder')),
    'state-payment': () => t('awaited.state-payment', { state: order.agreement?.state.name ?? '' }),
    'fee-payment': () => t('awaited.fee-payment', due('order-fee')),
    issuance: () => t('awaited.issuance'),
  };
  return (
    <Notice title={t('awaited.title')}>
      <ul className={css.awaited}>
        {order.waitsFor.map((what) => (
          <li key={what}>{sentences[what]()}</li>
        ))}
      </ul>
    </Notice>
  );
}

const WAY = ['submitted', 'approved', 'invoiced', 'funded', 'issued', 'active', 'closed'] as const;
const STOPS: readonly string[] = ['refused', 'cancelled', 'abandoned'];

function Timeline({ order }: { readonly order: OrderView }) {
  const { t } = useTranslation('funder');
  const taken = new Map(order.steps.map((step) => [step.step, step]));
  const stopped = order.steps.find(({ step }) => STOPS.includes(step));
  const isShown = (step: (typeof WAY)[number]) => !stopped || taken.has(step);
  const next = stopped ? undefined : WAY.find((step) => !taken.has(step));
  const steps = WAY.filter(isShown).map((step): Step => {
    const at = taken.get(step)?.at;
    return {
      title: t(`step.${step}`),
      state: at ? 'done' : step === next ? 'current' : 'waiting',
      detail: at ? <Instant at={at} /> : t(`step.${step}-waits`),
    };
  });
  if (stopped) {
    steps.push({
      title: t(`status.${stopped.step}`),
      state: 'stopped',
      detail: (
        <>
          <Instant at={stopped.at} />
          {stopped.reason && <p>{t('order.reason', { reason: stopped.reason })}</p>}
        </>
      ),
    });
  }
  return <Steps label={t('order.way')} steps={steps} />;
}

function Figures({ order }: { readonly order: OrderView }) {
  const { t } = useTranslation('funder');
  const { money, day } = useFormats();
  const { books, vouchers } = useQuantities();
  const exercises = useExercises();
  const ends = exercises.data?.find(({ exercise }) => exercise === order.exercise)?.validityEndsOn;
  const { agreement } = order;
  return (
    <Details
      items={[
        {
          label: t('order.books'),
          value: t('order.books-of', { books: books(order.books), vouchers: vouchers(order.bookSize) }),
        },
        {
          label: t('order.value'),
          value: t('order.value-of', {
            vouchers: vouchers(order.vouchers),
            each: money(order.voucherCents),
            total: money(order.faceValueCents),
          }),
        },
        ...(agreement
          ? [
              { label: t('order.agreement'), value: agreement.reference },
              {
                label: t('order.state-share'),
                value: t(agreement.paidTo === 'operator' ? 'order.state-pays-us' : 'order.state-pays-you', {
                  amount: money(order.stateShareCents),
                  state: agreement.state.name,
                }),
              },
            ]
          : [{ label: t('order.agreement'), value: t('order.direct') }]),
        { label: t('order.funder-share'), value: money(order.funderShareCents) },
        ...(order.feeCents > 0 ? [{ label: t('order.fee'), value: money(order.feeCents) }] : []),
        {
          label: t('orders.exercise'),
          value: ends ? t('order.exercise', { exercise: order.exercise, day: day(ends) }) : order.exercise,
        },
        { label: t('new.engagement'), value: order.engagementNumber ?? t('order.no-engagement') },
      ]}
    />
  );
}

/** What came back of the order, if anything did. */
function Credits({ orderId }: { readonly orderId: string }) {
  const { t } = useTranslation('funder');
  const notes = useCreditNotes({ orderId }).data ?? [];
  if (notes.length === 0) return null;
  return (
    <Section title={t('order.credits')}>
      <CreditNoteTable notes={notes} share="funder" />
    </Section>
  );
}

/** Taking an order back, before it is decided. */
function Cancellation({ order }: { readonly order: OrderView }) {
  const { t } = useTranslation('funder');
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const action = useAction({
    do: (_: void, key) =>
      ask(
        api.POST('/api/v1/orders/{id}/cancellation', {
          params: { path: { id: order.id }, header: { 'Idempotency-Key': key } },
          body: reason.trim() ? { reason: reason.trim() } : {},
        }),
      ),
    changes: [['orders'], ['overview']],
    onDone: () => setOpen(false),
  });
  return (
    <Section title={t('cancel.title')}>
      <p className="measure">{t('cancel.lead')}</p>
      <div>
        <Button kind="danger" onClick={() => setOpen(true)}>
          {t('cancel.open')}
        </Button>
      </div>
      <Dialog
        title={t('cancel.ask', { number: order.number })}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
      >
        <Form onSubmit={() => action.run()} refusal={action.refusal}>
          <TextField
            label={t('cancel.reason')}
            name="reason"
            isLong
            isOptional
            value={reason}
            onChange={setReason}
            maxLength={1000}
          />
          <div className="row">
            <Button type="submit" kind="danger" isPending={action.isPending}>
              {t('cancel.confirm')}
            </Button>
            <Button kind="quiet" onClick={() => setOpen(false)}>
              {t('cancel.keep')}
            </Button>
          </div>
        </Form>
      </Dialog>
    </Section>
  );
}
