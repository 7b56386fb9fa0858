import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant, Money } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Page } from '../../components/page.js';
import { Table } from '../../components/table.js';
import { OrderStatus } from './order-status.js';
import { useQuantities } from './quantities.js';

/** Every order of the funder, latest first. */
export function Orders() {
  const { t } = useTranslation('funder');
  const { books } = useQuantities();
  const list = useList(['orders'], (after) =>
    ask(api.GET('/api/v1/orders', { params: { query: { after } } })),
  );
  return (
    <Page
      title={t('orders.title')}
      lead={t('orders.lead')}
      actions={
        <ButtonLink href="/financeur/commandes/nouvelle" icon="plus">
          {t('home.order')}
        </ButtonLink>
      }
    >
      <Loaded query={list}>
        {(orders) =>
          orders.length === 0 ? (
            <EmptyState title={t('orders.none')} icon="voucher">
              <p>{t('home.none-next')}</p>
            </EmptyState>
          ) : (
            <Table
              caption={t('orders.title')}
              isCaptionHidden
              rows={orders}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: t('orders.number'),
                  isHeading: true,
                  cell: ({ id, number }) => <Link href={`/financeur/commandes/${id}`}>{number}</Link>,
                },
                { title: t('orders.exercise'), cell: ({ exercise }) => exercise },
                {
                  title: t('orders.submitted'),
                  cell: ({ submittedAt }) => <Instant at={submittedAt} short />,
                },
                { title: t('orders.books'), isFigure: true, cell: (order) => books(order.books) },
                {
                  title: t('orders.value'),
                  isFigure: true,
                  cell: (order) => <Money cents={order.faceValueCents} />,
                },
                {
                  title: t('orders.share'),
                  isFigure: true,
                  cell: (order) => <Money cents={order.funderShareCents} />,
                },
                { title: t('orders.status'), cell: (order) => <OrderStatus order={order} /> },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Page>
  );
}
