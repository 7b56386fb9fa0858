import * as fc from 'fast-check';
import { bankFileOf, messageIdOf, readBankFile, type RunToPay } from './bank-file.js';
import { requireSameAsRows } from './bank-files.service.js';
import { asDay } from '../shared/calendar.js';
import { schemaFaults } from './iso20022.js';

const ID = '0b9e7f7a-3f63-4f0c-9a44-aaaaaaaaaaaa';
const transfer = (number: number, cents: bigint, more = {}) => ({
  endToEndId: `${number.toString(16).padStart(32, '0')}-1`,
  cents,
  iban: 'FR7699999000010000000000183',
  bic: 'PSRLFRZZXXX',
  holder: 'Espace numérique',
  ...more,
});
const aRun = (transfers: RunToPay['transfers'], more: Partial<RunToPay> = {}): RunToPay => ({
  id: ID,
  number: 12,
  preparedAt: new Date('2026-03-31T22:30:15.250Z'),
  executesOn: asDay('2026-04-02'),
  account: { iban: 'FR7699999000010000000000086', bic: 'PSRLFRZZXXX', holder: 'Passerelle, compte cantonné' },
  transfers,
  ...more,
});

describe('the transfer file of a run', () => {
  it('is valid against the schema of ISO 20022, and says what the run says', async () => {
    const xml = bankFileOf(aRun([transfer(2, 958n), transfer(1, 1_916n)]));
    expect(await schemaFaults('pain.001.001.09', xml)).toEqual([]);
    // 1 April in Paris, though it was still March in London.
    expect(xml).toContain('<MsgId>PSRL-12-0B9E7F7A</MsgId><CreDtTm>2026-04-01T00:30:15</CreDtTm>');
    expect(xml).toContain('<NbOfTxs>2</NbOfTxs><CtrlSum>28.74</CtrlSum>');
    expect(xml).toContain('<PmtInfId>PSRL-12-0B9E7F7A.1</PmtInfId>');
    expect(xml).toContain('<ReqdExctnDt><Dt>2026-04-02</Dt></ReqdExctnDt>');
    expect(xml).toContain('<Dbtr><Nm>Passerelle, compte cantonne</Nm></Dbtr>');
    expect(xml).toContain('<SvcLvl><Cd>SEPA</Cd></SvcLvl>');
    expect(xml).toContain(`<Ustrd>Passerelle campagne 12 paiement ${transfer(1, 1n).endToEndId}</Ustrd>`);
  });

  it('is not valid when it is tampered with: the schema is really asked', async () => {
    const xml = bankFileOf(aRun([transfer(1, 958n)]));
    for (const [from, to, fault] of [
      ['FR7699999000010000000000183', 'not an IBAN', 'IBAN'],
      ['Ccy="EUR"', '', 'InstdAmt'],
      ['<PmtMtd>TRF</PmtMtd>', '', 'BtchBookg'],
      ['pain.001.001.09"', 'pain.001.001.03"', 'Document'],
      ['</Document>', '', 'the file'],
    ] as const) {
      const faults = await schemaFaults('pain.001.001.09', xml.replace(from, to));
      expect([fault, faults]).toEqual([fault, expect.arrayContaining([fault])]);
      expect(JSON.stringify(faults)).not.toContain('not an IBAN');
    }
  });

  it('is the same to the byte in whatever order the rows come, and whatever is added to them', () => {
    const [one, two] = [transfer(1, 958n), transfer(2, 29n)];
    expect(bankFileOf(aRun([one, two]))).toBe(bankFileOf(aRun([two, one])));
  });

  it('is exact to the cent where floats are not', async () => {
    const amounts = [
      29n,
      57n,
      58n,
      1_005n,
      110n,
      220n,
      99_999_999_999n,
      1n,
      ...Array.from({ length: 1_000 }, () => 10n),
    ];
    const run = aRun(amounts.map((cents, index) => transfer(index, cents)));
    const xml = bankFileOf(run);
    expect(() => requireSameAsRows(run, xml)).not.toThrow();
    expect(xml.match(/<CtrlSum>1000000114\.79</g)).toHaveLength(2);
    expect(readBankFile(xml).amounts.get(transfer(6, 1n).endToEndId)).toBe(99_999_999_999n);
  });

  it('is exact for any amounts', () => {
    const amount = fc.bigInt({ min: 1n, max: 99_999_999_999n });
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 60 }), (amounts) => {
        const run = aRun(amounts.map((cents, index) => transfer(index, cents)));
        expect(() => requireSameAsRows(run, bankFileOf(run))).not.toThrow();
      }),
    );
  });

  it('is refused when it does not say what the rows say: an amount, a sum, a count, a reference', () => {
    const run = aRun([transfer(1, 958n), transfer(2, 958n)]);
    const xml = bankFileOf(run);
    for (const [from, to] of [
      ['EUR">9.58<', 'EUR">9.59<'],
      ['<CtrlSum>19.16<', '<CtrlSum>19.17<'],
      ['<NbOfTxs>2<', '<NbOfTxs>3<'],
      [transfer(1, 1n).endToEndId, transfer(3, 1n).endToEndId],
    ] as const) {
      expect(() => requireSameAsRows(run, xml.replace(from, to))).toThrow(/does not say/);
    }
    expect(() => requireSameAsRows(aRun([transfer(1, 958n)]), xml)).toThrow(/does not say/);
  });

  it('survives holders that no bank could write, and accounts of other countries', async () => {
    const run = aRun(
      [
        transfer(1, 958n, { holder: '株式会社' }),
        transfer(2, 958n, { holder: '</Nm><Nm>&"\' ’' }),
        transfer(3, 958n, { holder: 'é'.repeat(140) }),
        transfer(4, 958n, { iban: 'DE89370400440532013000', bic: 'BELADEBE' }),
        transfer(5, 958n, { iban: 'FR7699999000010000000000183', bic: 'BOUSBEBBXXX' }),
      ],
      { account: { ...aRun([]).account, holder: '„…“' } },
    );
    const xml = bankFileOf(run);
    expect(await schemaFaults('pain.001.001.09', xml)).toEqual([]);
    expect(xml).toContain('<Nm>BENEFICIAIRE</Nm>');
    expect(xml).toContain('<Nm>COMPTE CANTONNE</Nm>');
  });

  it('holds identifiers that a bank takes, up to the largest run', async () => {
    const run = aRun(
      Array.from({ length: 1_000 }, (_, index) => transfer(index, 1n)),
      { number: 2_147_483_647 },
    );
    expect(await schemaFaults('pain.001.001.09', bankFileOf(run))).toEqual([]);
    expect(messageIdOf(run).length + '.1.100000'.length).toBeLessThanOrEqual(35);
  });
});
