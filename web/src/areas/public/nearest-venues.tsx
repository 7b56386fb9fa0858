import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { api, ask } from '../../api/client.js';
import { type Commune, CommuneField } from '../../components/commune-field.js';
import { EmptyState } from '../../components/empty-state.js';
import { Loaded } from '../../components/loading.js';
import { byCommune, VenueList } from './venue-list.js';

const SHOWN = 3;

/** It was just asked for: the field is what comes next. */
function focusField(place: HTMLElement | null): void {
  place?.querySelector('input')?.focus();
}

/** The three venues nearest to a commune. */
export default function NearestVenues() {
  const { t } = useTranslation('public');
  const [commune, setCommune] = useState<Commune | null>(null);
  return (
    <>
      <div className="measure" ref={focusField}>
        <CommuneField label={t('where.commune')} onChange={setCommune} />
      </div>
      {commune && <Nearest near={commune.insee} />}
      <p>
        <Link href={commune ? `/ou?commune=${commune.insee}` : '/ou'}>{t('voucher.all-venues')}</Link>
      </p>
    </>
  );
}

function Nearest({ near }: { readonly near: string }) {
  const { t } = useTranslation('public');
  const query = useQuery({
    queryKey: ['venues', near, SHOWN],
    queryFn: () => ask(api.GET('/api/v1/venues', { params: { query: { near, limit: SHOWN } } })),
  });
  return (
    <Loaded query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon="pin" title={t('where.none')}>
            <p>{t('where.none-lead')}</p>
          </EmptyState>
        ) : (
          <VenueList groups={byCommune(items)} />
        )
      }
    </Loaded>
  );
}
