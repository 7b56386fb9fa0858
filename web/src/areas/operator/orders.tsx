import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { api, ask } from '../../api/client.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant, Money, Quantity } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { SelectField } from '../../components/select-field.js';
import { Table } from '../../components/table.js';
import { Desk, Filters, useFilter } from './desk.js';
import { useExercises } from './exercises.js';
import { ORDER_STATUSES, OrderState } from './states.js';

/** The orders, newest first, by state and exercise. */
export function Orders() {
  const { t } = useTranslation('operator');
  const [status, setStatus] = useFilter('etat', ORDER_STATUSES);
  const exercises = useExercises();
  const [exercise, setExercise] = useFilter('exercice', exercises);
  const list = useList(['orders', status, exercise], (after) =>
    ask(
      api.GET('/api/v1/orders', {
        params: {
          query: { after, status: status || undefined, exercise: exercise ? Number(exercise) : undefined },
        },
      }),
    ),
  );
  return (
    <Desk title={t('orders.title')} lead={t('orders.lead')}>
      <Filters>
        <SelectField
          label={t('common.state')}
          value={status}
          onChange={setStatus}
          placeholder={t('common.all')}
          options={ORDER_STATUSES.map((value) => ({ value, label: t(`order-status.${value}`) }))}
        />
        <SelectField
          label={t('orders.exercise')}
          value={exercise}
          onChange={setExercise}
          placeholder={t('common.all')}
          options={exercises.map((value) => ({ value, label: value }))}
        />
      </Filters>
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('orders.none')}>{t('orders.none-why')}</EmptyState>
          ) : (
            <Table
              caption={t('orders.title')}
              isCaptionHidden
              rows={items}
              keyOf={(each) => each.id}
              columns={[
                {
                  title: t('orders.number'),
                  cell: (each) => <Link href={`/operateur/commandes/${each.id}`}>{each.number}</Link>,
                  isHeading: true,
                },
                { title: t('orders.funder'), cell: (each) => each.funder.name },
                { title: t('orders.sent-on'), cell: (each) => <Instant at={each.submittedAt} short /> },
                {
                  title: t('orders.vouchers'),
                  cell: (each) => <Quantity value={each.vouchers} />,
                  isFigure: true,
                },
                {
                  title: t('orders.value'),
                  cell: (each) => <Money cents={each.faceValueCents} />,
                  isFigure: true,
                },
                {
                  title: t('orders.to-receive'),
                  cell: (each) => (
                    <Money cents={each.invoices.reduce((rest, invoice) => rest + invoice.restCents, 0)} />
                  ),
                  isFigure: true,
                },
                { title: t('common.state'), cell: (each) => <OrderState status={each.status} /> },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Desk>
  );
}
