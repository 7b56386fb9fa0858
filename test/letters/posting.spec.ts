import { rows } from '../../src/database/sql.js';
import { LETTERS } from '../../src/letters/kinds/index.js';
import { TestApp } from '../support/app.js';
import { anOperator, fictitiousIban } from '../support/structures.js';
import { aWholeLife } from '../support/whole-life.js';
import { aDeclaredStructure, anApplication, A_REFUSAL, aStructure } from '../support/structures.js';
import { EXAMPLES } from './examples.js';

interface Posted {
  kind: string;
  addressee: string;
  facts: Record<string, unknown>;
}

let server: TestApp;
let posted: Posted[];

beforeAll(async () => {
  server = await TestApp.start();
  await aWholeLife(server);
  const structure = await aDeclaredStructure(server);
  const applicationId = await anApplication(structure);
  await structure.operator.post(`/label-applications/${applicationId}/decision`, A_REFUSAL);
  posted = await server.db.read((tx) =>
    rows<Posted>(
      tx,
      `SELECT l.kind, o.kind AS addressee, l.facts FROM letter l JOIN organisation o ON o.id = l.organisation_id`,
    ),
  );
}, 120_000);
afterAll(() => server.stop());

const ofKind = (kind: string) => posted.filter((each) => each.kind === kind);

/** To whom, and which of the kinds the whole life does not bring about: they have tests of their own. */
const ADDRESSEES: Partial<Record<keyof typeof LETTERS, string>> = {
  'order-submitted': 'operator',
  'order-approved': 'funder',
  'order-refused': 'funder',
  'order-abandoned': 'funder',
  'state-invoice-issued': 'state',
  'funds-received': 'funder',
  'books-ready': 'funder',
  'allotment-received': 'prescriber',
  'label-granted': 'structure',
  'label-refused': 'structure',
  'bank-details-changed': 'structure',
  'bank-details-verified': 'structure',
  'payout-sent': 'structure',
  'payout-rejected': 'structure',
  'payout-returned': 'structure',
};

describe('a whole life', () => {
  it.each(Object.entries(ADDRESSEES))('posts %s, to a %s and to nobody else', (kind, addressee) => {
    expect(new Set(ofKind(kind).map((each) => each.addressee))).toEqual(new Set([addressee]));
  });

  it('posts facts with the very fields that the words need', () => {
    for (const { kind, facts } of posted) {
      expect([kind, Object.keys(facts).toSorted()]).toEqual([
        kind,
        Object.keys(EXAMPLES[kind as keyof typeof EXAMPLES]).toSorted(),
      ]);
    }
  });

  it('has one letter for each fact, not more', async () => {
    const counts = await server.db.read((tx) =>
      rows<{ kind: string; facts: number }>(
        tx,
        `SELECT 'funds-received' AS kind, count(*)::int AS facts FROM order_step WHERE step = 'funded'
         UNION ALL SELECT 'books-ready', count(*)::int FROM order_step WHERE step = 'issued'
         UNION ALL SELECT 'order-submitted', count(*)::int FROM voucher_order
         UNION ALL SELECT 'order-approved', count(*)::int FROM order_step WHERE step = 'approved'
         UNION ALL SELECT 'payout-sent', count(*)::int FROM remittance JOIN payout_run_sent USING (run_id)
         UNION ALL SELECT 'payout-rejected', count(*)::int FROM remittance_outcome WHERE outcome = 'rejected'
         UNION ALL SELECT 'payout-returned', count(*)::int FROM remittance_return
         UNION ALL SELECT 'state-invoice-issued', count(*)::int FROM invoice WHERE kind = 'vouchers-state'
         UNION ALL SELECT 'payment-reversed', count(*)::int FROM payment_reversal
         UNION ALL SELECT 'order-abandoned', count(*)::int FROM order_step WHERE step = 'abandoned'
         UNION ALL SELECT 'label-granted', count(*)::int FROM label
         UNION ALL SELECT 'bank-details-changed', count(*)::int FROM bank_details
         UNION ALL SELECT 'bank-details-verified', count(*)::int FROM bank_details_verification`,
      ),
    );
    expect(counts.map(({ kind }) => [kind, ofKind(kind).length])).toEqual(
      counts.map(({ kind, facts }) => [kind, facts]),
    );
  });

  it('can be read by the operator, letter by letter', async () => {
    const operator = await anOperator(server);
    const { items } = (await operator.get('/letters?limit=200')).body;
    for (const { id } of items) {
      const { status, body } = await operator.get(`/letters/${id}`);
      expect([status, body.text]).toEqual([200, expect.not.stringMatching(/undefined|NaN|Invalid/)]);
    }
    expect(items.length).toBeGreaterThan(20);
  });
});

describe('bank details', () => {
  it('sent again as they were frighten nobody', async () => {
    const { structureId, client } = await aStructure(server);
    const details = { iban: fictitiousIban(), bic: 'TESTFRPPXXX', holder: 'Espace numérique' };
    for (let times = 0; times < 3; times++)
      await client.post(`/structures/${structureId}/bank-details`, details);
    const told = await server.db.read((tx) =>
      rows<{ facts: unknown }>(tx, 'SELECT facts FROM letter WHERE organisation_id = $1', [structureId]),
    );
    expect(told).toEqual([{ facts: {} }]);
  });
});
