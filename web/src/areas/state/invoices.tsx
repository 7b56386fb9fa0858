import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.js';
import { ButtonLink } from '../../components/button.js';
import { Checkbox } from '../../components/choice-fields.js';
import { EmptyState } from '../../components/empty-state.js';
import { ExerciseFilter } from '../../components/exercise-filter.js';
import { Day, Money } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Notice } from '../../components/notice.js';
import { Page } from '../../components/page.js';
import { Status } from '../../components/status.js';
import { Table } from '../../components/table.js';
import { today } from '../../words/formats.js';

/** The invoices of the State's share. */
export function Invoices() {
  const { t } = useTranslation('state');
  const [exercise, setExercise] = useState<number | null>(null);
  const [isOpen, setOpen] = useState(false);
  const isNarrowed = exercise !== null || isOpen;
  const query = { ...(exercise === null ? {} : { exercise }), ...(isOpen ? { open: true } : {}) };
  const list = useList(['invoices', query], (after) =>
    ask(api.GET('/api/v1/invoices', { params: { query: { ...query, after } } })),
  );
  return (
    <Page title={t('invoices.title')} lead={t('invoices.lead')}>
      {(isNarrowed || (list.data ?? []).length > 0) && (
        <div className="row">
          <ExerciseFilter value={exercise} onChange={setExercise} />
          <Checkbox label={t('invoices.open')} isChecked={isOpen} onChange={setOpen} />
        </div>
      )}
      <Loaded query={list}>
        {(invoices) =>
          invoices.length === 0 && isNarrowed ? (
            <Notice>{t('invoices.none-such')}</Notice>
          ) : invoices.length === 0 ? (
            <EmptyState title={t('invoices.none')}>
              <p>{t('invoices.none-next')}</p>
            </EmptyState>
          ) : (
            <Table
              caption={t('invoices.title')}
              isCaptionHidden
              rows={invoices}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: t('invoices.number'),
                  isHeading: true,
                  cell: ({ number }) => <span className="figures">{number}</span>,
                },
                { title: t('invoices.order'), cell: ({ orderNumber }) => orderNumber },
                {
                  title: t('invoices.total'),
                  isFigure: true,
                  cell: ({ totalCents }) => <Money cents={totalCents} />,
                },
                {
                  title: t('invoices.rest'),
                  isFigure: true,
                  cell: ({ restCents }) => <Money cents={restCents} />,
                },
                { title: t('invoices.due'), cell: ({ dueOn }) => <Day day={dueOn} short /> },
                {
                  title: t('invoices.state'),
                  cell: ({ restCents, dueOn, cancelledByCreditNoteId }) => {
                    if (cancelledByCreditNoteId)
                      return <Status tone="neutral">{t('invoices.cancelled')}</Status>;
                    if (restCents === 0) return <Status tone="good">{t('invoices.paid')}</Status>;
                    if (dueOn < today()) return <Status tone="stop">{t('invoices.late')}</Status>;
                    return <Status tone="care">{t('invoices.to-pay')}</Status>;
                  },
                },
                {
                  title: t('invoices.paper'),
                  cell: ({ id, number }) => (
                    <ButtonLink href={`/api/v1/invoices/${id}/pdf`} kind="quiet" icon="download" download>
                      {t('invoices.pdf')}
                      <span className="visually-hidden"> {number}</span>
                    </ButtonLink>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
      <More {...list} />
    </Page>
  );
}
