import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.js';
import { EmptyState } from '../../components/empty-state.js';
import { Day, Money } from '../../components/figures.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Page } from '../../components/page.js';
import { Table } from '../../components/table.js';

/** The grant agreements of the service, and what remains of each. */
export function Home() {
  const { t } = useTranslation('state');
  const list = useList(['grant-agreements'], (after) =>
    ask(api.GET('/api/v1/grant-agreements', { params: { query: { after } } })),
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
              keyOf={(agreement) => agreement.id}
              columns={[
                { title: t('home.reference'), cell: (each) => each.reference, isHeading: true },
                { title: t('home.ends'), cell: (each) => <Day day={each.endsOn} short /> },
                {
                  title: t('home.ceiling'),
                  cell: (each) => <Money cents={each.ceilingCents} />,
                  isFigure: true,
                },
                {
                  title: t('home.remaining'),
                  cell: (each) => <Money cents={each.remainingCeilingCents} />,
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
