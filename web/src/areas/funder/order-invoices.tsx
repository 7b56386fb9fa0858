import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Api, api, ask } from '../../api/client.js';
import { useSignedIn } from '../../api/session.js';
import { useAction } from '../../api/use-action.js';
import { AmountField } from '../../components/amount-field.js';
import { Button, ButtonLink } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { creditLeft } from '../../components/credit-notes.js';
import { Day, Money } from '../../components/figures.js';
import { Form } from '../../components/form.js';
import { Notice } from '../../components/notice.js';
import { Section } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { today, useFormats } from '../../words/formats.js';
import { useOpenCredits } from './todo.js';

type Invoice = Api['InvoiceView'];

/** The invoices of an order: what each is for, what is left of it, how to pay. */
export function OrderInvoices({ order }: { readonly order: Api['OrderView'] }) {
  const { t } = useTranslation('funder');
  const { organisation } = useSignedIn();
  const credits = useOpenCredits().data ?? [];
  const [paying, setPaying] = useState<Invoice | null>(null);
  if (order.invoices.length === 0) return null;
  const isOurs = ({ payer }: Invoice) => payer.id === organisation.id;
  const isPayable = (invoice: Invoice) =>
    isOurs(invoice) && invoice.kind === 'vouchers-funder' && invoice.restCents > 0 && credits.length > 0;
  const isAwaited = order.invoices.some((invoice) => isOurs(invoice) && invoice.restCents > 0);
  return (
    <Section title={t('invoices.title')}>
      {isAwaited && <Notice title={t('invoices.how')}>{t('invoices.how-detail')}</Notice>}
      <Table
        caption={t('invoices.title')}
        isCaptionHidden
        rows={order.invoices}
        keyOf={({ id }) => id}
        columns={[
          {
            title: t('invoices.number'),
            isHeading: true,
            cell: ({ number }) => <span className="figures">{number}</span>,
          },
          {
            title: t('invoices.for'),
            cell: (invoice) => (
              <>
                {t(`invoices.${invoice.kind}`)}
                {!isOurs(invoice) && <span className="soft"> ({invoice.payer.name})</span>}
              </>
            ),
          },
          {
            title: t('invoices.total'),
            isFigure: true,
            cell: ({ totalCents }) => <Money cents={totalCents} />,
          },
          { title: t('invoices.rest'), isFigure: true, cell: ({ restCents }) => <Money cents={restCents} /> },
          { title: t('invoices.due'), cell: ({ dueOn }) => <Day day={dueOn} short /> },
          { title: t('orders.status'), cell: (invoice) => <InvoiceStatus invoice={invoice} /> },
          {
            title: t('invoices.paper'),
            cell: (invoice) =>
              isOurs(invoice) ? (
                <div className="row">
                  <ButtonLink
                    href={`/api/v1/invoices/${invoice.id}/pdf`}
                    kind="quiet"
                    icon="download"
                    download
                  >
                    {t('invoices.pdf')}
                    <span className="visually-hidden"> {invoice.number}</span>
                  </ButtonLink>
                  {isPayable(invoice) && (
                    <Button kind="secondary" onClick={() => setPaying(invoice)}>
                      {t('invoices.by-credit')}
                    </Button>
                  )}
                </div>
              ) : (
                t('invoices.of-the-state')
              ),
          },
        ]}
      />
      {paying && <PayByCredit invoice={paying} credits={credits} onClose={() => setPaying(null)} />}
    </Section>
  );
}

function InvoiceStatus({ invoice }: { readonly invoice: Invoice }) {
  const { t } = useTranslation('funder');
  if (invoice.cancelledByCreditNoteId) return <Status tone="neutral">{t('invoices.cancelled')}</Status>;
  if (invoice.restCents === 0) return <Status tone="good">{t('invoices.paid')}</Status>;
  if (invoice.dueOn < today()) return <Status tone="stop">{t('todo.late')}</Status>;
  return <Status tone="care">{t('invoices.to-pay')}</Status>;
}

interface PayByCreditProps {
  readonly invoice: Invoice;
  readonly credits: readonly Api['CreditNoteView'][];
  readonly onClose: () => void;
}

/** Spends what is left of a credit note on an invoice of vouchers. */
function PayByCredit({ invoice, credits, onClose }: PayByCreditProps) {
  const { t } = useTranslation('funder');
  const { money } = useFormats();
  const most = (note: Api['CreditNoteView']) => Math.min(creditLeft(note), invoice.restCents);
  const [noteId, setNoteId] = useState(credits[0]!.id);
  const [cents, setCents] = useState<number | null>(most(credits[0]!));
  const note = credits.find(({ id }) => id === noteId) ?? credits[0]!;
  const action = useAction({
    do: (_: void, key) =>
      ask(
        api.POST('/api/v1/invoices/{id}/credit-payments', {
          params: { path: { id: invoice.id }, header: { 'Idempotency-Key': key } },
          body: { creditNoteId: noteId, amountCents: cents ?? 0 },
        }),
      ),
    onDone: onClose,
  });
  return (
    <Dialog title={t('credit-payment.title', { number: invoice.number })} isOpen onClose={onClose}>
      <Form onSubmit={() => action.run()} refusal={action.refusal}>
        <p>{t('credit-payment.lead', { rest: money(invoice.restCents) })}</p>
        <SelectField
          label={t('credit-payment.note')}
          name="creditNoteId"
          value={noteId}
          onChange={(id) => {
            setNoteId(id);
            setCents(most(credits.find((each) => each.id === id)!));
          }}
          options={credits.map((each) => ({
            value: each.id,
            label: t('credit-payment.note-of', { number: each.number, left: money(creditLeft(each)) }),
          }))}
        />
        <AmountField
          key={noteId}
          label={t('credit-payment.amount')}
          name="amountCents"
          hint={t('credit-payment.amount-hint', { most: money(most(note)) })}
          cents={cents}
          onChange={setCents}
        />
        <Button type="submit" isWide isPending={action.isPending}>
          {t('credit-payment.confirm', { amount: money(cents ?? 0) })}
        </Button>
      </Form>
    </Dialog>
  );
}
