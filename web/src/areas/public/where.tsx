import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { api, ask } from '../../api/client.js';
import { CommuneField } from '../../components/commune-field.js';
import { EmptyState } from '../../components/empty-state.js';
import { Loaded } from '../../components/loading.js';
import { More, useList } from '../../components/more.js';
import { Page } from '../../components/page.js';
import { SelectField } from '../../components/select-field.js';
import { byCommune, type Venue, VenueList } from './venue-list.js';
import css from './where.module.css';

const VenueMap = lazy(() => import('./venue-map.js'));
const DISTANCES_KM = [10, 20, 50, 100];
const A_PAGE = 100;

/** Venues by commune, module and distance; the search is in the address, to keep or to send. */
export default function Where() {
  const { t } = useTranslation('public');
  const [search, setSearch] = useSearchParams();
  const near = /^\d[\dAB]\d{3}$/.test(search.get('commune') ?? '') ? search.get('commune')! : undefined;
  const moduleId = search.get('module') ?? undefined;
  const withinKm = DISTANCES_KM.find((km) => String(km) === search.get('km')) ?? 50;
  const choose = (name: string, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const filter = { near, moduleId, withinKm: near ? withinKm : undefined, limit: A_PAGE };
  const list = useList(['venues', filter], (after) =>
    ask(api.GET('/api/v1/venues', { params: { query: { ...filter, after } } })),
  );
  return (
    <Page title={t('where.title')} lead={t('where.lead')}>
      <search className={css.search}>
        <CommuneOfAddress near={near} onChoose={(insee) => choose('commune', insee)} />
        <ModuleChoice value={moduleId ?? ''} onChange={(id) => choose('module', id)} />
        <SelectField
          label={t('where.distance')}
          value={String(withinKm)}
          onChange={(km) => choose('km', km)}
          options={DISTANCES_KM.map((km) => ({ value: String(km), label: t('where.within', { km }) }))}
        />
      </search>
      <Loaded query={list}>{(venues) => <Found venues={venues} near={near} />}</Loaded>
      <More {...list} />
    </Page>
  );
}

function Found({ venues, near }: { readonly venues: readonly Venue[]; readonly near: string | undefined }) {
  const { t } = useTranslation('public');
  if (venues.length === 0) {
    return (
      <EmptyState icon="pin" title={t('where.none')}>
        <p>{near ? t('where.none-near') : t('where.none-lead')}</p>
      </EmptyState>
    );
  }
  const groups = byCommune(venues);
  return (
    <section className={css.found} aria-labelledby="found">
      <h2 id="found" aria-live="polite">
        {t('where.found', { count: venues.length })}
      </h2>
      <div className={css.columns}>
        <div className={css.mapPlace}>
          <Suspense fallback={<div data-loading />}>
            <VenueMap groups={groups} near={near} />
          </Suspense>
        </div>
        <VenueList groups={groups} />
      </div>
    </section>
  );
}

/** The field shows the commune of the address once its name is known. */
function CommuneOfAddress(props: {
  readonly near: string | undefined;
  readonly onChoose: (insee: string) => void;
}) {
  const { t } = useTranslation('public');
  const { near, onChoose } = props;
  // Only the address one arrives with is looked up: the field itself knows what is chosen in it, and keeps the focus.
  const [arrivedWith] = useState(near);
  const { data, isPending } = useQuery({
    queryKey: ['commune', arrivedWith],
    queryFn: () => ask(api.GET('/api/v1/communes', { params: { query: { insee: arrivedWith! } } })),
    enabled: arrivedWith !== undefined,
    staleTime: Infinity,
  });
  const name = data?.items[0]?.name ?? '';
  return (
    <CommuneField
      key={arrivedWith !== undefined && isPending ? 'unknown' : 'known'}
      label={t('where.commune')}
      initialText={name}
      onChange={(commune) => onChoose(commune?.insee ?? '')}
    />
  );
}

function ModuleChoice(props: { readonly value: string; readonly onChange: (id: string) => void }) {
  const { t } = useTranslation('public');
  const { data } = useQuery({
    queryKey: ['modules'],
    queryFn: () => ask(api.GET('/api/v1/modules', { params: { query: { limit: 200 } } })),
    staleTime: 300_000,
  });
  return (
    <SelectField
      label={t('where.module')}
      value={props.value}
      onChange={props.onChange}
      placeholder={t('where.any-module')}
      options={(data?.items ?? []).map(({ id, title }) => ({ value: id, label: title }))}
    />
  );
}
