import { readFileSync } from 'node:fs';
import { fromRoot } from './paths.js';

/** The centre of a commune, in degrees (WGS 84). */
export interface Centre {
  readonly lon: number;
  readonly lat: number;
}

export interface NearCommune {
  readonly insee: string;
  readonly metres: number;
}

const EARTH_METRES = 6_371_009;

let centres: ReadonlyMap<string, Centre> | null = null;

/** Read once. */
function allCentres(): ReadonlyMap<string, Centre> {
  if (centres) return centres;
  const [, ...lines] = readFileSync(fromRoot('data/commune-centres.csv'), 'utf8').trim().split('\n');
  centres = new Map(
    lines.map((line) => {
      const [insee, lon, lat] = line.split(';');
      return [insee!, { lon: Number(lon), lat: Number(lat) }];
    }),
  );
  return centres;
}

/** The centre of a commune, or null where it is not known. */
export function centreOf(insee: string): Centre | null {
  return allCentres().get(insee) ?? null;
}

/** The communes whose centre is within some kilometres of this one's, itself included; none where it is not known. */
export function communesNear(insee: string, kilometres: number): NearCommune[] {
  const from = centreOf(insee);
  if (!from) return [];
  return [...allCentres()].flatMap(([other, centre]) => {
    const metres = Math.round(metresBetween(from, centre));
    return metres <= kilometres * 1000 ? [{ insee: other, metres }] : [];
  });
}

/** As the crow flies, by the haversine formula: no road is shorter, and none is known here. */
export function metresBetween(one: Centre, other: Centre): number {
  const [lat1, lat2] = [radians(one.lat), radians(other.lat)];
  const half = (angle: number) => Math.sin(angle / 2) ** 2;
  const chord = half(lat2 - lat1) + Math.cos(lat1) * Math.cos(lat2) * half(radians(other.lon - one.lon));
  return 2 * EARTH_METRES * Math.asin(Math.sqrt(chord));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
