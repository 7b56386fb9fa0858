import { oneRow, row } from '../../src/database/sql.js';
import { fictitiousVatNumber } from '../../src/demonstration/fictitious.js';
import { statusesOf } from '../support/access.js';
import { TestApp } from '../support/app.js';
import { aMember, anOrganisation, fictitiousSiret, type TestPerson } from '../support/people.js';

let server: TestApp;
let operator: TestPerson;
let funder: TestPerson;

beforeAll(async () => {
  server = await TestApp.start();
  operator = await anOrganisation(server, 'operator', { name: 'Passerelle' });
  funder = await anOrganisation(server, 'funder', { name: 'Chinon' });
});
afterAll(() => server.stop());

/** A SIRET nobody has: the support's counter moves on with each organisation it makes. */
async function unusedSiret(): Promise<string> {
  await anOrganisation(server, 'state');
  return fictitiousSiret();
}

const asked = async (more: object = {}) => ({
  kind: 'funder',
  name: 'Communauté de communes',
  siret: await unusedSiret(),
  street: '32 rue Marcel Vignaud',
  postcode: '37420',
  city: 'Avoine',
  ...more,
});

async function count(): Promise<bigint> {
  const { n } = await server.db.read((tx) =>
    oneRow<{ n: bigint }>(tx, 'SELECT count(*) AS n FROM organisation'),
  );
  return n;
}

describe('creating an organisation', () => {
  it('is the operator’s, who can then read it', async () => {
    const siret = await unusedSiret();
    const body = await asked({ siret, vatNumber: fictitiousVatNumber(siret), serviceCode: 'FACTURES' });
    const created = await operator.client.post('/organisations', body);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      ...body,
      id: expect.any(String),
      createdAt: server.clock.now().toISOString(),
    });
    expect((await operator.client.get(`/organisations/${created.body.id}`)).body).toEqual(created.body);
  });

  it('takes a SIRET with spaces', async () => {
    const siret = await unusedSiret();
    const spaced = siret.replace(/^(\d{3})(\d{3})(\d{3})/, '$1 $2 $3 ');
    const created = await operator.client.post('/organisations', await asked({ siret: spaced }));
    expect(created.body.siret).toBe(siret);
  });

  it.each(['funder', 'state', 'prescriber', 'structure'] as const)('is refused to a %s', async (kind) => {
    const before = await count();
    const other = await anOrganisation(server, kind);
    const answer = await other.client.post('/organisations', await asked());
    expect([answer.status, answer.body.code]).toEqual([403, 'access.not-permitted']);
    expect(await count()).toBe(before + 2n);
  });

  it('never happens twice for one SIRET, even at the same instant', async () => {
    const body = await asked();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => operator.client.post('/organisations', body)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const codes = answers.filter(({ status }) => status !== 201).map(({ body: { code } }) => code as string);
    expect(new Set(codes)).toEqual(new Set(['access.siret-taken']));
  });

  it('lets one SIRET be funder and prescriber', async () => {
    const body = await asked();
    await operator.client.post('/organisations', body);
    const second = await operator.client.post('/organisations', { ...body, kind: 'prescriber' });
    expect(second.status).toBe(201);
  });

  it.each([
    ['a wrong check digit', '73282932000075'],
    ['letters', 'ABCDEFGHIJKLMN'],
    ['fifteen digits', '732829320000741'],
    ['Arabic digits', '٧٣٢٨٢٩٣٢٠٠٠٠٧٤'],
  ])('is refused with %s in the SIRET', async (_what, siret) => {
    const answer = await operator.client.post('/organisations', await asked({ siret }));
    expect([answer.status, answer.body.code]).toEqual([422, 'access.siret-invalid']);
  });

  it.each(['FR12345678901', '12', 'DE123456789'])('is refused with the VAT number %s', async (vatNumber) => {
    const answer = await operator.client.post('/organisations', await asked({ vatNumber }));
    expect([answer.status, answer.body.code]).toEqual([422, 'access.vat-number-invalid']);
  });

  it.each([
    ['a structure, which applies by itself', { kind: 'structure' }],
    ['a second operator', { kind: 'operator' }],
    ['an unknown kind', { kind: 'bank' }],
    ['a list for a kind', { kind: ['funder'] }],
    ['no name', { name: ' ' }],
    ['a name too long', { name: 'x'.repeat(201) }],
    ['a NUL in the name', { name: 'Chi\0non' }],
    ['a line break in the name', { name: 'Chi\nnon' }],
    ['half a surrogate pair', { name: 'Chi\ud800non' }],
    ['an object for a name', { name: { toString: 'x' } }],
    ['no SIRET', { siret: undefined }],
    ['a number for a SIRET', { siret: 73282932000074 }],
    ['a postcode of letters', { postcode: 'ABCDE' }],
    ['an empty VAT number', { vatNumber: '' }],
    ['an empty service code', { serviceCode: '' }],
    ['an identifier of its own', { id: '00000000-0000-0000-0000-000000000000' }],
  ])('is refused with %s', async (_what, more) => {
    const before = await count();
    const answer = await operator.client.post('/organisations', await asked(more));
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    expect(await count()).toBe(before + 1n);
  });
});

describe('reading organisations', () => {
  it.each(['operator', 'funder', 'state'] as const)('gives names, and only names, to a %s', async (kind) => {
    const reader = kind === 'operator' ? operator : await anOrganisation(server, kind);
    const { body } = await reader.client.get('/organisations?limit=200');
    expect(body.items).toContainEqual({ id: funder.organisationId, kind: 'funder', name: 'Chinon' });
    for (const item of body.items) expect(Object.keys(item).toSorted()).toEqual(['id', 'kind', 'name']);
  });

  it.each(['prescriber', 'structure'] as const)('is refused to a %s', async (kind) => {
    const other = await anOrganisation(server, kind);
    expect((await other.client.get('/organisations')).body.code).toBe('access.not-permitted');
  });

  it('shows one kind when asked, and no unknown one', async () => {
    const { body } = await operator.client.get('/organisations?kind=state&limit=200');
    expect(new Set(body.items.map(({ kind }: any) => kind))).toEqual(new Set(['state']));
    expect((await operator.client.get('/organisations?kind=bank')).body.code).toBe('request.invalid');
    expect((await operator.client.get('/organisations?kind=state&kind=funder')).body.code).toBe(
      'request.invalid',
    );
  });

  it('page by page skips and repeats nobody, also among equal names', async () => {
    for (let at = 0; at < 5; at++) await anOrganisation(server, 'prescriber', { name: 'Même nom' });
    const all = (await operator.client.get('/organisations?limit=200')).body.items;
    const paged: unknown[] = [];
    let after = '';
    do {
      const { body } = await operator.client.get(`/organisations?limit=3${after}`);
      paged.push(...body.items);
      after = body.next ? `&after=${encodeURIComponent(body.next)}` : '';
    } while (after);
    expect(paged).toEqual(all);
  });

  it('shows a funder its own, and hides another’s as if it did not exist', async () => {
    const other = await anOrganisation(server, 'funder');
    expect((await funder.client.get(`/organisations/${funder.organisationId}`)).body.name).toBe('Chinon');
    const foreign = await funder.client.get(`/organisations/${other.organisationId}`);
    const nowhere = await funder.client.get('/organisations/00000000-0000-0000-0000-000000000000');
    expect([foreign.status, foreign.body]).toEqual([404, nowhere.body]);
    expect((await operator.client.get('/organisations/00000000-0000-0000-0000-000000000000')).status).toBe(
      404,
    );
  });

  it.each(['%00', 'x', '%27', '1', '%F0%9F%99%82', 'null', 'a'.repeat(90)])(
    'refuses the identifier %s as malformed',
    async (id) => {
      const answer = await operator.client.get(`/organisations/${id}`);
      expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    },
  );

  it.each([
    'limit=0',
    'limit=201',
    'limit=1.5',
    'limit=x',
    'limit=9007199254740993',
    'limit=1&limit=2',
    'after=',
    'after=x',
    'after=%00',
    'after=W10',
    `after=${Buffer.from('["a\\u0000","00000000-0000-0000-0000-000000000000"]').toString('base64url')}`,
    `after=${Buffer.from('["a","b"]').toString('base64url')}`,
    `after=${Buffer.from('[1,2]').toString('base64url')}`,
    `after=${'x'.repeat(2000)}`,
    'offset=3',
    'kind=%00',
  ])('refuses the page %s as malformed', async (query) => {
    const answer = await operator.client.get(`/organisations?${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('the trail of an organisation', () => {
  it('says that it was created and by whom, without its name', async () => {
    const body = await asked({ name: 'Nom très reconnaissable' });
    const { id } = (await operator.client.post('/organisations', body)).body;
    const entry = await server.db.read((tx) =>
      row<{ action: string; personId: string; text: string }>(
        tx,
        `SELECT action, person_id AS "personId", to_jsonb(audit_entry)::text AS text
           FROM audit_entry WHERE subject = 'organisation' AND subject_id = $1`,
        [id],
      ),
    );
    expect(entry).toMatchObject({ action: 'organisation.created', personId: operator.personId });
    expect(entry?.text).not.toContain('reconnaissable');
    expect(entry?.text).not.toContain(body.siret);
  });

  it('is not written by a refused creation', async () => {
    const before = await operator.client.get('/audit-trail?action=organisation.created&limit=200');
    await operator.client.post('/organisations', await asked({ siret: '73282932000075' }));
    await aMember(server, funder.organisationId);
    const after = await operator.client.get('/audit-trail?action=organisation.created&limit=200');
    expect(after.body).toEqual(before.body);
  });
});

describe('changing an organisation', () => {
  const detailsOf = async (person: TestPerson) => {
    const { body } = await person.client.get(`/organisations/${person.organisationId}`);
    const { name, siret } = body;
    return { name, siret, street: '1 rue Neuve', postcode: '37500', city: 'Chinon' };
  };
  const change = (person: TestPerson, details: object, id = person.organisationId) =>
    person.client.put(`/organisations/${id}`, details);

  it.each(['funder', 'state', 'prescriber', 'structure'] as const)(
    'lets the managers of a %s change their address, and nothing of who they are',
    async (kind) => {
      const manager = await anOrganisation(server, kind);
      const details = { ...(await detailsOf(manager)), siret: await unusedSiret() };
      await change(operator, details, manager.organisationId);
      const moved = await change(manager, { ...details, street: '2 rue Vieille', serviceCode: 'MED' });
      expect([moved.status, moved.body]).toMatchObject([
        200,
        { street: '2 rue Vieille', serviceCode: 'MED' },
      ]);
      for (const other of [
        { name: 'Trésor public' },
        { siret: await unusedSiret() },
        { vatNumber: fictitiousVatNumber(details.siret) },
      ]) {
        const refused = await change(manager, { ...details, ...other });
        expect([refused.status, refused.body.code]).toEqual([403, 'access.identity-by-operator']);
      }
      const seen = await manager.client.get(`/organisations/${manager.organisationId}`);
      expect(seen.body).toEqual(moved.body);
    },
  );

  it('is refused to a member who is no manager, where all share one role', async () => {
    const member = await aMember(server, funder.organisationId, 'member');
    const refused = await member.client.put(
      `/organisations/${funder.organisationId}`,
      await detailsOf(funder),
    );
    expect([refused.status, refused.body.code]).toEqual([403, 'access.not-permitted']);
  });

  it('lets the operator say who it is, so that its invoices do', async () => {
    const siret = await unusedSiret();
    const details = { ...(await detailsOf(operator)), siret, vatNumber: fictitiousVatNumber(siret) };
    expect((await change(operator, details)).body).toMatchObject(details);
    // What is left out is none from then on.
    const { vatNumber: _none, ...less } = details;
    expect((await change(operator, less)).body.vatNumber).toBeNull();
  });

  it('never gives two of a kind one SIRET, nor one that is none', async () => {
    const [one, other] = [await anOrganisation(server, 'funder'), await anOrganisation(server, 'funder')];
    const siret = await unusedSiret();
    const details = { ...(await detailsOf(one)), siret };
    const taken = await Promise.all(
      [one, other].map(({ organisationId }) => change(operator, details, organisationId)),
    );
    expect(statusesOf(taken)).toEqual([200, 409]);
    expect(taken.find(({ status }) => status === 409)?.body.code).toBe('access.siret-taken');
    const wrong = await change(operator, { ...details, siret: '73282932000075' }, one.organisationId);
    expect(wrong.body.code).toBe('access.siret-invalid');
  });

  it('is recorded, by what changed and never by what it says', async () => {
    const manager = await anOrganisation(server, 'funder');
    const details = { ...(await detailsOf(manager)), siret: await unusedSiret() };
    await change(operator, details, manager.organisationId);
    await change(manager, { ...details, street: '3 rue du Secret' });
    await change(manager, { ...details, street: '3 rue du Secret' });
    const { body } = await manager.client.get('/audit-trail');
    const changes = body.items.filter(({ action }: any) => action === 'organisation.changed');
    expect(changes).toHaveLength(2);
    expect(changes[0].details).toEqual({ changed: ['street'] });
    expect(JSON.stringify(changes)).not.toContain('Secret');
  });
});
