import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Api, api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { ExerciseFilter } from '../../components/exercise-filter.js';
import { Instant, Money } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { Table } from '../../components/table.js';
import { OrderStatus } from './order-status.js';
import { useQuantities } from './quantities.js';

type Status = Api['OrderView']['status'];

/** The steps at which an order can stay: it is invoiced as soon as approved. */
const STATUSES = [
  'submitted',
  'invoiced',
  'funded',
  'active',
  'closed',
  'refused',
  'cancelled',
  'abandoned',
] as const satisfies readonly Status[];

/** Every order of the funder, latest first. */
export function Orders() {
  const { t } = useTranslation('funder');
  const { books } = useQuantities();
  const [exercise, setExercise] = useState<number | null>(null);
  const [status, setStatus] = useState<Status | ''>('');
  const isNarrowed = exercise !== null || status !== '';
  const query = { ...(exercise === null ? {} : { exercise }), ...(status === '' ? {} : { status }) };
  const list = useList(['orders', query], (after) =>
    ask(api.GET('/api/v1/orders', { params: { query: { ...query, after } } })),
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
      {(isNarrowed || (list.data ?? []).length > 1) && (
        <div className="row">
          <ExerciseFilter value={exercise} onChange={setExercise} />
          <SelectField
            label={t('orders.status')}
            value={status}
            onChange={(chosen) => setStatus(chosen as Status | '')}
            placeholder={t('orders.all')}
            options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
          />
        </div>
      )}
      <Loaded query={list}>
        {(orders) =>
          orders.length === 0 && isNarrowed ? (
            <Notice>{t('orders.none-such')}</Notice>
          ) : orders.length === 0 ? (
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
