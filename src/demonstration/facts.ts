import { readFileSync } from 'node:fs';
import { fromRoot } from '../shared/paths.js';

/** An intercommunality of data/territories.json. */
export interface Territory {
  readonly name: string;
  readonly kind: 'CU' | 'CA' | 'CC';
  readonly department: string;
  readonly population: number;
}

export interface VenueFact {
  readonly name: string;
  readonly commune: string;
}

export interface ModuleFact {
  readonly title: string;
  readonly hours: number;
}

/** The published facts that the demonstration and the played exercise are built on. */
export interface Facts {
  readonly territories: readonly Territory[];
  readonly chinonVenues: readonly VenueFact[];
  readonly chinonPrescribers: readonly string[];
  readonly modules: readonly ModuleFact[];
}

export interface Commune {
  readonly insee: string;
  readonly name: string;
  readonly postcode: string;
  readonly population: number;
}

export function readFacts(): Facts {
  return JSON.parse(readFileSync(fromRoot('data', 'territories.json'), 'utf8')) as Facts;
}

interface ListedEpci {
  nom: string;
  type: string;
  membres: { code: string; nom: string; populationTotale: number }[];
}

interface ListedCommune {
  code: string;
  codesPostaux?: string[];
}

/** « Civraisien en Poitou » is listed as « CC du Civraisien en Poitou »: articles and punctuation do not count. */
function comparable(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\b(cc|ca|cu|du|des|de|la|le)\b/g, '')
    .replaceAll(/[^a-z]/g, '');
}

/** The communes of each territory, the most populous first. */
export function communesOf(territories: readonly Territory[]): Map<string, Commune[]> {
  const listed = (name: string) =>
    JSON.parse(
      readFileSync(fromRoot('node_modules/@etalab/decoupage-administratif/data', `${name}.json`), 'utf8'),
    ) as unknown;
  const postcodes = new Map(
    (listed('communes') as ListedCommune[]).map((each) => [each.code, each.codesPostaux?.[0] ?? '']),
  );
  const epcis = new Map((listed('epci') as ListedEpci[]).map((each) => [comparable(each.nom), each]));
  return new Map(
    territories.map((territory) => {
      const epci = epcis.get(comparable(territory.name));
      if (!epci) throw new Error(`no intercommunality of today is called ${territory.name}`);
      const communes = epci.membres
        .map((each) => ({
          insee: each.code,
          name: each.nom,
          postcode: postcodes.get(each.code) ?? '',
          population: each.populationTotale,
        }))
        .toSorted((one, other) => other.population - one.population);
      return [territory.name, communes];
    }),
  );
}
