import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.js';
import { AmountField } from '../../components/amount-field.js';
import { RadioGroup } from '../../components/choice-fields.js';
import { DateField } from '../../components/date-field.js';
import { TextField } from '../../components/text-field.js';
import { today, useFormats } from '../../words/formats.js';
import { Act, Consequences } from './desk.js';
import type { Invoice } from './states.js';

/** Records what came on the bank account for an invoice; nothing is recorded of an excess unless it is decided. */
export function RecordPayment({ invoice }: { readonly invoice: Invoice }) {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const [cents, setCents] = useState<number | null>(null);
  const [day, setDay] = useState(today());
  const [reference, setReference] = useState('');
  const [excess, setExcess] = useState<'refuse' | 'credit'>('refuse');
  const beyond = Math.max(0, (cents ?? 0) - invoice.restCents);
  const amount = money(cents ?? 0, true);
  const payer = invoice.payer.name;
  const mayKeep = invoice.kind === 'vouchers-funder' || invoice.kind === 'vouchers-state';
  return (
    <Act
      label={t('invoice.record')}
      title={t('invoice.record-title', { number: invoice.number })}
      confirm={cents ? t('invoice.record-confirm', { amount }) : t('invoice.record-confirm-empty')}
      do={(key) =>
        ask(
          api.POST('/api/v1/invoices/{id}/payments', {
            params: { path: { id: invoice.id }, header: { 'Idempotency-Key': key } },
            body: {
              amountCents: cents ?? 0,
              receivedOn: day,
              bankReference: reference,
              ...(beyond > 0 && mayKeep ? { excess } : {}),
            },
          }),
        )
      }
      done={t('invoice.recorded', { amount })}
      onDone={() => setReference('')}
    >
      <AmountField label={t('invoice.record-amount')} name="amountCents" cents={cents} onChange={setCents} />
      <DateField label={t('invoice.record-day')} name="receivedOn" value={day} onChange={setDay} />
      <TextField
        label={t('invoice.record-reference')}
        hint={t('invoice.record-reference-hint')}
        name="bankReference"
        value={reference}
        onChange={setReference}
      />
      {beyond > 0 && mayKeep && (
        <RadioGroup
          label={t('invoice.record-excess', { excess: money(beyond, true) })}
          name="excess"
          value={excess}
          onChange={setExcess}
          options={[
            { value: 'refuse', label: t('invoice.record-refuse'), hint: t('invoice.record-refuse-hint') },
            {
              value: 'credit',
              label: t('invoice.record-credit'),
              hint: t('invoice.record-credit-hint', { excess: money(beyond, true), payer }),
            },
          ]}
        />
      )}
      {cents !== null && cents > 0 && (
        <Consequences
          of={[
            cents >= invoice.restCents
              ? t('invoice.record-whole', { payer, amount })
              : t('invoice.record-what', { payer, amount, rest: money(invoice.restCents - cents, true) }),
            mayKeep && cents >= invoice.restCents && t('invoice.record-funds'),
          ]}
        />
      )}
    </Act>
  );
}
