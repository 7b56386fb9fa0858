import { createHash, randomUUID } from 'node:crypto';
import { rows } from '../../src/database/sql.js';
import { Keyring } from '../../src/issuance/keyring.js';
import { pseudonym } from '../../src/scheme/pseudonym.js';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';
import {
  aHandOut,
  aHandOutBody,
  aStockedOffice,
  codesOf,
  handOut,
  type Stocked,
} from '../support/distribution.js';
import { answered } from '../support/funders.js';

let server: TestApp;
let office: Stocked;
beforeAll(async () => {
  server = await TestApp.start();
  office = await aStockedOffice(server);
});
afterAll(() => server.stop());

const PERSON = { familyName: 'Zwyxolmé', givenName: 'Qorbinette', birthDate: '1941-07-23' };

/** Every row of every table in which a text occurs, whatever the column, in any case. */
async function rowsHolding(text: string): Promise<string[]> {
  return server.db.read(async (tx) => {
    const tables = await rows<{ name: string }>(
      tx,
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const held = await rows(
        tx,
        `SELECT 1 FROM "${name}" t WHERE lower(t::text) LIKE '%' || lower($1) || '%' LIMIT 1`,
        [text],
      );
      if (held.length > 0) found.push(name);
    }
    return found;
  });
}

describe('who receives vouchers', () => {
  it('is nowhere in the database nor in the log, whether the hand-out was made, refused, repeated or previewed', async () => {
    const logged: string[] = [];
    const streams = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation((chunk: unknown) => logged.push(String(chunk)) > 0),
    );
    const key = randomUUID();
    const options = { person: PERSON, count: 2 };
    await answered(office.worker.client.post('/hand-outs/preview', aHandOutBody(office, options)));
    const made = await answered(handOut(office, options, key));
    await answered(handOut(office, options, key));
    expect((await handOut(office, options)).status).toBe(409);
    expect((await handOut(office, { ...options, moduleId: randomUUID() })).status).toBe(422);
    expect((await handOut(office, { ...options, birthDate: '1841-07-23' })).status).toBe(422);
    expect((await handOut(office, { ...options, sex: 'no' })).status).toBe(400);
    await answered(office.worker.client.post('/losses', { codes: codesOf(made), reason: 'lost' }));
    streams.forEach((stream) => stream.mockRestore());

    expect(await rowsHolding('antenne')).not.toEqual([]);
    for (const text of [
      PERSON.familyName,
      'zwyxolme',
      PERSON.givenName,
      PERSON.birthDate,
      '23/07/1941',
      '1841-07-23',
    ]) {
      expect(await rowsHolding(text)).toEqual([]);
      expect(logged.join('')).not.toContain(text);
    }
    for (const code of codesOf(made)) {
      expect(await rowsHolding(code)).toEqual([]);
      expect(await rowsHolding(code.replaceAll('-', ''))).toEqual([]);
    }
  });

  it('cannot be told by a plain hash, nor linked from one exercise to the next', async () => {
    const person = { ...PERSON, givenName: 'Vrombilde' };
    await aHandOut(office, { person });
    const [known] = await server.db.read((tx) =>
      rows<{ pseudonym: Buffer; exercise: number }>(
        tx,
        `SELECT pseudonym, exercise FROM beneficiary ORDER BY id DESC LIMIT 1`,
      ),
    );
    const message = ['passerelle:beneficiary:1', 'zwyxolme', 'vrombilde', PERSON.birthDate].join('\n');
    expect(known?.pseudonym.equals(createHash('sha256').update(message).digest())).toBe(false);
    const keys = await server.db.transaction(async (tx) => {
      const at = server.clock.now();
      return Promise.all([2026, 2027].map((year) => server.get(Keyring).key(tx, at, year, 'pseudonyms')));
    });
    const [ofThisYear, ofTheNext] = keys.map((keyOfYear) =>
      pseudonym(keyOfYear, { ...person, birthDate: asDay(person.birthDate) }),
    );
    expect(known?.pseudonym.equals(ofThisYear as Buffer)).toBe(true);
    expect(known?.pseudonym.equals(ofTheNext as Buffer)).toBe(false);
  });

  it('is kept as a bracket, a commune, and what was told of sex and first time', async () => {
    const { handOutId } = await aHandOut(office, {
      person: { ...PERSON, givenName: 'Ulmefride' },
      sex: 'F',
      firstTime: true,
    });
    const [kept] = await server.db.read((tx) =>
      rows(tx, `SELECT * FROM hand_out WHERE id = $1`, [handOutId]),
    );
    expect(kept).toMatchObject({ age_bracket: '70+', insee: '37072', sex: 'F', first_time: true });
  });
});
