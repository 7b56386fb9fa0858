import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../../api/client.js';
import { EmptyState } from '../../../components/empty-state.js';
import { Quantity } from '../../../components/figures.js';
import { KeyFigures } from '../../../components/key-figures.js';
import { Loaded } from '../../../components/loading.js';
import { More, useList } from '../../../components/more.js';
import { Page, Section } from '../../../components/page.js';
import { useSignedIn } from '../../../api/session.js';

/** What the offices have in their drawers. */
export function Offices() {
  const { t } = useTranslation('office');
  const { office } = useSignedIn();
  const list = useList(['offices'], (after) =>
    ask(api.GET('/api/v1/offices', { params: { query: { after } } })),
  );
  return (
    <Page title={t('home.title')} lead={t('home.lead')}>
      <Loaded query={list}>
        {(offices) => {
          const shown = offices.filter(({ id }) => !office || id === office.id);
          if (shown.length === 0) return <EmptyState title={t('home.none')} />;
          return shown.map((each) => <Stock key={each.id} officeId={each.id} name={each.name} />);
        }}
      </Loaded>
      <More {...list} />
    </Page>
  );
}

function Stock({ officeId, name }: { readonly officeId: string; readonly name: string }) {
  const { t } = useTranslation('office');
  const query = useQuery({
    queryKey: ['stock', officeId],
    queryFn: () =>
      ask(api.GET('/api/v1/offices/{id}/stock', { params: { path: { id: officeId }, query: { limit: 1 } } })),
  });
  return (
    <Section title={name}>
      <Loaded query={query}>
        {({ totals }) => (
          <KeyFigures
            figures={[
              { label: t('home.left'), value: <Quantity value={totals.left} /> },
              { label: t('home.handed-out'), value: <Quantity value={totals.handedOut} /> },
              { label: t('home.ended'), value: <Quantity value={totals.ended} /> },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}
