import type { Day } from '../shared/calendar.js';
import { asDay, compareDays } from '../shared/calendar.js';
import type { Cents } from '../shared/money.js';

/**
 * The rules of the scheme: each with the sentence it comes from, its value, and the reading that is built. Every
 * number of the scheme is in this file and in no other; money is in cents.
 *
 * A rule is dated. A new value is a new entry with a later `since`, never an edit: a document keeps the `since` of
 * the tariff it was made under, and finds its numbers again with `tariffSince`.
 */
export interface RuleValues {
  'face-value': { voucherCents: Cents; bookSizes: readonly number[]; defaultBookSize: number };
  'cofunded-minimum': { faceValueCents: Cents };
  'state-share': { numerator: bigint; denominator: bigint; paidTo: PaidTo };
  'direct-minimum': { faceValueCents: Cents };
  'direct-fee': { feeCents: Cents };
  'label-fee': { feeCents: Cents; years: number };
  'hand-out-limit': { vouchers: number };
  renewal: { renewals: number };
  group: null;
  redemption: { structureCents: Cents; feeCents: Cents };
  partial: null;
  exercise: { validityEnds: CalendarDate; toleranceEnds: CalendarDate };
  'credit-note': null;
  'free-of-charge': null;
  cumulation: null;
  unused: { fromMonth: number };
  activation: null;
  backing: null;
  'year-end': { alert: CalendarDate; handOutsStop: CalendarDate; statement: CalendarDate };
  vat: { basisPoints: bigint };
  'label-notice': { days: number };
  'label-reminder': { days: number };
  'small-cells': { below: number };
}

/** Who receives the State's money under a grant agreement: the operator at once, or the funder on used vouchers. */
export type PaidTo = 'operator' | 'funder';

/** A day of the year, so many years after the exercise's. */
export interface CalendarDate {
  readonly yearsAfter: number;
  readonly month: number;
  readonly day: number;
}

export type RuleKey = keyof RuleValues;

export interface Rule<Key extends RuleKey = RuleKey> {
  readonly key: Key;
  /** The French sentence the rule comes from, frozen by a test. */
  readonly sentence: string;
  readonly source: string;
  readonly value: RuleValues[Key];
  /** How the sentence is understood and applied. */
  readonly reading: string;
  /** The first Paris day on which the rule has this value. */
  readonly since: Day;
}

/** A rule of any key, its value typed by its key. */
export type AnyRule = { readonly [Key in RuleKey]: Rule<Key> }[RuleKey];

/** The values of every rule in force from a day on: `tariff['direct-fee'].feeCents`. */
export type Tariff = { readonly since: Day } & { readonly [Key in RuleKey]: Readonly<RuleValues[Key]> };

const CHINON = 'Commission numérique de Chinon, compte rendu du 21 janvier 2021';
const MAINE_ET_LOIRE = 'Feuille de route du Maine-et-Loire, A4.3';
const FORMER_OPERATOR = "Liquidation de l'ancien opérateur, qui devait de l'argent aux lieux";
const PASSERELLE = 'Règles de Passerelle';

const since = asDay('2021-01-21');

export const RULES: readonly AnyRule[] = [
  {
    key: 'face-value',
    sentence: 'valeur individuelle de 10 €',
    source: CHINON,
    value: { voucherCents: 1_000n, bookSizes: [5, 10], defaultBookSize: 10 },
    reading: 'A voucher is indivisible: no change is given. Vouchers are bound in books of 10, or of 5.',
    since,
  },
  {
    key: 'cofunded-minimum',
    sentence: "Montant minimum d'achat 20 000 €",
    source: CHINON,
    value: { faceValueCents: 2_000_000n },
    reading: 'The least face value, inclusive, of an order under a grant agreement of the State.',
    since,
  },
  {
    key: 'state-share',
    sentence: 'État participe à 50 % soit 10 000 €',
    source: CHINON,
    value: { numerator: 1n, denominator: 2n, paidTo: 'operator' },
    reading:
      'The default of a grant agreement, which has a rate, a ceiling and a payee of its own. The share is rounded ' +
      "down and capped by the remaining ceiling; the odd cent is the funder's. Fees are never co-funded.",
    since,
  },
  {
    key: 'direct-minimum',
    sentence: "Chèque directement par APTIC (sans aide de l'État) : min est à 5 000 €",
    source: CHINON,
    value: { faceValueCents: 500_000n },
    reading: 'The least face value, inclusive, of an order without a grant agreement.',
    since,
  },
  {
    key: 'direct-fee',
    sentence: 'frais supplémentaires annexes de 500 €',
    source: CHINON,
    value: { feeCents: 50_000n },
    reading: 'Once per direct order, VAT included, on an invoice of its own; never in a credit note.',
    since,
  },
  {
    key: 'label-fee',
    sentence: "frais de 80 € à l'année par structure pour l'acquisition du matériel pour valider les chèques",
    source: CHINON,
    value: { feeCents: 8_000n, years: 1 },
    reading:
      'VAT included, per SIRET and not per venue, invoiced when the label is granted and at each renewal. ' +
      'A structure without a label in force cannot redeem.',
    since,
  },
  {
    key: 'hand-out-limit',
    sentence: 'Pas plus de 2 chèques à la fois par bénéficiaire',
    source: CHINON,
    value: { vouchers: 2 },
    reading:
      'A beneficiary holds at most two unspent vouchers at any time, whichever prescriber, office or funder they came from.',
    since,
  },
  {
    key: 'renewal',
    sentence: 'renouvelable 1 fois sur le même module',
    source: CHINON,
    value: { renewals: 1 },
    reading:
      'On one module and in one exercise: a first hand-out, and one renewal once the first vouchers are spent or ' +
      'declared lost. Another module is a fresh allowance, with still two vouchers held at a time.',
    since,
  },
  {
    key: 'group',
    sentence: 'Possibilité de faire des formations collectives',
    source: CHINON,
    value: null,
    reading:
      'A group session is redeemed in one call, a voucher line per participant, each accepted or refused for itself.',
    since,
  },
  {
    key: 'redemption',
    sentence: 'Encaissement 9,58 € sur les 10 €',
    source: CHINON,
    value: { structureCents: 958n, feeCents: 42n },
    reading: 'Whole cents per voucher, never a percentage rounded at the end. The fee includes VAT.',
    since,
  },
  {
    key: 'partial',
    sentence: 'paiement total ou partiel en utilisant ces chèques',
    source: MAINE_ET_LOIRE,
    value: null,
    reading:
      'Vouchers may pay part of a price; the rest is recorded and never collected by the platform. A service ' +
      'priced under the face value cannot take a voucher.',
    since,
  },
  {
    key: 'exercise',
    sentence: "à consommer dans l'année (comme chèque déjeuner)",
    source: CHINON,
    value: {
      validityEnds: { yearsAfter: 0, month: 12, day: 31 },
      toleranceEnds: { yearsAfter: 1, month: 1, day: 31 },
    },
    reading:
      'Valid for sessions held to 31 December of the exercise, in Paris; the structure may present the vouchers until 31 January.',
    since,
  },
  {
    key: 'credit-note',
    sentence: 'si pas consommé génère un avoir',
    source: CHINON,
    value: null,
    reading:
      "One credit note per order for the face value not redeemed, the funder's share and the State's on separate " +
      'lines. Fees are not credited. A credit never lapses in silence.',
    since,
  },
  {
    key: 'free-of-charge',
    sentence:
      'Les services doivent être gratuits, par exemple Pass numérique APTIC ne peut être fait par les conseillés [conseillers numériques]',
    source: CHINON,
    value: null,
    reading:
      'A session led by a conseiller numérique cannot be paid by voucher. The structure may employ others who can.',
    since,
  },
  {
    key: 'cumulation',
    sentence: "Attention au cumul d'aide",
    source: CHINON,
    value: null,
    reading:
      'Every hand-out shows the funding already received in the exercise; a warning is recorded, nothing is blocked.',
    since,
  },
  {
    key: 'unused',
    sentence: 'Attention quid des chèques qui ne sont pas utilisés',
    source: CHINON,
    value: { fromMonth: 6 },
    reading:
      'From June on the funder sees what sleeps, by office, and can move undistributed books to another office.',
    since,
  },
  {
    key: 'activation',
    sentence: "dont la contrepartie n'est pas en compte",
    source: FORMER_OPERATOR,
    value: null,
    reading:
      "Vouchers can be printed earlier, but none is handed out before the order's face value is in the ring-fenced account.",
    since,
  },
  {
    key: 'backing',
    sentence: "dont la contrepartie n'est pas en compte",
    source: FORMER_OPERATOR,
    value: null,
    reading:
      'At every moment: ring-fenced cash = outstanding face value + owed to structures + credit notes + payments ' +
      'received for orders not yet fully funded + fee not yet swept.',
    since,
  },
  {
    key: 'year-end',
    sentence:
      "Le commanditaire est prévenu le 30 novembre, les remises s'arrêtent le 15 décembre, l'état contradictoire est produit le 7 février",
    source: PASSERELLE,
    value: {
      alert: { yearsAfter: 0, month: 11, day: 30 },
      handOutsStop: { yearsAfter: 0, month: 12, day: 15 },
      statement: { yearsAfter: 1, month: 2, day: 7 },
    },
    reading: 'Settings of the exercise. Hand-outs are possible on 15 December and no longer on the 16th.',
    since,
  },
  {
    key: 'vat',
    sentence: "Les frais s'entendent toutes taxes comprises, à 20 %",
    source: PASSERELLE,
    value: { basisPoints: 2_000n },
    reading:
      "The fee of a direct order, the label's and the 42 cents of a redemption include VAT. The net amount is " +
      'rounded to the nearest cent and the VAT is the rest: 416.67 + 83.33, 66.67 + 13.33, 0.35 + 0.07.',
    since,
  },
  {
    key: 'label-notice',
    sentence: 'La structure est prévenue 60 jours avant la fin de son label',
    source: PASSERELLE,
    value: { days: 60 },
    reading: 'Told while there is time to renew, so that no scan is refused by surprise.',
    since,
  },
  {
    key: 'label-reminder',
    sentence: "Si elle ne l'a pas renouvelé, elle est prévenue encore 15 jours avant",
    source: PASSERELLE,
    value: { days: 15 },
    reading: 'One letter at the notice, one more here, for each end of a label; none once it is renewed.',
    since,
  },
  {
    key: 'small-cells',
    sentence: "Une statistique sur moins de 5 personnes n'est pas publiée",
    source: PASSERELLE,
    value: { below: 5 },
    reading: 'A cell that counts from 1 to 4 people is left out of every statistic that leaves the platform.',
    since,
  },
];

/** Every tariff there has been, oldest first: one for each day on which some rule changed. */
const TARIFFS = tariffsOf(RULES);

/** The tariff in force on a Paris day. Throws a RangeError before the first one. */
export function tariffOn(day: Day): Tariff {
  const tariff = TARIFFS.findLast((candidate) => candidate.since <= day);
  if (!tariff) throw new RangeError(`no tariff was in force on ${day}`);
  return tariff;
}

/** The tariff a document was made under, by the `since` it kept. Throws a RangeError if none began on that very day. */
export function tariffSince(first: Day): Tariff {
  const tariff = TARIFFS.find((candidate) => candidate.since === first);
  if (!tariff) throw new RangeError(`no tariff began on ${first}`);
  return tariff;
}

/** The rule in force on a Paris day, with its sentence and its reading. Throws a RangeError before the first one. */
export function ruleOn<Key extends RuleKey>(key: Key, day: Day): Rule<Key> {
  const rule = inForce(RULES, key, day);
  if (!rule) throw new RangeError(`no rule ${key} was in force on ${day}`);
  return rule;
}

/**
 * The tariffs that a list of dated rules makes, oldest first. Throws a RangeError if two entries of a rule begin on
 * the same day, or if some rule begins later than the first tariff: a tariff is always complete.
 */
export function tariffsOf(rules: readonly AnyRule[]): Tariff[] {
  const entries = new Set(rules.map((rule) => `${rule.key} ${rule.since}`));
  if (entries.size !== rules.length) throw new RangeError('a rule has two values since the same day');
  const keys = [...new Set(rules.map((rule) => rule.key))];
  const days = [...new Set(rules.map((rule) => rule.since))].toSorted();
  return days.map((day) => {
    const present = keys.flatMap((key) => inForce(rules, key, day) ?? []);
    const tariff = { since: day, ...Object.fromEntries(present.map((rule) => [rule.key, rule.value])) };
    if (!isComplete(tariff, keys)) throw new RangeError(`a rule begins after the tariff of ${day}`);
    return tariff;
  });
}

function isComplete(tariff: object, keys: readonly RuleKey[]): tariff is Tariff {
  return keys.every((key) => key in tariff);
}

function inForce<Key extends RuleKey>(rules: readonly Rule[], key: Key, day: Day): Rule<Key> | undefined {
  return rules
    .filter((rule): rule is Rule<Key> => rule.key === key && rule.since <= day)
    .toSorted((one, other) => compareDays(one.since, other.since))
    .at(-1);
}
