import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.js';
import { Icon } from '../../components/icon.js';
import type { VenuesOfCommune } from './venue-list.js';
import css from './where.module.css';

/** Paths of the outlines, in the plane of `place`. */
type Outlines = Readonly<Record<string, string>>;

/** Départements whose communes we have the outlines of; elsewhere the map shows départements. */
const COMMUNES: Readonly<Record<string, () => Promise<{ default: Outlines }>>> = {
  '37': () => import('./outlines/communes-37.json'),
  '86': () => import('./outlines/communes-86.json'),
};

const COS_OF_FRANCE = Math.cos((46.5 * Math.PI) / 180);
const LEAST_SPAN = 180;
const ZOOMS = [1, 1.6, 2.6, 4];

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Thousandths of a degree, longitudes shrunk as in the middle of France: as the outlines are drawn. */
function place({ lon, lat }: { readonly lon: number; readonly lat: number }): Point {
  return { x: lon * COS_OF_FRANCE * 1000, y: -lat * 1000 };
}

interface VenueMapProps {
  readonly groups: readonly VenuesOfCommune[];
  readonly near: string | undefined;
}

/** Our own map: no one else learns what is searched. Each mark leads to its commune in the list, which says it all. */
export default function VenueMap({ groups, near }: VenueMapProps) {
  const { t } = useTranslation('public');
  const [zoom, setZoom] = useState(0);
  const { data: outlines } = useQuery({ queryKey: ['outlines'], queryFn: readOutlines, staleTime: Infinity });
  const centre = useCentre(near);
  const marks = groups.flatMap((group, index) =>
    group.position ? [{ ...group, number: index + 1, at: place(group.position) }] : [],
  );
  const from = centre ? place(centre) : null;
  const view = viewOf([...marks.map(({ at }) => at), ...(from ? [from] : [])], from, ZOOMS[zoom]!);
  const unit = view.span / 100;
  return (
    <div className={css.map}>
      <svg
        viewBox={`${view.x} ${view.y} ${view.span} ${view.span}`}
        preserveAspectRatio="xMidYMid slice"
        role="group"
        aria-label={t('where.map')}
      >
        {outlines?.land.map((path) => (
          <path key={path.slice(0, 40)} d={path} className={css.land} strokeWidth={unit * 0.35} />
        ))}
        {outlines?.communes.map((path) => (
          <path key={path.slice(0, 40)} d={path} className={css.communeLine} strokeWidth={unit * 0.18} />
        ))}
        {from && (
          <circle cx={from.x} cy={from.y} r={unit * 4.6} strokeWidth={unit * 0.5} className={css.centre} />
        )}
        {withLabels(marks, unit).map(({ name, at }) => (
          <text
            key={name}
            x={at.x}
            y={at.y + unit * 6.4}
            fontSize={unit * 3.1}
            strokeWidth={unit}
            className={css.label}
            textAnchor="middle"
          >
            {name}
          </text>
        ))}
        {marks.toReversed().map(({ insee, name, number, at, venues }) => (
          <a
            key={insee}
            href={`#commune-${insee}`}
            className={css.mark}
            aria-label={t('where.mark', { name, count: venues.length })}
          >
            <circle cx={at.x} cy={at.y} r={unit * 3} strokeWidth={unit * 0.6} />
            <text x={at.x} y={at.y + unit * 1.15} fontSize={unit * 3.2} aria-hidden="true">
              {number}
            </text>
          </a>
        ))}
      </svg>
      <div className={css.zoom}>
        <button
          type="button"
          aria-label={t('where.zoom-in')}
          disabled={zoom === ZOOMS.length - 1}
          onClick={() => setZoom(zoom + 1)}
        >
          <Icon name="plus" />
        </button>
        <button
          type="button"
          aria-label={t('where.zoom-out')}
          disabled={zoom === 0}
          onClick={() => setZoom(zoom - 1)}
        >
          <Icon name="minus" />
        </button>
      </div>
    </div>
  );
}

async function readOutlines(): Promise<{ land: string[]; communes: string[] }> {
  const [{ default: land }, ...communes] = await Promise.all([
    import('./outlines/departements.json') as Promise<{ default: Outlines }>,
    ...Object.values(COMMUNES).map((read) => read()),
  ]);
  return { land: Object.values(land), communes: communes.flatMap((each) => Object.values(each.default)) };
}

function useCentre(near: string | undefined) {
  const { data } = useQuery({
    queryKey: ['commune', near],
    queryFn: () => ask(api.GET('/api/v1/communes', { params: { query: { insee: near! } } })),
    enabled: near !== undefined,
    staleTime: Infinity,
  });
  return data?.items[0]?.position ?? null;
}

/** A square that holds every point with a margin, around where one searches from. */
function viewOf(points: readonly Point[], from: Point | null, zoom: number): Point & { span: number } {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const middle = from ?? {
    x: (Math.min(...xs) + Math.max(...xs)) / 2,
    y: (Math.min(...ys) + Math.max(...ys)) / 2,
  };
  const reach = Math.max(
    ...points.map(({ x, y }) => Math.max(Math.abs(x - middle.x), Math.abs(y - middle.y))),
    0,
  );
  const span = Math.max(reach * 2.5, LEAST_SPAN) / zoom;
  return { x: middle.x - span / 2, y: middle.y - span / 2, span };
}

/** The names that fit, the nearest first: one over another reads as neither. */
function withLabels<Mark extends { readonly name: string; readonly at: Point }>(
  marks: readonly Mark[],
  unit: number,
): Mark[] {
  const shown: Mark[] = [];
  for (const mark of marks) {
    const isFree = shown.every(
      ({ at, name }) =>
        Math.abs(at.y - mark.at.y) > unit * 7 ||
        Math.abs(at.x - mark.at.x) > (unit * 1.7 * (name.length + mark.name.length)) / 2,
    );
    if (isFree) shown.push(mark);
  }
  return shown;
}
