import { useTranslation } from 'react-i18next';
import type { Api } from '../../api/client.js';
import { Status, type Tone } from '../../components/status.js';
import { today } from '../../words/formats.js';

export type OrderStatus = Api['OrderView']['status'];
export type Invoice = Api['InvoiceView'];

const ORDER_TONES: Partial<Record<OrderStatus, Tone>> = {
  submitted: 'care',
  refused: 'stop',
  cancelled: 'stop',
  abandoned: 'stop',
  funded: 'good',
  issued: 'info',
  approved: 'info',
  invoiced: 'info',
  active: 'good',
};

export const ORDER_STATUSES = [
  'submitted',
  'approved',
  'invoiced',
  'funded',
  'issued',
  'active',
  'closed',
  'refused',
  'cancelled',
  'abandoned',
] as const;

export function OrderState({ status }: { readonly status: OrderStatus }) {
  const { t } = useTranslation('operator');
  return <Status tone={ORDER_TONES[status] ?? 'neutral'}>{t(`order-status.${status}`)}</Status>;
}

/** Whether an invoice is paid, and late if it is not. */
export function InvoiceState({ invoice }: { readonly invoice: Invoice }) {
  const { t } = useTranslation('operator');
  if (invoice.cancelledByCreditNoteId !== null)
    return <Status tone="neutral">{t('invoices.cancelled')}</Status>;
  if (invoice.restCents === 0) return <Status tone="good">{t('invoices.paid-whole')}</Status>;
  if (invoice.dueOn < today()) return <Status tone="stop">{t('invoices.late')}</Status>;
  return <Status tone="care">{t(invoice.paidCents > 0 ? 'invoices.partly' : 'invoices.unpaid')}</Status>;
}
