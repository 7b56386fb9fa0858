import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Day, Money } from '../../components/figures.js';
import { Table } from '../../components/table.js';
import { type Invoice, InvoiceState } from './states.js';

/** Invoices, each leading to its page, where payments are recorded. */
export function InvoiceTable({ caption, invoices, isOfOrder }: Props) {
  const { t } = useTranslation('operator');
  return (
    <Table
      caption={caption}
      isCaptionHidden
      rows={invoices}
      keyOf={(each) => each.id}
      columns={[
        {
          title: t('invoices.number'),
          cell: (each) => <Link href={`/operateur/factures/${each.id}`}>{each.number}</Link>,
          isHeading: true,
        },
        { title: t('invoices.payer'), cell: (each) => each.payer.name },
        { title: t('invoices.kind'), cell: (each) => t(`invoice-kind.${each.kind}`) },
        ...(isOfOrder
          ? []
          : [
              {
                title: t('invoices.order'),
                cell: (each: Invoice) =>
                  each.orderId && (
                    <Link href={`/operateur/commandes/${each.orderId}`}>{each.orderNumber}</Link>
                  ),
              },
            ]),
        { title: t('invoices.due'), cell: (each) => <Day day={each.dueOn} short /> },
        {
          title: t('invoices.total'),
          cell: (each) => <Money cents={each.totalCents} always />,
          isFigure: true,
        },
        {
          title: t('invoices.rest'),
          cell: (each) => <Money cents={each.restCents} always />,
          isFigure: true,
        },
        { title: t('common.state'), cell: (each) => <InvoiceState invoice={each} /> },
      ]}
    />
  );
}

interface Props {
  readonly caption: string;
  readonly invoices: readonly Invoice[];
  /** All of one order, which need not be told again. */
  readonly isOfOrder?: boolean;
}
