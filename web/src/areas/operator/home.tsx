import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.js';
import { EmptyState } from '../../components/empty-state.js';
import { Money, Quantity } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Page } from '../../components/page.js';
import { Table } from '../../components/table.js';

/** The orders, newest first. */
export function Home() {
  const { t } = useTranslation('operator');
  const list = useList(['orders'], (after) =>
    ask(api.GET('/api/v1/orders', { params: { query: { after } } })),
  );
  return (
    <Page title={t('home.title')} lead={t('home.lead')}>
      <Loaded query={list}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('home.none')} />
          ) : (
            <Table
              caption={t('home.title')}
              isCaptionHidden
              rows={items}
              keyOf={(each) => each.id}
              columns={[
                { title: t('home.number'), cell: (each) => each.number, isHeading: true },
                { title: t('home.funder'), cell: (each) => each.funder.name },
                {
                  title: t('home.vouchers'),
                  cell: (each) => <Quantity value={each.vouchers} />,
                  isFigure: true,
                },
                {
                  title: t('home.value'),
                  cell: (each) => <Money cents={each.faceValueCents} />,
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
