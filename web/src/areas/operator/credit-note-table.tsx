import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Api } from '../../api/client.js';
import { Day, Money } from '../../components/figures.js';
import { Table } from '../../components/table.js';

type Note = Api['CreditNoteView'];
const sum = (note: Note, of: 'totalCents' | 'restCents') =>
  note.shares.reduce((total, share) => total + share[of], 0);

export function CreditNoteTable({ notes }: { readonly notes: readonly Note[] }) {
  const { t } = useTranslation('operator');
  return (
    <Table
      caption={t('order.credit-notes')}
      isCaptionHidden
      rows={notes}
      keyOf={(each) => each.id}
      columns={[
        {
          title: t('credit-notes.number'),
          cell: (each) => <Link href={`/operateur/avoirs/${each.id}`}>{each.number}</Link>,
          isHeading: true,
        },
        { title: t('orders.funder'), cell: (each) => each.funder.name },
        { title: t('credit-notes.kind'), cell: (each) => t(`credit-notes.kind-${each.kind}`) },
        {
          title: t('orders.number'),
          cell: (each) => <Link href={`/operateur/commandes/${each.orderId}`}>{each.orderNumber}</Link>,
        },
        { title: t('credit-notes.issued'), cell: (each) => <Day day={each.issuedOn} short /> },
        {
          title: t('invoices.total'),
          cell: (each) => <Money cents={sum(each, 'totalCents')} always />,
          isFigure: true,
        },
        {
          title: t('credit-notes.rest'),
          cell: (each) => <Money cents={sum(each, 'restCents')} always />,
          isFigure: true,
        },
      ]}
    />
  );
}
