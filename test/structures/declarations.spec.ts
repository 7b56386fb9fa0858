import { oneRow, rows } from '../../src/database/sql.js';
import { type Client, TestApp } from '../support/app.js';
import { aMember, anOrganisation } from '../support/people.js';
import {
  aDeclaredStructure,
  aModule,
  anOperator,
  aStructure,
  aVenueForm,
  type DeclaredStructure,
  refused,
} from '../support/structures.js';

let server: TestApp;
let operator: Client;
let structure: DeclaredStructure;
let other: DeclaredStructure;
let at: string;

beforeAll(async () => {
  server = await TestApp.start();
  operator = await anOperator(server);
  other = await aDeclaredStructure(server);
});
beforeEach(async () => {
  structure = await aDeclaredStructure(server);
  at = `/structures/${structure.structureId}`;
});
afterAll(() => server.stop());

const seen = async (of = structure) => (await of.client.get(`/structures/${of.structureId}`)).body;
const actionsOf = (id: string) =>
  server.db.read(async (tx) =>
    (
      await rows<{ action: string }>(tx, 'SELECT action FROM audit_entry WHERE subject_id = $1 ORDER BY id', [
        id,
      ])
    ).map(({ action }) => action),
  );

describe('the venues of a structure', () => {
  it('are one when the button is pressed eight times at once', async () => {
    const form = aVenueForm();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => structure.client.post(`${at}/venues`, form)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'structures.venue-exists')).toHaveLength(7);
    expect((await seen()).venues).toHaveLength(2);
  });

  it('may share an address under two names, and have the address of another structure', async () => {
    const form = aVenueForm();
    for (const body of [form, { ...form, name: 'Atelier' }]) {
      expect((await structure.client.post(`${at}/venues`, body)).status).toBe(201);
    }
    expect((await other.client.post(`/structures/${other.structureId}/venues`, form)).status).toBe(201);
    expect(
      await refused(server, () =>
        structure.client.post(`${at}/venues`, { ...form, name: form.name.toUpperCase() }),
      ),
    ).toEqual([409, 'structures.venue-exists']);
  });

  it('are closed, not deleted: once, however often it is asked, and may open again', async () => {
    const { venueId } = structure;
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => structure.client.delete(`${at}/venues/${venueId}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(204));
    expect((await seen()).venues).toEqual([]);
    expect(await actionsOf(venueId)).toEqual(['venue.opened', 'venue.closed']);
    const { name, closed } = await server.db.read((tx) =>
      oneRow<{ name: string; closed: Date }>(
        tx,
        'SELECT name, closed_at AS closed FROM venue WHERE id = $1',
        [venueId],
      ),
    );
    expect(closed).toEqual(server.clock.now());
    expect((await structure.client.post(`${at}/venues`, aVenueForm({ name }))).status).toBe(201);
  });

  it('of another structure do not exist, by either path', async () => {
    expect(await refused(server, () => structure.client.delete(`${at}/venues/${other.venueId}`))).toEqual([
      404,
      'access.not-found',
    ]);
    const theirs = `/structures/${other.structureId}/venues`;
    expect(await refused(server, () => structure.client.delete(`${theirs}/${other.venueId}`))).toEqual([
      404,
      'access.not-found',
    ]);
    expect(await refused(server, () => structure.client.post(theirs, aVenueForm()))).toEqual([
      404,
      'access.not-found',
    ]);
    // The operator may, but not by the path of a structure whose venue it is not.
    expect(await refused(server, () => operator.delete(`${at}/venues/${other.venueId}`))).toEqual([
      404,
      'access.not-found',
    ]);
    expect((await operator.delete(`${theirs}/${other.venueId}`)).status).toBe(204);
  });

  it.each(['37999', '00000', '2C123', '99100'])(
    'are not in the commune %s, which does not exist',
    async (insee) => {
      const call = () => structure.client.post(`${at}/venues`, aVenueForm({ insee }));
      if (/^\d[\dAB]/.test(insee))
        expect(await refused(server, call)).toEqual([422, 'access.commune-unknown']);
      else expect(await refused(server, call)).toEqual([400, 'request.invalid']);
    },
  );

  it.each([
    ['in Corsica', '2A004', 'Ajaccio'],
    ['in an arrondissement', '75113', 'Paris 13e Arrondissement'],
    ['overseas', '97411', 'Saint-Denis'],
  ])('are found %s', async (_where, insee, commune) => {
    const { body } = await structure.client.post(`${at}/venues`, aVenueForm({ insee }));
    expect(body).toMatchObject({ insee, commune });
  });

  it.each([
    ['no name', { name: undefined }],
    ['a name of spaces', { name: '  ' }],
    ['a name with a line break', { name: 'Lieu\nici' }],
    ['a name with a NUL', { name: 'Lieu\u0000' }],
    ['half a character', { opening: 'de 9 h\udfff à 12 h' }],
    ['no opening hours', { opening: undefined }],
    ['opening hours of a novel', { opening: 'x'.repeat(1001) }],
    ['a postcode too long', { postcode: '375000' }],
    ['a commune as a number', { insee: 37072 }],
    ['a commune with a quote', { insee: "'--37" }],
    ['the identifier of another structure', { structureId: crypto.randomUUID() }],
    ['a day it is closed', { closedAt: '2026-01-01' }],
  ])('are refused with %s', async (_what, fields) => {
    expect(await refused(server, () => structure.client.post(`${at}/venues`, aVenueForm(fields)))).toEqual([
      400,
      'request.invalid',
    ]);
  });
});

const declare = (fields: object) =>
  structure.client.post(`${at}/mediators`, {
    name: 'Claude Exemple',
    conseillerNumerique: false,
    ...fields,
  });

describe('the mediators of a structure', () => {
  it('are one when the button is pressed eight times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => declare({})));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'structures.mediator-exists')).toHaveLength(7);
  });

  it('are not two under one account, even at once', async () => {
    const { personId } = await aMember(server, structure.structureId, 'member');
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_none, number) => declare({ name: `Claude ${number}`, personId })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'structures.mediator-has-account')).toHaveLength(5);
  });

  it('have no account but that of a member of the structure', async () => {
    const stranger = await anOrganisation(server, 'prescriber');
    for (const personId of [stranger.personId, other.mediatorPersonId, crypto.randomUUID()]) {
      expect(await refused(server, () => declare({ personId }))).toEqual([
        422,
        'structures.person-not-member',
      ]);
    }
  });

  it('leave, and are not deleted: once, however often it is asked, and may come back as a conseiller numérique', async () => {
    const { mediatorId, mediatorPersonId } = structure;
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => structure.client.delete(`${at}/mediators/${mediatorId}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(204));
    expect(await actionsOf(mediatorId)).toEqual(['mediator.declared', 'mediator.left']);
    const { body } = await declare({
      name: 'Dominique Médiation',
      personId: mediatorPersonId,
      conseillerNumerique: true,
    });
    expect((await seen()).mediators).toEqual([body]);
    expect(body.conseillerNumerique).toBe(true);
    expect(body.id).not.toBe(mediatorId);
  });

  it('of another structure do not exist, by either path', async () => {
    expect(
      await refused(server, () => structure.client.delete(`${at}/mediators/${other.mediatorId}`)),
    ).toEqual([404, 'access.not-found']);
    const theirs = `/structures/${other.structureId}/mediators`;
    expect(await refused(server, () => structure.client.delete(`${theirs}/${other.mediatorId}`))).toEqual([
      404,
      'access.not-found',
    ]);
    expect(
      await refused(server, () =>
        structure.client.post(theirs, { name: 'Espion', conseillerNumerique: false }),
      ),
    ).toEqual([404, 'access.not-found']);
  });

  it.each([
    ['no flag', { conseillerNumerique: undefined }],
    ['a flag in words', { conseillerNumerique: 'false' }],
    ['a flag of 0', { conseillerNumerique: 0 }],
    ['no name', { name: '' }],
    ['a name too long', { name: 'x'.repeat(121) }],
    ['a name with a control character', { name: 'Claude\u0007' }],
    ['an account of null', { personId: null }],
    ['an account that is no identifier', { personId: '1 OR 1=1' }],
  ])('are refused with %s', async (_what, fields) => {
    expect(await refused(server, () => declare(fields))).toEqual([400, 'request.invalid']);
  });

  it('do not change the structure themselves', async () => {
    const { mediator } = structure;
    expect(await refused(server, () => mediator.post(`${at}/venues`, aVenueForm()))).toEqual([
      403,
      'access.not-permitted',
    ]);
    expect(await refused(server, () => mediator.delete(`${at}/mediators/${structure.mediatorId}`))).toEqual([
      403,
      'access.not-permitted',
    ]);
    expect(await refused(server, () => mediator.put(`${at}/offers`, { offers: [] }))).toEqual([
      403,
      'access.not-permitted',
    ]);
    expect((await mediator.get(at)).status).toBe(200);
  });
});

const put = (offers: unknown) => structure.client.put(`${at}/offers`, { offers });

describe('what a structure offers', () => {
  it('is the list last given: what is left out is withdrawn, what comes back is offered again', async () => {
    const [second, third] = [await aModule(server), await aModule(server)];
    await put([
      { moduleId: second, priceCents: 1_000 },
      { moduleId: third, priceCents: 2_000 },
    ]);
    const { body } = await put([
      { moduleId: structure.moduleId, priceCents: 4_000 },
      { moduleId: third, priceCents: 2_500 },
    ]);
    const shown = body.items.map((offer: Record<string, unknown>) => [
      offer['moduleId'],
      offer['priceCents'],
    ]);
    expect(new Map(shown)).toEqual(
      new Map([
        [structure.moduleId, 4_000],
        [third, 2_500],
      ]),
    );
    expect((await seen()).offers).toEqual(body.items);
    expect((await put([])).body.items).toEqual([]);
  });

  it('at a price under 10 € is accepted, and shown as not payable by voucher', async () => {
    const { body } = await put([{ moduleId: structure.moduleId, priceCents: 999 }]);
    expect(body.items).toMatchObject([{ priceCents: 999, payableByVoucher: false, copaymentCents: null }]);
  });

  it('is never a mixture of two lists given at once', async () => {
    const modules = [await aModule(server), await aModule(server), await aModule(server)];
    const lists = [1_000, 2_000, 3_000, 4_000].map((priceCents, index) =>
      modules.slice(0, (index % 3) + 1).map((moduleId) => ({ moduleId, priceCents })),
    );
    // The same modules named in another order must not lock each other out either.
    const answers = await Promise.all(lists.flatMap((offers) => [put(offers), put(offers.toReversed())]));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const prices = new Set((await seen()).offers.map(({ priceCents }: never) => priceCents));
    expect(prices.size).toBe(1);
  });

  it('does not name a module twice, not even in capitals', async () => {
    const { moduleId } = structure;
    expect(
      await refused(server, () =>
        put([
          { moduleId, priceCents: 1_000 },
          { moduleId: moduleId.toUpperCase(), priceCents: 2_000 },
        ]),
      ),
    ).toEqual([422, 'structures.module-twice']);
  });

  it('is in the catalogue, wholly or not at all', async () => {
    const known = await aModule(server);
    expect(
      await refused(server, () =>
        put([
          { moduleId: known, priceCents: 1_000 },
          { moduleId: crypto.randomUUID(), priceCents: 1_000 },
        ]),
      ),
    ).toEqual([422, 'modules.unknown']);
  });

  it('may keep a module retired since, and not begin with one', async () => {
    const { moduleId } = structure;
    await operator.delete(`/modules/${moduleId}`);
    expect((await put([{ moduleId, priceCents: 5_000 }])).status).toBe(200);
    await put([]);
    expect(await refused(server, () => put([{ moduleId, priceCents: 5_000 }]))).toEqual([
      422,
      'modules.retired',
    ]);
  });

  it('is not changed by another structure', async () => {
    expect(await refused(server, () => other.client.put(`${at}/offers`, { offers: [] }))).toEqual([
      404,
      'access.not-found',
    ]);
  });

  it.each([
    ['no list', undefined],
    ['a list of null', [null]],
    ['a list of identifiers', [crypto.randomUUID()]],
    ['an object for a list', { 0: {} }],
    ['too many', Array.from({ length: 201 }, () => ({ moduleId: crypto.randomUUID(), priceCents: 1_000 }))],
    ['a price below nothing', [{ moduleId: crypto.randomUUID(), priceCents: -1 }]],
    ['a price with a half cent', [{ moduleId: crypto.randomUUID(), priceCents: 1_000.5 }]],
    ['a price of 2^53', [{ moduleId: crypto.randomUUID(), priceCents: 2 ** 53 }]],
    ['a price in words', [{ moduleId: crypto.randomUUID(), priceCents: '1000' }]],
    ['a price over 100 000 €', [{ moduleId: crypto.randomUUID(), priceCents: 10_000_001 }]],
    ['no module', [{ priceCents: 1_000 }]],
    ['a module that is no identifier', [{ moduleId: 'all', priceCents: 1_000 }]],
  ])('is refused with %s', async (_what, offers) => {
    expect(await refused(server, () => put(offers))).toEqual([400, 'request.invalid']);
  });
});

describe('an organisation that is no structure', () => {
  it('declares nothing', async () => {
    const { organisationId } = await anOrganisation(server, 'funder');
    expect(
      await refused(server, () => operator.post(`/structures/${organisationId}/venues`, aVenueForm())),
    ).toEqual([404, 'access.not-found']);
    expect(await refused(server, () => operator.get(`/structures/${organisationId}`))).toEqual([
      404,
      'access.not-found',
    ]);
  });

  it.each(['funder', 'prescriber', 'state'] as const)('sees no structure: a %s', async (kind) => {
    const { client } = await anOrganisation(server, kind);
    for (const path of [at, '/structures', '/label-applications']) {
      expect((await client.get(path)).body.code).toBe('access.not-permitted');
    }
  });

  it('nobody does, with no account', async () => {
    expect((await server.nobody.get(at)).body.code).toBe('access.not-signed-in');
    expect((await server.nobody.post(`${at}/venues`, aVenueForm())).body.code).toBe('access.not-signed-in');
  });
});

describe('a structure', () => {
  it('does not see another', async () => {
    const stranger = await aStructure(server);
    expect((await stranger.client.get(at)).body.code).toBe('access.not-found');
    expect((await stranger.client.get(`/structures/${crypto.randomUUID()}`)).body.code).toBe(
      'access.not-found',
    );
  });
});
