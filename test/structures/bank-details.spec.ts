import { affected, oneRow, rows } from '../../src/database/sql.js';
import { verifiedBankDetails } from '../../src/structures/bank-details.js';
import { TestApp } from '../support/app.js';
import { digestOfEverything } from '../support/rows.js';
import {
  aDeclaredStructure,
  aStructure,
  type DeclaredStructure,
  fictitiousIban,
  refused,
} from '../support/structures.js';

let server: TestApp;
let structure: DeclaredStructure;
let at: string;

beforeAll(async () => {
  server = await TestApp.start();
});
beforeEach(async () => {
  structure = await aDeclaredStructure(server, { bankVerified: false });
  at = `/structures/${structure.structureId}/bank-details`;
});
afterAll(() => server.stop());

const details = (fields: object = {}) => ({
  iban: fictitiousIban(),
  bic: 'TESTFRPPXXX',
  holder: 'Espace numérique',
  ...fields,
});
const submit = (body: object) => structure.client.post(at, body);
const verify = (id: string) => structure.operator.post(`${at}/${id}/verification`);
const paidOn = async () =>
  server.db
    .read((tx) => verifiedBankDetails(tx, [structure.structureId]))
    .then((map) => map.get(structure.structureId)?.iban);
const rowsOf = async () =>
  server.db.read((tx) =>
    rows<{ id: string }>(tx, 'SELECT id FROM bank_details WHERE structure_id = $1 ORDER BY submitted_at', [
      structure.structureId,
    ]),
  );

describe('the bank details of a structure', () => {
  it('are not paid before the operator has verified them', async () => {
    const given = details();
    const { body } = await submit(given);
    expect(body.verifiedAt).toBeNull();
    expect(await paidOn()).toBeUndefined();
    expect((await verify(body.id)).status).toBe(201);
    expect(await paidOn()).toBe(given.iban);
  });

  it('replaced by others are not paid any more, even before the others are verified', async () => {
    const [first, second] = [details(), details()];
    await verify((await submit(first)).body.id);
    const { body } = await submit(second);
    expect(await paidOn()).toBeUndefined();
    await verify(body.id);
    expect(await paidOn()).toBe(second.iban);
  });

  it('given again as they are stay verified, and are not written twice', async () => {
    const given = details();
    const { body: first } = await submit(given);
    await verify(first.id);
    const before = await digestOfEverything(server);
    const { status, body } = await submit({
      ...given,
      iban: given.iban.toLowerCase().replace(/(.{4})/g, '$1 '),
    });
    expect([status, body.id, typeof body.verifiedAt]).toEqual([201, first.id, 'string']);
    expect(await digestOfEverything(server)).toEqual(before);
  });

  it('are one row when the button is pressed eight times at once', async () => {
    const given = details();
    const before = (await rowsOf()).length;
    const answers = await Promise.all(Array.from({ length: 8 }, () => submit(given)));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await rowsOf()).toHaveLength(before + 1);
  });

  it('last given are the last, though the clock stood still or went back', async () => {
    const noon = server.clock.now();
    await submit(details());
    await submit(details());
    server.clock.set(new Date(noon.getTime() - 3_600_000));
    const last = details();
    const { body } = await submit(last);
    server.clock.set(noon);
    expect((await verify(body.id)).status).toBe(201);
    expect(await paidOn()).toBe(last.iban);
  });

  it('verified eight times at once are verified once', async () => {
    const { body } = await submit(details());
    const answers = await Promise.all(Array.from({ length: 8 }, () => verify(body.id)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.code === 'structures.bank-details-verified')).toHaveLength(
      7,
    );
  });

  it('superseded by others are not verified: the operator would have checked the wrong account', async () => {
    const { body } = await submit(details());
    await submit(details());
    expect(await refused(server, () => verify(body.id))).toEqual([409, 'structures.bank-details-superseded']);
  });

  it('replaced while they are verified are never paid in place of the newer', async () => {
    const [old, newer] = [details(), details()];
    const { body } = await submit(old);
    await Promise.all([verify(body.id), submit(newer)]);
    expect(await paidOn()).toBeUndefined();
  });

  it('verified twice in the database itself are refused with the same words', async () => {
    const { body } = await submit(details());
    await verify(body.id);
    const again = server.db.transaction((tx) =>
      affected(tx, 'INSERT INTO bank_details_verification (bank_details_id, verified_at) VALUES ($1, $2)', [
        body.id,
        server.clock.now(),
      ]),
    );
    await expect(again).rejects.toMatchObject({ code: 'structures.bank-details-verified' });
  });
});

describe('an IBAN', () => {
  it('is whole for the operator, and masked for the structure', async () => {
    const given = details();
    const { body } = await submit(given);
    const masked = `${given.iban.slice(0, 4)} •••• …${given.iban.slice(-3)}`;
    expect(body.iban).toBe(masked);
    const path = `/structures/${structure.structureId}`;
    for (const client of [structure.client, structure.mediator]) {
      const text = JSON.stringify((await client.get(path)).body);
      expect(text).toContain(masked);
      expect(text).not.toContain(given.iban.slice(4, -3));
    }
    expect((await structure.operator.get(path)).body.bankDetails.iban).toBe(given.iban);
    expect((await verify(body.id)).body.iban).toBe(given.iban);
  });

  it('is in its own table and nowhere else: no audit entry, no kept answer, no log', async () => {
    const written: unknown[] = [];
    const spies = (['stdout', 'stderr'] as const).map((stream) =>
      jest.spyOn(process[stream], 'write').mockImplementation((text) => {
        written.push(text);
        return true;
      }),
    );
    const given = details();
    const { body } = await submit(given);
    await verify(body.id);
    await submit({ ...given, iban: `${given.iban.slice(0, -1)}X` });
    for (const spy of spies) spy.mockRestore();
    expect(JSON.stringify(written)).not.toContain(given.iban.slice(4, 20));
    const holding = await server.db.read(async (tx) => {
      const tables = await rows<{ name: string }>(
        tx,
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
      );
      const found: string[] = [];
      for (const { name } of tables) {
        const { n } = await oneRow<{ n: number }>(
          tx,
          `SELECT count(*)::int AS n FROM "${name}" t WHERE t::text LIKE '%' || $1 || '%'`,
          [given.iban.slice(4, 20)],
        );
        if (n > 0) found.push(name);
      }
      return found;
    });
    expect(holding).toEqual(['bank_details']);
  });

  it('is not quoted by the refusal of a wrong one', async () => {
    const { iban } = details();
    const wrong = `${iban.slice(0, -1)}${iban.endsWith('0') ? '1' : '0'}`;
    const answer = await submit({ iban: wrong, bic: 'TESTFRPPXXX', holder: 'Espace' });
    expect(answer.body.code).toBe('structures.iban-invalid');
    expect(JSON.stringify(answer.body)).not.toContain(wrong.slice(4, 20));
  });

  it.each([
    ['structures.iban-outside-sepa', { iban: 'AE070331234567890123456' }],
    ['structures.bic-invalid', { bic: 'TESTFRPPX' }],
    ['structures.bic-invalid', { bic: '１２３４５６７８' }],
    ['structures.iban-invalid', { iban: 'FR00 0000 0000 0000' }],
  ])('is refused with %s for %p', async (code, fields) => {
    expect(await refused(server, () => submit(details(fields)))).toEqual([422, code]);
  });

  it.each([
    ['no IBAN', { iban: undefined }],
    ['an IBAN as a number', { iban: 7630001 }],
    ['an IBAN without end', { iban: 'F'.repeat(100_000) }],
    ['an IBAN with a NUL', { iban: 'FR7630001007941234567890185\u0000' }],
    ['no holder', { holder: ' ' }],
    ['a holder too long', { holder: 'x'.repeat(141) }],
    ['a BIC as a list', { bic: ['TESTFRPPXXX'] }],
    ['a verification of its own', { verifiedAt: '2026-01-01T00:00:00Z' }],
  ])('is refused with %s', async (_what, fields) => {
    expect(await refused(server, () => submit(details(fields)))).toEqual([400, 'request.invalid']);
  });
});

describe('bank details of others', () => {
  it('are neither given nor verified by who may not', async () => {
    const stranger = await aStructure(server);
    const { bankDetailsId } = structure;
    expect(await refused(server, () => stranger.client.post(at, details()))).toEqual([
      404,
      'access.not-found',
    ]);
    expect(await refused(server, () => structure.mediator.post(at, details()))).toEqual([
      403,
      'access.not-permitted',
    ]);
    // Whoever verifies an account must not be able to give one.
    expect(await refused(server, () => structure.operator.post(at, details()))).toEqual([
      403,
      'access.not-permitted',
    ]);
    expect(await refused(server, () => structure.client.post(`${at}/${bankDetailsId}/verification`))).toEqual(
      [403, 'access.not-permitted'],
    );
  });

  it('are not verified by the path of another structure', async () => {
    const other = await aDeclaredStructure(server, { bankVerified: false });
    const path = `/structures/${other.structureId}/bank-details/${structure.bankDetailsId}/verification`;
    expect(await refused(server, () => structure.operator.post(path))).toEqual([404, 'access.not-found']);
    expect(await refused(server, () => verify(crypto.randomUUID()))).toEqual([404, 'access.not-found']);
    expect(await refused(server, () => verify('1'))).toEqual([400, 'request.invalid']);
  });
});
