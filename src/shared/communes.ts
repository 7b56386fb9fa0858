import { readFileSync } from 'node:fs';
import { fromRoot } from './paths.js';

interface ListedCommune {
  code: string;
  nom: string;
  type: string;
  codesPostaux?: string[];
  population?: number;
}

export interface Commune {
  readonly insee: string;
  readonly name: string;
  readonly postcodes: readonly string[];
}

interface Known extends Commune {
  readonly folded: string;
  readonly population: number;
}

let known: ReadonlyMap<string, Known> | null = null;

/** The communes of today, by INSEE code (arrondissements of Paris, Lyon and Marseille included). Read once. */
function communes(): ReadonlyMap<string, Known> {
  if (known) return known;
  const file = fromRoot('node_modules/@etalab/decoupage-administratif/data/communes.json');
  const listed = JSON.parse(readFileSync(file, 'utf8')) as ListedCommune[];
  known = new Map(
    listed
      .filter((each) => each.type === 'commune-actuelle' || each.type === 'arrondissement-municipal')
      .map(({ code, nom, codesPostaux = [], population = 0 }) => [
        code,
        { insee: code, name: nom, postcodes: codesPostaux, folded: fold(nom), population },
      ]),
  );
  return known;
}

/** A commune of today by its INSEE code, or null. */
export function communeOf(insee: string): Commune | null {
  return communes().get(insee) ?? null;
}

/** The name of a commune, or null if no commune of today has this INSEE code. */
export function communeName(insee: string): string | null {
  return communeOf(insee)?.name ?? null;
}

export function isCommune(insee: string): boolean {
  return communes().has(insee);
}

/**
 * The communes that someone who types this may mean: by the beginning of their postcode or of a word of their name,
 * whatever its case, accents and hyphens (« st » is « saint »). The whole name first, then its beginning, then the
 * largest.
 */
export function findCommunes(typed: string, limit: number): Commune[] {
  const text = fold(typed);
  if (text === '') return [];
  const ranked = [...communes().values()].flatMap((commune) => {
    const rank = rankOf(commune, text);
    return rank === null ? [] : [{ commune, rank }];
  });
  return ranked
    .toSorted((one, other) => one.rank - other.rank || other.commune.population - one.commune.population)
    .slice(0, limit)
    .map(({ commune }) => commune);
}

function rankOf(commune: Known, text: string): number | null {
  if (/^\d+$/.test(text)) return commune.postcodes.some((postcode) => postcode.startsWith(text)) ? 0 : null;
  if (commune.folded === text) return 0;
  if (commune.folded.startsWith(text)) return 1;
  return commune.folded.includes(` ${text}`) ? 2 : null;
}

function fold(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('œ', 'oe')
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
    .replaceAll(/\bst(e?)\b/g, 'saint$1');
}
