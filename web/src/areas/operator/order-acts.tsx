import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { NumberField } from '../../components/number-field.js';
import { Progress, useJob } from '../../components/progress.js';
import { TextField } from '../../components/text-field.js';
import { useFormats } from '../../words/formats.js';
import { Act, Consequences } from './desk.js';
import type { OrderShown } from './order.js';

interface OfOrder {
  readonly order: OrderShown;
}

const once = (id: string, key: string) => ({ path: { id }, header: { 'Idempotency-Key': key } });

/** Approves an order: its invoices leave with it. */
export function Approve({ order }: OfOrder) {
  const { t } = useTranslation('operator');
  const { money, number } = useFormats();
  const funder = order.funder.name;
  return (
    <Act
      label={t('order.approve')}
      title={t('order.approve-title', { number: order.number })}
      confirm={t('order.approve')}
      do={(key) => ask(api.POST('/api/v1/orders/{id}/approval', { params: once(order.id, key) }))}
      done={t('order.approved', { number: order.number })}
    >
      <p>
        {t('order.approve-what', {
          funder,
          vouchers: number(order.vouchers),
          value: money(order.faceValueCents),
        })}
      </p>
      <Consequences
        of={[
          order.invoicedToFunderCents > 0 &&
            t('order.approve-funder', { amount: money(order.invoicedToFunderCents), funder }),
          order.invoicedToStateCents > 0 &&
            t('order.approve-state', {
              amount: money(order.invoicedToStateCents),
              state: order.agreement?.state.name ?? '',
            }),
          order.feeCents > 0 && t('order.approve-fee', { amount: money(order.feeCents), funder }),
          t('order.approve-after'),
        ]}
      />
    </Act>
  );
}

/** Refuses an order, with a reason that its funder reads. */
export function Refuse({ order }: OfOrder) {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const [reason, setReason] = useState('');
  return (
    <Act
      label={t('order.refuse')}
      kind="secondary"
      title={t('order.refuse-title', { number: order.number })}
      confirm={t('order.refuse-confirm')}
      isDanger
      do={(key) =>
        ask(api.POST('/api/v1/orders/{id}/refusal', { params: once(order.id, key), body: { reason } }))
      }
      done={t('order.refused', { number: order.number })}
    >
      <p>{t('order.refuse-what', { funder: order.funder.name, value: money(order.faceValueCents) })}</p>
      <TextField label={t('order.refuse-reason')} name="reason" value={reason} onChange={setReason} isLong />
    </Act>
  );
}

/** Abandons an approved order that will not be paid. */
export function Abandon({ order }: OfOrder) {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const [reason, setReason] = useState('');
  const invoiced = order.invoices.reduce((sum, each) => sum + each.totalCents, 0);
  const paid = order.invoices.reduce((sum, each) => sum + each.paidCents, 0);
  return (
    <Act
      label={t('order.abandon')}
      kind="secondary"
      title={t('order.abandon-title', { number: order.number })}
      confirm={t('order.abandon')}
      isDanger
      do={(key) =>
        ask(api.POST('/api/v1/orders/{id}/abandonment', { params: once(order.id, key), body: { reason } }))
      }
      done={t('order.abandoned', { number: order.number })}
    >
      <Consequences
        of={[
          t('order.abandon-what', { amount: money(invoiced, true) }),
          paid > 0 && t('order.abandon-paid', { amount: money(paid, true) }),
        ]}
      />
      <TextField label={t('order.refuse-reason')} name="reason" value={reason} onChange={setReason} isLong />
    </Act>
  );
}

/** Makes the vouchers of an order before it is paid. */
export function Issue({ order }: OfOrder) {
  const { t } = useTranslation('operator');
  const { number } = useFormats();
  return (
    <Act
      label={t('order.issue')}
      kind="secondary"
      title={t('order.issue-title', { number: order.number })}
      confirm={t('order.issue')}
      do={(key) => ask(api.POST('/api/v1/orders/{id}/issuance', { params: once(order.id, key) }))}
      done={t('order.issued', { number: order.number })}
    >
      <p>{t('order.issue-what', { vouchers: number(order.vouchers) })}</p>
    </Act>
  );
}

/** Has the books printed to a file, followed as it is made. */
export function PrintBooks({ order }: OfOrder) {
  const { t } = useTranslation('operator');
  const [from, setFrom] = useState<number | null>(1);
  const [to, setTo] = useState<number | null>(order.books);
  const [made, setMade] = useState<Api['DocumentView'] | null>(null);
  const job = useJob(made?.jobId ?? null);
  const range = { from: from ?? 1, to: to ?? order.books };
  return (
    <>
      <Act
        label={t('order.print')}
        kind="secondary"
        icon="print"
        title={t('order.print-title')}
        confirm={t('order.print-confirm')}
        do={() =>
          ask(
            api.POST('/api/v1/orders/{id}/books/print', {
              params: { path: { id: order.id } },
              body: { fromBook: range.from, toBook: range.to },
            }),
          )
        }
        done={t('order.printing', range)}
        onDone={setMade}
      >
        <p>{t('order.print-what')}</p>
        <NumberField label={t('order.print-from')} name="fromBook" value={from} onChange={setFrom} min={1} />
        <NumberField label={t('order.print-to')} name="toBook" value={to} onChange={setTo} min={1} />
      </Act>
      {made && (
        <Progress job={job} label={t('order.printing', range)}>
          <ButtonLink href={`/api/v1/documents/${made.id}/file`} icon="download" kind="secondary" download>
            {t('order.print-download')}
          </ButtonLink>
        </Progress>
      )}
    </>
  );
}
