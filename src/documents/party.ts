import { oneRow, type Tx } from '../database/sql.js';

/** Who a document is from or to, as its organisation's row says. */
export interface Party {
  readonly name: string;
  readonly siret: string | null;
  readonly street: string | null;
  readonly postcode: string | null;
  readonly city: string | null;
  readonly vatNumber: string | null;
  readonly serviceCode: string | null;
}

const PARTY_SQL = `
  SELECT name, siret, street, postcode, city, vat_number AS "vatNumber", service_code AS "serviceCode" FROM organisation`;

export function partyOf(tx: Tx, organisationId: string): Promise<Party> {
  return oneRow<Party>(tx, `${PARTY_SQL} WHERE id = $1`, [organisationId]);
}

export function theOperatorAsParty(tx: Tx): Promise<Party> {
  return oneRow<Party>(tx, `${PARTY_SQL} WHERE kind = 'operator' ORDER BY created_at LIMIT 1`);
}

/** The lines of an address block. What is not known is left out; the SIREN is the first nine figures of the SIRET. */
export function partyLines(party: Party): string[] {
  const { name, siret, street, postcode, city, vatNumber, serviceCode } = party;
  return [
    name,
    street,
    [postcode, city].filter(Boolean).join(' '),
    siret && `SIREN ${groups(siret.slice(0, 9))}`,
    siret && `SIRET ${groups(siret.slice(0, 9))} ${siret.slice(9)}`,
    vatNumber && `N° de TVA ${vatNumber}`,
    serviceCode && `Code service ${serviceCode}`,
  ].filter((line): line is string => Boolean(line));
}

/** One line that names the writer of a document, for the foot of its pages. */
export function partyFoot(party: Party): string {
  const [name, ...rest] = partyLines(party).filter((line) => !line.startsWith('SIREN'));
  return [name, ...rest].join(' · ');
}

function groups(digits: string): string {
  return digits.replaceAll(/\d{3}(?=\d)/g, '$&\u00a0');
}
