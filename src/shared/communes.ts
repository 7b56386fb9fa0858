import { readFileSync } from 'node:fs';
import { fromRoot } from './paths.js';

interface ListedCommune {
  code: string;
  nom: string;
  type: string;
  codesPostaux?: string[];
}

let names: ReadonlyMap<string, string> | null = null;

/** The communes of today, by INSEE code (arrondissements of Paris, Lyon and Marseille included). Read once. */
function communes(): ReadonlyMap<string, string> {
  if (names) return names;
  const file = fromRoot('node_modules/@etalab/decoupage-administratif/data/communes.json');
  const listed = JSON.parse(readFileSync(file, 'utf8')) as ListedCommune[];
  names = new Map(
    listed
      .filter((each) => each.type === 'commune-actuelle' || each.type === 'arrondissement-municipal')
      .map((each) => [each.code, each.nom]),
  );
  return names;
}

/** The name of a commune, or null if no commune of today has this INSEE code. */
export function communeName(insee: string): string | null {
  return communes().get(insee) ?? null;
}

export function isCommune(insee: string): boolean {
  return communes().has(insee);
}
