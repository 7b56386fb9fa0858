import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { Day, Instant, Money } from '../../components/figures.js';
import { Details } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { type Step, Steps } from '../../components/steps.js';
import { useFormats } from '../../words/formats.js';
import { CreditNoteTable } from './credit-note-table.js';
import { Desk } from './desk.js';
import { InvoiceTable } from './invoice-table.js';
import { Abandon, Approve, Issue, PrintBooks, Refuse } from './order-acts.js';
import css from './operator.module.css';
import { OrderState } from './states.js';

export type OrderShown = Api['OrderView'];

/** An order: what is decided about it, what it waits for, what was invoiced and paid. */
export function Order({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('operator');
  const id = params.id!;
  const query = useQuery({
    queryKey: ['order', id],
    queryFn: () => ask(api.GET('/api/v1/orders/{id}', { params: { path: { id } } })),
    // The vouchers of a paid order are made in the background: it becomes active while one looks at it.
    refetchInterval: ({ state }) => (state.data?.waitsFor.includes('issuance') ? 2000 : false),
  });
  return (
    <Desk
      title={t('order.title', { number: query.data?.number ?? '' })}
      lead={query.data?.funder.name}
      back={{ href: '/operateur/commandes', label: t('order.back') }}
      actions={query.data && <OrderState status={query.data.status} />}
    >
      <Loaded query={query}>{(order) => <Body order={order} />}</Loaded>
    </Desk>
  );
}

function Body({ order }: { readonly order: OrderShown }) {
  const { t } = useTranslation('operator');
  const mayAbandon = ['approved', 'invoiced', 'issued'].includes(order.status);
  const isMade = order.steps.some((each) => each.step === 'issued');
  const isOver = ['refused', 'cancelled', 'abandoned'].includes(order.status);
  const mayIssue = !isMade && !isOver && order.status !== 'submitted';
  return (
    <>
      {order.waitsFor.length > 0 && (
        <Notice kind="warning" title={t('order.waits')}>
          <ul className={css.consequences}>
            {order.waitsFor.map((each) => (
              <li key={each}>{t(`order.waits-${each}`)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <div className="row">
        {order.status === 'submitted' && (
          <>
            <Approve order={order} />
            <Refuse order={order} />
          </>
        )}
        {isMade && !isOver && <PrintBooks order={order} />}
        {mayIssue && <Issue order={order} />}
        {mayAbandon && <Abandon order={order} />}
      </div>
      <div className={css.columns}>
        <Section title={t('order.what')} isCard>
          <What order={order} />
        </Section>
        <Section title={t('order.timeline')} isCard>
          <Steps label={t('order.timeline')} steps={useTimeline(order)} />
        </Section>
      </div>
      <Section title={t('order.invoices')}>
        {order.invoices.length === 0 ? (
          <p className="soft">{t('order.no-invoice')}</p>
        ) : (
          <InvoiceTable caption={t('order.invoices')} invoices={order.invoices} isOfOrder />
        )}
      </Section>
      <CreditNotesOf orderId={order.id} />
      <div className="row">
        <Link href={`/operateur/comptes?commande=${order.id}`}>{t('common.books')}</Link>
        <Link href={`/operateur/journal?objet=${order.id}`}>{t('common.trail')}</Link>
      </div>
    </>
  );
}

function CreditNotesOf({ orderId }: { readonly orderId: string }) {
  const { t } = useTranslation('operator');
  const { data } = useQuery({
    queryKey: ['credit-notes', orderId],
    queryFn: () => ask(api.GET('/api/v1/credit-notes', { params: { query: { orderId } } })),
  });
  if (!data || data.items.length === 0) return null;
  return (
    <Section title={t('order.credit-notes')}>
      <CreditNoteTable notes={data.items} />
    </Section>
  );
}

const WAY = ['submitted', 'approved', 'invoiced', 'funded', 'issued', 'active'] as const;
const ENDS = ['refused', 'cancelled', 'abandoned'] as const;

/** The steps taken, in the order in which they were, then those to come unless it has ended. */
function useTimeline(order: OrderShown): Step[] {
  const { t } = useTranslation('operator');
  const isOver = ENDS.some((end) => order.status === end);
  const taken = order.steps.map((each): Step => ({
    title: t(`order.step-${each.step}`),
    state: ENDS.some((end) => end === each.step) ? 'stopped' : 'done',
    detail: (
      <>
        <Instant at={each.at} />
        {each.reason && <div>{each.reason}</div>}
      </>
    ),
  }));
  if (isOver) return taken;
  const toCome = WAY.filter((step) => !order.steps.some((each) => each.step === step));
  return [
    ...taken,
    ...toCome.map((step, index): Step => ({
      title: t(`order.step-${step}`),
      state: index === 0 ? 'current' : 'waiting',
    })),
  ];
}

function What({ order }: { readonly order: OrderShown }) {
  const { t } = useTranslation('operator');
  const { money, number } = useFormats();
  const { agreement } = order;
  return (
    <>
      <Details
        items={[
          {
            label: t('order.quantity'),
            value: t('order.quantity-value', {
              books: number(order.books),
              size: order.bookSize,
              vouchers: number(order.vouchers),
            }),
          },
          {
            label: t('order.face-value'),
            value: (
              <>
                <Money cents={order.faceValueCents} />{' '}
                <small className="soft">
                  {t('order.face-value-how', {
                    vouchers: number(order.vouchers),
                    each: money(order.voucherCents),
                  })}
                </small>
              </>
            ),
          },
          { label: t('order.funder-share'), value: <Money cents={order.funderShareCents} /> },
          { label: t('order.state-share'), value: <Money cents={order.stateShareCents} /> },
          { label: t('order.fee'), value: <Money cents={order.feeCents} /> },
          { label: t('order.minimum'), value: <Money cents={order.minimumCents} /> },
          {
            label: t('order.agreement'),
            value: agreement ? (
              <Link href={`/operateur/conventions/${agreement.id}`}>{agreement.reference}</Link>
            ) : (
              t('order.direct')
            ),
          },
          { label: t('order.exercise'), value: String(order.exercise) },
          ...(order.engagementNumber
            ? [{ label: t('order.engagement'), value: order.engagementNumber }]
            : []),
          { label: t('order.tariff'), value: <Day day={order.tariffSince} /> },
        ]}
      />
      {agreement?.paidTo === 'funder' && <p className="soft">{t('order.pays-funder')}</p>}
    </>
  );
}
