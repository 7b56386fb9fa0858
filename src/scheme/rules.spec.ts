import { existsSync, readFileSync } from 'node:fs';
import { asDay } from '../shared/calendar.js';
import type { AnyRule, RuleKey } from './rules.js';
import { RULES, ruleOn, tariffOn, tariffSince, tariffsOf } from './rules.js';

/** The sentences as they were said. A change here is a change of the scheme, not of the code. */
const SENTENCES: Readonly<Record<RuleKey, string>> = {
  'face-value': 'valeur individuelle de 10 €',
  'cofunded-minimum': "Montant minimum d'achat 20 000 €",
  'state-share': 'État participe à 50 % soit 10 000 €',
  'direct-minimum': "Chèque directement par APTIC (sans aide de l'État) : min est à 5 000 €",
  'direct-fee': 'frais supplémentaires annexes de 500 €',
  'label-fee':
    "frais de 80 € à l'année par structure pour l'acquisition du matériel pour valider les chèques",
  'hand-out-limit': 'Pas plus de 2 chèques à la fois par bénéficiaire',
  renewal: 'renouvelable 1 fois sur le même module',
  group: 'Possibilité de faire des formations collectives',
  redemption: 'Encaissement 9,58 € sur les 10 €',
  partial: 'paiement total ou partiel en utilisant ces chèques',
  exercise: "à consommer dans l'année (comme chèque déjeuner)",
  'credit-note': 'si pas consommé génère un avoir',
  'free-of-charge':
    'Les services doivent être gratuits, par exemple Pass numérique APTIC ne peut être fait par les conseillés [conseillers numériques]',
  cumulation: "Attention au cumul d'aide",
  unused: 'Attention quid des chèques qui ne sont pas utilisés',
  activation: "dont la contrepartie n'est pas en compte",
  backing: "dont la contrepartie n'est pas en compte",
  'year-end':
    "Le commanditaire est prévenu le 30 novembre, les remises s'arrêtent le 15 décembre, l'état contradictoire est produit le 7 février",
  vat: "Les frais s'entendent toutes taxes comprises, à 20 %",
  'label-notice': 'La structure est prévenue 60 jours avant la fin de son label',
  'label-reminder': "Si elle ne l'a pas renouvelé, elle est prévenue encore 15 jours avant",
  'small-cells': "Une statistique sur moins de 5 personnes n'est pas publiée",
};

const first = asDay('2021-01-21');

/** A value as the page writes it: `feeCents 8000, years 1`. A day of the year is 12-31, or +1 01-31 in the year after. */
function written(value: AnyRule['value']): string {
  const parts = Object.entries(value ?? {}).map(([name, part]) => {
    if (Array.isArray(part)) return `${name} ${part.join(' or ')}`;
    if (typeof part !== 'object') return `${name} ${part}`;
    const { yearsAfter, month, day } = part;
    const date = [month, day].map((number) => String(number).padStart(2, '0')).join('-');
    return `${name} ${yearsAfter > 0 ? `+${yearsAfter} ` : ''}${date}`;
  });
  return parts.length > 0 ? `\`${parts.join(', ')}\`` : '';
}

describe('the rules of the scheme', () => {
  it('have each the sentence they come from, word for word', () => {
    expect(Object.fromEntries(RULES.map(({ key, sentence }) => [key, sentence]))).toEqual(SENTENCES);
  });

  it('have each a source and a reading, and a day since when', () => {
    for (const rule of RULES) {
      expect(rule.source).not.toBe('');
      expect(rule.reading.length).toBeGreaterThan(20);
      expect(rule.since).toBe('2021-01-21');
    }
  });

  it('have the values of the scheme', () => {
    expect(tariffOn(asDay('2026-06-01'))).toEqual({
      since: '2021-01-21',
      'face-value': { voucherCents: 1000n, bookSizes: [5, 10], defaultBookSize: 10 },
      'cofunded-minimum': { faceValueCents: 2000000n },
      'state-share': { numerator: 1n, denominator: 2n, paidTo: 'operator' },
      'direct-minimum': { faceValueCents: 500000n },
      'direct-fee': { feeCents: 50000n },
      'label-fee': { feeCents: 8000n, years: 1 },
      'hand-out-limit': { vouchers: 2 },
      renewal: { renewals: 1 },
      group: null,
      redemption: { structureCents: 958n, feeCents: 42n },
      partial: null,
      exercise: {
        validityEnds: { yearsAfter: 0, month: 12, day: 31 },
        toleranceEnds: { yearsAfter: 1, month: 1, day: 31 },
      },
      'credit-note': null,
      'free-of-charge': null,
      cumulation: null,
      unused: { fromMonth: 6 },
      activation: null,
      backing: null,
      'year-end': {
        alert: { yearsAfter: 0, month: 11, day: 30 },
        handOutsStop: { yearsAfter: 0, month: 12, day: 15 },
        statement: { yearsAfter: 1, month: 2, day: 7 },
      },
      vat: { basisPoints: 2000n },
      'label-notice': { days: 60 },
      'label-reminder': { days: 15 },
      'small-cells': { below: 5 },
    });
  });

  it('are each explained in docs/scheme.md, with their sentence, value and reading of today', () => {
    const rows = readFileSync('docs/scheme.md', 'utf8')
      .split('\n')
      .filter((line) => /^\| `[a-z-]+` +\| «/.test(line))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    const explained = rows.map((cells) => cells.slice(1, 5));
    expect(explained).toEqual(
      RULES.map((rule) => [`\`${rule.key}\``, `« ${rule.sentence} »`, written(rule.value), rule.reading]),
    );
    for (const file of rows.flatMap((cells) => cells[5]?.match(/src\/[\w/.-]+/g) ?? [])) {
      expect(existsSync(file)).toBe(true);
    }
  });
});

const rule = (key: 'direct-fee' | 'label-fee', feeCents: bigint, since: string): AnyRule => {
  const common = { sentence: 's', source: 's', reading: 'r', since: asDay(since) };
  return key === 'direct-fee'
    ? { ...common, key, value: { feeCents } }
    : { ...common, key, value: { feeCents, years: 1 } };
};

describe('a tariff', () => {
  it('is in force from its first day on, and none was before the first', () => {
    expect(tariffOn(first).since).toBe(first);
    expect(tariffOn(asDay('2999-12-31')).since).toBe(first);
    expect(() => tariffOn(asDay('2021-01-20'))).toThrow(RangeError);
    expect(() => ruleOn('direct-fee', asDay('2021-01-20'))).toThrow(RangeError);
  });

  it('is found again by its very first day, and by no other', () => {
    expect(tariffSince(first)).toBe(tariffOn(asDay('2026-12-31')));
    expect(() => tariffSince(asDay('2021-01-22'))).toThrow(RangeError);
  });

  it('is followed by another when one rule changes, without changing the past', () => {
    // The later entry of the label is written first: the order of entries in the file does not matter.
    const tariffs = tariffsOf([
      rule('label-fee', 9_000n, '2027-01-01'),
      rule('direct-fee', 50_000n, '2021-01-21'),
      rule('label-fee', 8_000n, '2021-01-21'),
      rule('direct-fee', 60_000n, '2028-01-01'),
    ]);
    const fees = tariffs.map((tariff) => [
      tariff.since,
      tariff['direct-fee'].feeCents,
      tariff['label-fee'].feeCents,
    ]);
    expect(fees).toEqual([
      ['2021-01-21', 50_000n, 8_000n],
      ['2027-01-01', 50_000n, 9_000n],
      ['2028-01-01', 60_000n, 9_000n],
    ]);
  });

  it('refuses two values of a rule since the same day, and a rule that the first tariff lacks', () => {
    const fee = rule('direct-fee', 50_000n, '2021-01-21');
    expect(() => tariffsOf([fee, rule('direct-fee', 1n, '2021-01-21')])).toThrow(RangeError);
    expect(() => tariffsOf([fee, rule('label-fee', 8_000n, '2027-01-01')])).toThrow(RangeError);
  });
});

describe('ruleOn', () => {
  it('gives the sentence beside the value', () => {
    const inForce = ruleOn('redemption', asDay('2026-06-01'));
    expect(inForce.sentence).toBe(SENTENCES.redemption);
    expect(inForce.value.structureCents).toBe(958n);
  });
});
