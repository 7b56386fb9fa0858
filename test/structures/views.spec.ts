import { asDay } from '../../src/shared/calendar.js';
import { rows } from '../../src/database/sql.js';
import { labelInForceSql, labelsOf, standingOf } from '../../src/structures/standing.js';
import { labelInForce } from '../../src/scheme/label.js';
import { type Client, TestApp } from '../support/app.js';
import {
  aDeclaredStructure,
  aLabelledStructure,
  aModule,
  anApplication,
  anOperator,
  aStructure,
  aVenueForm,
  type LabelledStructure,
} from '../support/structures.js';

let server: TestApp;
let operator: Client;

beforeEach(async () => {
  server = await TestApp.start();
  operator = await anOperator(server);
});
afterEach(() => server.stop());

const WITHDRAWAL = { unmetCriteria: ['insurance'], reason: 'Contrat résilié.' };
const withdraw = ({ labelId }: LabelledStructure) =>
  operator.post(`/labels/${labelId}/withdrawal`, WITHDRAWAL);
const idsOf = (answer: { body: { items: { id: string }[] } }) => answer.body.items.map(({ id }) => id);
const venues = async (query = '') => idsOf(await server.nobody.get(`/venues${query}`));
const needing = async (needs: string) => idsOf(await operator.get(`/structures?needs=${needs}`));

describe('the public list of venues', () => {
  it('shows only open venues of structures whose label is in force today', async () => {
    const structure = await aLabelledStructure(server);
    await aDeclaredStructure(server);
    expect(await venues()).toEqual([structure.venueId]);
    server.clock.setDay(asDay('2027-03-01'));
    expect(await venues()).toEqual([structure.venueId]);
    server.clock.setDay(asDay('2027-03-02'));
    expect(await venues()).toEqual([]);
  });

  it('does not show a venue once it is closed, nor once the label is withdrawn', async () => {
    const [closing, losing] = [await aLabelledStructure(server), await aLabelledStructure(server)];
    await closing.client.delete(`/structures/${closing.structureId}/venues/${closing.venueId}`);
    expect(await venues()).toEqual([losing.venueId]);
    await withdraw(losing);
    expect(await venues()).toEqual([]);
  });

  it('is searched by commune, and by a module that a voucher can pay there', async () => {
    const [cheap, wanted] = [await aModule(server), await aModule(server)];
    const chinon = await aLabelledStructure(server, { modules: [wanted] });
    const avoine = await aLabelledStructure(server, { insee: '37011' });
    await avoine.client.put(`/structures/${avoine.structureId}/offers`, {
      offers: [
        { moduleId: cheap, priceCents: 1_000 },
        { moduleId: wanted, priceCents: 999 },
      ],
    });
    expect(await venues('?insee=37072')).toEqual([chinon.venueId]);
    expect(await venues('?insee=37011')).toEqual([avoine.venueId]);
    expect(await venues(`?moduleId=${wanted}`)).toEqual([chinon.venueId]);
    expect(await venues(`?moduleId=${cheap}`)).toEqual([avoine.venueId]);
    expect(await venues(`?moduleId=${cheap}&insee=37072`)).toEqual([]);
    expect(await venues(`?moduleId=${crypto.randomUUID()}`)).toEqual([]);
    await avoine.client.put(`/structures/${avoine.structureId}/offers`, { offers: [] });
    expect(await venues(`?moduleId=${cheap}`)).toEqual([]);
  });

  it('says where, when, what and for how much, and nothing of the bank, the people or the register', async () => {
    const structure = await aLabelledStructure(server, { name: 'La Fabrique', price: 1_500 });
    const { body } = await server.nobody.get('/venues');
    const [venue] = body.items;
    expect(Object.keys(venue).toSorted()).toEqual(
      ['commune', 'id', 'insee', 'metres', 'modules', 'name', 'opening', 'position', 'postcode', 'street']
        .concat('structure')
        .toSorted(),
    );
    expect(venue).toMatchObject({ structure: 'La Fabrique', commune: 'Chinon', insee: '37072' });
    expect(venue.modules).toEqual([
      { moduleId: structure.moduleId, title: expect.any(String), priceCents: 1_500, payableByVoucher: true },
    ]);
    expect(JSON.stringify(body)).not.toContain(structure.structureId);
  });

  it('begins with the nearest to a commune, and has none beyond the distance that was asked', async () => {
    const tours = await aLabelledStructure(server, { insee: '37261' });
    const avoine = await aLabelledStructure(server, { insee: '37011' });
    const chinon = await aLabelledStructure(server);
    const poitiers = await aLabelledStructure(server, { insee: '86194' });
    const inOrder = [chinon, avoine, tours, poitiers].map(({ venueId }) => venueId);
    expect(await venues('?near=37072')).toEqual(inOrder);
    expect(await venues('?near=37072&withinKm=50')).toEqual(inOrder.slice(0, 3));
    expect(await venues('?near=37072&withinKm=10')).toEqual(inOrder.slice(0, 2));
    expect(await venues('?near=37072&withinKm=1')).toEqual(inOrder.slice(0, 1));
    expect(await venues('?near=13055')).toEqual([]);
    expect(await venues('?near=00000')).toEqual([]);
    const { body } = await server.nobody.get('/venues?near=37072&limit=2');
    expect(body.items.map(({ metres }: { metres: number }) => Math.round(metres / 1000))).toEqual([0, 7]);
    const rest = await server.nobody.get(`/venues?near=37072&limit=2&after=${body.next}`);
    expect(idsOf(rest)).toEqual(inOrder.slice(2));
  });

  it('is paged without a venue twice or left out, among venues of one name', async () => {
    const structure = await aLabelledStructure(server);
    for (let number = 0; number < 5; number++) {
      await structure.client.post(`/structures/${structure.structureId}/venues`, {
        ...aVenueForm({ name: 'Médiathèque' }),
      });
    }
    const paged: string[] = [];
    let after = '';
    do {
      const { body } = await server.nobody.get(`/venues?limit=2${after}`);
      expect(body.items.length).toBeLessThanOrEqual(2);
      paged.push(...body.items.map(({ id }: { id: string }) => id));
      after = body.next && `&after=${body.next}`;
    } while (after);
    expect(paged).toEqual(await venues());
    expect(new Set(paged).size).toBe(6);
  });

  it('refuses what is no commune, module, page or question', async () => {
    const hostile = [
      'insee=3707',
      'insee=37072%27--',
      'insee=37072&insee=37011',
      'insee=%00',
      'moduleId=1',
      'near=370',
      'near=37072&withinKm=0',
      'near=37072&withinKm=101',
      // Cursors of another shape: one from before distances, one with no whole number.
      'after=WyJhIiwiMDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAwIl0',
      'after=WyIxZTkiLCJhIiwiMDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAwIl0',
    ].concat(['q=1', 'limit=0', 'limit=201', 'limit=2.5', 'after=x', 'after=WyIxIl0', 'after=']);
    for (const query of hostile) {
      const { status, body } = await server.nobody.get(`/venues?${query}`);
      expect([query, status, body.code]).toEqual([query, 400, 'request.invalid']);
    }
  });
});

describe('the communes that someone may mean', () => {
  const named = async (search: string) => {
    const { body } = await server.nobody.get(`/communes?search=${encodeURIComponent(search)}`);
    return body.items.map(({ name }: { name: string }) => name);
  };

  it('are found by the beginning of a name, whatever its accents, or of a postcode', async () => {
    expect((await named('CHINON'))[0]).toBe('Chinon');
    expect((await named('l ile bouch'))[0]).toBe('L’Île-Bouchard'.replace('’', "'"));
    expect((await named('ste maure de t'))[0]).toBe('Sainte-Maure-de-Touraine');
    expect(await named('37420')).toContain('Avoine');
    expect((await named('paris'))[0]).toBe('Paris');
    expect(await named('xyzzy')).toEqual([]);
    expect((await named('a')).length).toBe(8);
  });

  it('have their centre, and a search of signs alone finds none', async () => {
    const { body } = await server.nobody.get('/communes?search=chinon');
    expect(body.items[0]).toMatchObject({ insee: '37072', position: { lon: 0.245, lat: 47.172 } });
    expect(await named('%_')).toEqual([]);
    expect((await server.nobody.get('/communes?insee=37072')).body.items[0].name).toBe('Chinon');
    expect((await server.nobody.get('/communes?insee=2A999')).body.items).toEqual([]);
    expect((await server.nobody.get('/communes')).body.items).toEqual([]);
    expect((await server.nobody.get('/communes?insee=x')).body.code).toBe('request.invalid');
    expect((await server.nobody.get('/communes?search=')).body.code).toBe('request.invalid');
    expect((await server.nobody.get(`/communes?search=${'a'.repeat(81)}`)).body.code).toBe('request.invalid');
  });
});

describe('the list of structures', () => {
  it('shows the operator what waits for it, and no IBAN', async () => {
    const bare = await aStructure(server);
    const toVerify = await aDeclaredStructure(server, { bankVerified: false });
    const labelled = await aLabelledStructure(server);
    const applied = await aDeclaredStructure(server);
    const applicationId = await anApplication(applied);
    const all = await operator.get('/structures');
    expect(idsOf(all).toSorted()).toEqual(
      [bare, toVerify, labelled, applied].map(({ structureId }) => structureId).toSorted(),
    );
    expect(JSON.stringify(all.body)).not.toMatch(/FR\d\d|iban/i);
    expect(await needing('decision')).toEqual([applied.structureId]);
    expect(await needing('bank-verification')).toEqual([toVerify.structureId]);
    expect(await needing('renewal')).toEqual([]);
    const of = (id: string) => all.body.items.find((each: { id: string }) => each.id === id);
    expect(of(bare.structureId)).toMatchObject({ bankDetails: 'none', labelInForce: false, lapsesOn: null });
    expect(of(applied.structureId)).toMatchObject({
      bankDetails: 'verified',
      openApplicationId: applicationId,
    });
    expect(of(labelled.structureId)).toMatchObject({ labelInForce: true, lapsesOn: '2027-03-02' });
  });

  it('counts new bank details as to be verified, though older ones were', async () => {
    const structure = await aDeclaredStructure(server);
    expect(await needing('bank-verification')).toEqual([]);
    await structure.client.post(`/structures/${structure.structureId}/bank-details`, {
      iban: 'FR1420041010050500013M02606',
      bic: 'PSSTFRPPXXX',
      holder: 'Autre compte',
    });
    expect(await needing('bank-verification')).toEqual([structure.structureId]);
  });

  it('tells of a label that lapses on the first day of the notice, until it is renewed or over', async () => {
    const structure = await aLabelledStructure(server);
    server.clock.setDay(asDay('2026-12-31'));
    expect(await needing('renewal')).toEqual([]);
    server.clock.setDay(asDay('2027-01-01'));
    expect(await needing('renewal')).toEqual([structure.structureId]);
    expect((await operator.get('/structures')).body.items[0]).toMatchObject({ noticeDaysLeft: 60 });
    await operator.post(`/structures/${structure.structureId}/label-renewals`);
    expect(await needing('renewal')).toEqual([]);
    server.clock.setDay(asDay('2028-03-01'));
    expect(await needing('renewal')).toEqual([structure.structureId]);
    server.clock.setDay(asDay('2028-03-02'));
    expect(await needing('renewal')).toEqual([]);
  });

  it('is paged, needs or not, and refuses a need of no list', async () => {
    for (let number = 0; number < 3; number++)
      await anApplication(await aDeclaredStructure(server, { name: 'Homonyme' }));
    for (const query of ['', '&needs=decision']) {
      const first = await operator.get(`/structures?limit=2${query}`);
      const rest = await operator.get(`/structures?limit=2${query}&after=${first.body.next}`);
      expect(new Set([...idsOf(first), ...idsOf(rest)]).size).toBe(3);
      expect(rest.body.next).toBeNull();
    }
    expect((await operator.get('/structures?needs=money')).body.code).toBe('request.invalid');
  });
});

const DAYS =
  `2026-03-01 2026-03-02 2027-02-09 2027-02-10 2027-02-11 2027-03-01 2027-03-02 2028-03-01 2028-03-02`.split(
    ' ',
  );

describe('the label in force', () => {
  it('is the same in SQL and in the rules, on every day where it could differ', async () => {
    const structures = [
      await aLabelledStructure(server),
      await aLabelledStructure(server),
      await aLabelledStructure(server),
    ] as const;
    const [renewed, withdrawn, both] = structures;
    server.clock.setDay(asDay('2027-02-10'));
    for (const { structureId } of [renewed, both])
      await operator.post(`/structures/${structureId}/label-renewals`);
    await withdraw(withdrawn);
    await withdraw(both);
    const days = DAYS.map(asDay);
    const ids = structures.map(({ structureId }) => structureId);
    await server.db.read(async (tx) => {
      const labels = await labelsOf(tx, ids);
      for (const day of days) {
        const inSql = await rows<{ id: string }>(
          tx,
          `SELECT l.id FROM label l WHERE ${labelInForceSql('l', '$1')} ORDER BY l.id`,
          [day],
        );
        const inRules = ids.flatMap((id) => labelInForce(labels.get(id) ?? [], day)?.id ?? []);
        expect([day, inSql.map(({ id }) => id)]).toEqual([day, inRules.toSorted()]);
        expect((await standingOf(tx, both.structureId, day)).label !== null).toBe(
          '2026-03-02' <= day && day < '2027-02-10',
        );
      }
    });
  });
});
