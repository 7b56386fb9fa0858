import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.js';
import { EmptyState } from '../../components/empty-state.js';
import { Instant, Money } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Page } from '../../components/page.js';
import { Table } from '../../components/table.js';
import { today } from '../../words/formats.js';

/** Today's scans. */
export function Home() {
  const { t } = useTranslation('venue');
  const day = today();
  const list = useList(['redemptions', day], (after) =>
    ask(api.GET('/api/v1/redemptions', { params: { query: { after, day } } })),
  );
  return (
    <Page title={t('home.title')} lead={t('home.lead')}>
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon="voucher" title={t('home.none')} />
          ) : (
            <Table
              caption={t('home.title')}
              isCaptionHidden
              rows={items}
              keyOf={(each) => each.id}
              columns={[
                { title: t('home.receipt'), cell: (each) => each.receipt, isHeading: true },
                { title: t('home.at'), cell: (each) => <Instant at={each.at} short /> },
                { title: t('home.venue'), cell: (each) => each.venue.name },
                { title: t('home.module'), cell: (each) => each.module.title },
                {
                  title: t('home.received'),
                  cell: (each) => <Money cents={each.structureCents} />,
                  isFigure: true,
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
