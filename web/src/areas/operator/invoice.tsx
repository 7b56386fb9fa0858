import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { Day, Money } from '../../components/figures.js';
import { Details, KeyFigures } from '../../components/key-figures.js';
import { Loaded } from '../../components/loading.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { Table } from '../../components/table.js';
import { TextField } from '../../components/text-field.js';
import { useFormats } from '../../words/formats.js';
import { Act, Consequences, Desk } from './desk.js';
import { RecordPayment } from './payment-form.js';
import { type Invoice as Shown, InvoiceState } from './states.js';

type Payment = Api['PaymentView'];

/** An invoice and its payments. */
export function Invoice({ params }: { readonly params: Record<string, string> }) {
  const { t } = useTranslation('operator');
  const id = params.id!;
  const query = useQuery({
    queryKey: ['invoice', id],
    queryFn: () => ask(api.GET('/api/v1/invoices/{id}', { params: { path: { id } } })),
  });
  const number = query.data?.number ?? '';
  return (
    <Desk
      title={t('invoice.title', { number })}
      back={{ href: '/operateur/factures', label: t('invoice.back') }}
      actions={
        <ButtonLink kind="secondary" icon="download" href={`/api/v1/invoices/${id}/pdf`} download>
          {t('common.download-pdf')}
        </ButtonLink>
      }
    >
      <Loaded query={query}>{(invoice) => <Body invoice={invoice} />}</Loaded>
    </Desk>
  );
}

function Body({ invoice }: { readonly invoice: Shown }) {
  const { t } = useTranslation('operator');
  const isOpen = invoice.restCents > 0 && invoice.cancelledByCreditNoteId === null;
  return (
    <>
      {invoice.cancelledByCreditNoteId !== null && (
        <Notice kind="info">
          {t('invoice.cancelled')}{' '}
          <Link href={`/operateur/avoirs/${invoice.cancelledByCreditNoteId}`}>{t('order.credit-notes')}</Link>
        </Notice>
      )}
      <KeyFigures
        figures={[
          { label: t('invoices.total'), value: <Money cents={invoice.totalCents} always /> },
          { label: t('invoices.paid'), value: <Money cents={invoice.paidCents} always /> },
          {
            label: t('invoices.rest'),
            value: <Money cents={invoice.restCents} always />,
            note: <InvoiceState invoice={invoice} />,
          },
        ]}
      />
      {isOpen && (
        <div className="row">
          <RecordPayment invoice={invoice} />
          {(invoice.kind === 'vouchers-funder' || invoice.kind === 'vouchers-state') && (
            <PayByCredit invoice={invoice} />
          )}
        </div>
      )}
      <Section title={t('invoice.payments')}>
        {invoice.payments.length === 0 ? (
          <p className="soft">{t('invoice.no-payment')}</p>
        ) : (
          <Payments invoice={invoice} />
        )}
      </Section>
      <Details
        items={[
          { label: t('invoices.payer'), value: invoice.payer.name },
          { label: t('invoices.kind'), value: t(`invoice-kind.${invoice.kind}`) },
          ...(invoice.orderId
            ? [
                {
                  label: t('invoices.order'),
                  value: <Link href={`/operateur/commandes/${invoice.orderId}`}>{invoice.orderNumber}</Link>,
                },
              ]
            : []),
          { label: t('invoice.issued'), value: <Day day={invoice.issuedOn} /> },
          { label: t('invoices.due'), value: <Day day={invoice.dueOn} /> },
          { label: t('invoice.net'), value: <Money cents={invoice.netCents} always /> },
          { label: t('invoice.vat'), value: <Money cents={invoice.vatCents} always /> },
          ...(invoice.engagementNumber
            ? [{ label: t('order.engagement'), value: invoice.engagementNumber }]
            : []),
          {
            label: t('common.books'),
            value: <Link href={`/operateur/comptes/causes/${invoice.id}`}>{t('common.open')}</Link>,
          },
        ]}
      />
    </>
  );
}

function Payments({ invoice }: { readonly invoice: Shown }) {
  const { t } = useTranslation('operator');
  const { money, instant } = useFormats();
  return (
    <Table
      caption={t('invoice.payments')}
      isCaptionHidden
      rows={invoice.payments}
      keyOf={(each) => each.id}
      columns={[
        {
          title: t('invoice.received'),
          cell: (each) => <Day day={each.receivedOn} short />,
          isHeading: true,
        },
        { title: t('invoice.means'), cell: (each) => t(`invoice.means-${each.means}`) },
        { title: t('invoice.reference'), cell: (each) => each.bankReference ?? '' },
        {
          title: t('common.amount'),
          cell: (each) => (
            <>
              <Money cents={each.cents + each.excessCents} always />
              {each.excessCents > 0 && (
                <small> ({t('invoice.excess', { amount: money(each.excessCents, true) })})</small>
              )}
            </>
          ),
          isFigure: true,
        },
        {
          title: t('common.state'),
          cell: (each) =>
            each.reversedAt ? (
              t('invoice.reversed', {
                day: instant(each.reversedAt, true),
                reason: each.reversalReason ?? '',
              })
            ) : (
              <Reverse payment={each} number={invoice.number} />
            ),
        },
      ]}
    />
  );
}

function Reverse({ payment, number }: { readonly payment: Payment; readonly number: string }) {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const [reason, setReason] = useState('');
  const amount = money(payment.cents + payment.excessCents, true);
  return (
    <Act
      label={t('invoice.reverse')}
      kind="quiet"
      title={t('invoice.reverse-title', { amount })}
      confirm={t('invoice.reverse-confirm')}
      isDanger
      do={(key) =>
        ask(
          api.POST('/api/v1/payments/{id}/reversal', {
            params: { path: { id: payment.id }, header: { 'Idempotency-Key': key } },
            body: { reason },
          }),
        )
      }
      done={t('invoice.reverse-done', { amount })}
    >
      <p>{t('invoice.reverse-what', { number, amount: money(payment.cents, true) })}</p>
      <TextField
        label={t('invoice.reverse-reason')}
        name="reason"
        value={reason}
        onChange={setReason}
        isLong
      />
    </Act>
  );
}

/** The credit notes of the payer that still hold something. */
function PayByCredit({ invoice }: { readonly invoice: Shown }) {
  const { t } = useTranslation('operator');
  const { money } = useFormats();
  const share = invoice.kind === 'vouchers-state' ? 'state' : 'funder';
  const [noteId, setNoteId] = useState('');
  const { data } = useQuery({
    queryKey: ['credit-notes', 'open'],
    queryFn: () => ask(api.GET('/api/v1/credit-notes', { params: { query: { open: true, limit: 100 } } })),
  });
  const notes = (data?.items ?? []).flatMap((note) =>
    note.shares
      .filter((each) => each.share === share && each.restCents > 0)
      .filter(() => share === 'state' || note.funder.id === invoice.payer.id)
      .map((each) => ({ id: note.id, number: note.number, cents: each.restCents })),
  );
  const note = notes.find((each) => each.id === noteId) ?? null;
  const cents = Math.min(note?.cents ?? 0, invoice.restCents);
  if (notes.length === 0) return null;
  return (
    <Act
      label={t('invoice.credit')}
      kind="secondary"
      title={t('invoice.credit-title', { number: invoice.number })}
      confirm={
        note ? t('invoice.record-confirm', { amount: money(cents, true) }) : t('invoice.record-confirm-empty')
      }
      do={(key) =>
        ask(
          api.POST('/api/v1/invoices/{id}/credit-payments', {
            params: { path: { id: invoice.id }, header: { 'Idempotency-Key': key } },
            body: { creditNoteId: noteId, amountCents: cents },
          }),
        )
      }
      done={t('invoice.recorded', { amount: money(cents, true) })}
    >
      <SelectField
        label={t('invoice.credit-which')}
        name="creditNoteId"
        value={noteId}
        onChange={setNoteId}
        placeholder=""
        options={notes.map((each) => ({
          value: each.id,
          label: t('invoice.credit-option', { number: each.number, amount: money(each.cents, true) }),
        }))}
      />
      {note && (
        <Consequences of={[t('invoice.credit-what', { amount: money(cents, true), note: note.number })]} />
      )}
    </Act>
  );
}
