import { useTranslation } from 'react-i18next';
import type { Api } from '../../api/client.js';
import { useFormats } from '../../words/formats.js';
import css from './where.module.css';

export type Venue = Api['PublicVenue'];

/** The venues of one commune: distances are from centre to centre, so they come together. */
export interface VenuesOfCommune {
  readonly insee: string;
  readonly name: string;
  readonly metres: number | null;
  readonly position: Venue['position'];
  readonly venues: readonly Venue[];
}

export function byCommune(venues: readonly Venue[]): VenuesOfCommune[] {
  const groups = new Map<string, VenuesOfCommune & { venues: Venue[] }>();
  for (const venue of venues) {
    const { insee, commune: name, metres, position } = venue;
    const group = groups.get(insee) ?? { insee, name, metres, position, venues: [] };
    group.venues.push(venue);
    groups.set(insee, group);
  }
  return [...groups.values()];
}

/** « 12 km » ; under one, the commune itself. */
export function useDistance(): (metres: number | null) => string | null {
  const { t } = useTranslation('public');
  const { number } = useFormats();
  return (metres) => {
    if (metres === null) return null;
    const kilometres = Math.round(metres / 1000);
    return kilometres < 1 ? t('where.here') : t('where.km', { km: number(kilometres) });
  };
}

/** Each commune under the number that it bears on the map, with its venues. */
export function VenueList({ groups }: { readonly groups: readonly VenuesOfCommune[] }) {
  const distance = useDistance();
  return (
    <ol className={css.groups}>
      {groups.map(({ insee, name, metres, venues }, index) => (
        <li key={insee} id={`commune-${insee}`} className={css.group} tabIndex={-1}>
          <h3 className={css.commune}>
            <span className={css.number}>{index + 1}</span> {name}
            {metres !== null && <span className={css.distance}>{distance(metres)}</span>}
          </h3>
          <ul className={css.venues}>
            {venues.map((venue) => (
              <li key={venue.id} className={css.venue}>
                <VenueCard venue={venue} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function VenueCard({ venue }: { readonly venue: Venue }) {
  const { t } = useTranslation('public');
  const { money } = useFormats();
  const paid = venue.modules.filter((module) => module.payableByVoucher);
  return (
    <>
      <h4 className={css.name}>{venue.name}</h4>
      <p>
        {venue.street}, {venue.postcode} {venue.commune}
      </p>
      {venue.opening && <p>{venue.opening}</p>}
      <p className="soft">{venue.structure}</p>
      {paid.length > 0 && (
        <details className={css.modules}>
          <summary>{t('where.modules', { count: paid.length })}</summary>
          <ul>
            {paid.map((module) => (
              <li key={module.moduleId}>
                {module.title}, {money(module.priceCents)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
