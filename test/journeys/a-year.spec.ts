import { bootstrapOperator } from '../../src/access/bootstrap.js';
import { auditBooks } from '../../src/insight/books-audit.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { asDay } from '../../src/shared/calendar.js';
import { type Client, TestApp } from '../support/app.js';
import { signIn, tokenOf } from '../support/access.js';
import { answered } from '../support/funders.js';
import { fictitiousSiret } from '../support/people.js';
import { anEnrolmentForm, enrolled, aVenueForm, fictitiousIban } from '../support/structures.js';

const PASSWORD = 'un mot de passe assez long';

/**
 * A year from nothing, through the API alone and with every role signed in by its password: what a newcomer can read
 * to see how the pieces follow each other. Each step uses what the one before gave.
 */
describe('a year', () => {
  let server: TestApp;
  const who: Record<string, Client> = {};
  const emails: Record<string, string> = {};
  const ids: Record<string, string> = {};
  let order: any;
  let codes: string[];
  let receipts: any[];

  beforeAll(async () => {
    server = await TestApp.start('2026-01-12');
    await bootstrapOperator(server.app, { operator: { email: 'operateur@example.fr', password: PASSWORD } });
    await join('operator', 'operateur@example.fr');
  });
  afterAll(() => server.stop());

  const enter = async (email: string) =>
    server.withSession(tokenOf(await signIn(server, { email, password: PASSWORD })));
  /** Another day: sessions last twelve hours, so everybody signs in again. */
  const on = async (day: string) => {
    server.clock.setDay(asDay(day), 9);
    for (const [name, email] of Object.entries(emails)) who[name] = await enter(email);
  };
  const join = async (name: string, email: string) => {
    emails[name] = email;
    who[name] = await enter(email);
  };
  const as = (name: string) => who[name] as Client;

  /** An organisation and its first manager, who signs in. */
  const open = async (kind: 'funder' | 'state' | 'prescriber', name: string) => {
    const address = { street: '1 place de la Mairie', postcode: '37500', city: 'Chinon' };
    const { id } = await answered(
      as('operator').post('/organisations', { kind, name, siret: fictitiousSiret(), ...address }),
    );
    const email = `${kind}@example.fr`;
    const member = { email, displayName: name, password: PASSWORD, role: 'manager' };
    await answered(as('operator').post(`/organisations/${id}/members`, member));
    await join(kind, email);
    ids[kind] = id;
  };

  it('begins with those who take part', async () => {
    await open('state', 'Préfecture');
    await open('funder', 'Communauté de communes');
    await open('prescriber', 'Centre intercommunal d’action sociale');
    const office = await answered(
      as('prescriber').post('/offices', { name: 'Antenne de Chinon', insee: '37072' }),
    );
    const worker = {
      email: 'social@example.fr',
      displayName: 'Travail social',
      password: PASSWORD,
      role: 'member',
    };
    await answered(
      as('prescriber').post(`/organisations/${ids['prescriber']}/members`, {
        ...worker,
        officeId: office.id,
      }),
    );
    await join('worker', worker.email);
    ids['office'] = office.id;
    const module = await answered(
      as('operator').post('/modules', { title: 'Naviguer sur internet', hours: 3 }),
    );
    ids['module'] = module.id;
    expect(Object.keys(who).toSorted()).toEqual(['funder', 'operator', 'prescriber', 'state', 'worker']);
  });

  it('labels a structure that applied, and invoices its 80 €', async () => {
    const manager = { email: 'structure@example.fr', displayName: 'Responsable' };
    const applied = await enrolled(server, anEnrolmentForm({ manager }), PASSWORD);
    await join('structure', manager.email);
    const at = `/structures/${applied.structureId}`;
    const early = await as('operator').post(`/label-applications/${applied.applicationId}/decision`, {
      outcome: 'granted',
      reason: 'Dossier complet.',
    });
    expect(early.body.code).toBe('structures.label-needs-bank-details');
    ids['venue'] = (await answered(as('structure').post(`${at}/venues`, aVenueForm()))).id;
    ids['mediator'] = (
      await answered(
        as('structure').post(`${at}/mediators`, { name: 'Médiation', conseillerNumerique: false }),
      )
    ).id;
    await answered(
      as('structure').put(`${at}/offers`, { offers: [{ moduleId: ids['module'], priceCents: 1500 }] }),
    );
    const iban = { iban: fictitiousIban(), bic: 'PSSTFRPPXXX', holder: 'La structure' };
    const details = await answered(as('structure').post(`${at}/bank-details`, iban));
    await answered(as('operator').post(`${at}/bank-details/${details.id}/verification`));
    await answered(
      as('operator').post(`/label-applications/${applied.applicationId}/decision`, {
        outcome: 'granted',
        reason: 'Dossier complet.',
      }),
    );
    const { items } = await answered(as('structure').get('/invoices'));
    expect(items).toMatchObject([{ kind: 'label', totalCents: 8000, netCents: 6667, vatCents: 1333 }]);
  });

  it('goes on with an order that the State pays half of', async () => {
    const agreement = await answered(
      as('operator').post('/grant-agreements', {
        reference: 'AAP-2026',
        title: 'Appel à projets',
        stateId: ids['state'],
        ceilingCents: 3_000_000,
        startsOn: '2026-01-01',
        endsOn: '2027-12-31',
        funderIds: [ids['funder']],
      }),
    );
    const asked = { books: 200, agreementId: agreement.id };
    const quoted = await answered(as('funder').post('/orders/quote', { ...asked, books: 150 }));
    expect(quoted).toMatchObject({ missingToMinimumCents: 500_000, booksToReachMinimum: 50 });
    expect((await as('funder').post('/orders', { ...asked, books: 150 })).body.code).toBe(
      'orders.below-minimum',
    );
    order = await answered(as('funder').post('/orders', asked));
    expect(order).toMatchObject({
      status: 'submitted',
      stateShareCents: 1_000_000,
      funderShareCents: 1_000_000,
    });
    order = await answered(as('operator').post(`/orders/${order.id}/approval`));
    expect(order.invoices.map(({ kind, totalCents }: any) => [kind, totalCents]).toSorted()).toEqual([
      ['vouchers-funder', 1_000_000],
      ['vouchers-state', 1_000_000],
    ]);
  });

  it('hands nothing out before the money is there', async () => {
    await answered(as('operator').post(`/orders/${order.id}/issuance`));
    const books = { orderId: order.id, fromNumber: 1, toNumber: 20, officeId: ids['office'] };
    await answered(as('funder').post('/allotments', books));
    expect((await handOut('Un')).body.code).toBe('distribution.order-not-active');
    await on('2026-02-02');
    for (const { id, totalCents } of order.invoices) {
      const payment = {
        amountCents: totalCents,
        receivedOn: '2026-02-02',
        bankReference: `VIR ${id.slice(0, 8)}`,
      };
      await answered(as('operator').post(`/invoices/${id}/payments`, payment));
    }
    await server.get(Jobs).runDue();
    expect((await answered(as('funder').get(`/orders/${order.id}`))).status).toBe('active');
  });

  const handOut = (givenName: string, count = 2) =>
    as('worker').post('/hand-outs', {
      familyName: 'Personne fictive',
      givenName,
      birthDate: '1958-03-04',
      moduleId: ids['module'],
      vouchers: { count },
      commune: '37072',
    });

  it('meets people, two vouchers at a time', async () => {
    await on('2026-03-03');
    const people = [await answered(handOut('Un')), await answered(handOut('Deux'))];
    codes = people.flatMap(({ vouchers }) => vouchers.map(({ code }: any) => code));
    expect((await handOut('Un', 1)).body.code).toBe('distribution.hand-out-limit');
  });

  const session = (sessionOn: string) => ({
    venueId: ids['venue'],
    mediatorId: ids['mediator'],
    moduleId: ids['module'],
    sessionOn,
  });

  it('scans their vouchers, alone and in a group, each once', async () => {
    await on('2026-03-10');
    const scanned = await answered(
      as('structure').post('/redemptions', { ...session('2026-03-10'), code: codes[0] }),
    );
    expect(scanned).toMatchObject({
      structureCents: 958,
      feeCents: 42,
      priceCents: 1500,
      copaymentCents: 500,
    });
    const lines = [codes[0], codes[1], codes[2]].map((code) => ({ code }));
    const group = await answered(
      as('structure').post('/group-sessions', { ...session('2026-03-10'), lines }),
    );
    expect(group.lines.map(({ reason }: any) => reason?.code ?? 'done')).toEqual([
      'redemption.already-redeemed-here',
      'done',
      'done',
    ]);
    receipts = [scanned, ...group.lines.flatMap(({ receipt }: any) => receipt ?? [])];
    expect((await answered(server.nobody.get(`/vouchers/${codes[0]}`))).state).toBe('redeemed');
  });

  it('takes a wrong scan back until it is paid', async () => {
    const undo = (id: string) =>
      as('structure').post(`/redemptions/${id}/undo`, { reason: 'Mauvaise personne' });
    await answered(undo(receipts[2].id));
    await on('2026-03-31');
    const run = await answered(as('operator').post('/payout-runs'));
    await answered(as('operator').post(`/payout-runs/${run.id}/sending`));
    expect((await undo(receipts[0].id)).body.code).toBe('redemption.in-payout');
    const { items } = await answered(as('structure').get('/payouts'));
    expect(items).toMatchObject([{ redemptions: 2, cents: 1916, state: 'sent' }]);
    const [{ id, endToEndId }] = items;
    await answered(as('operator').post(`/payouts/${id}/confirmation`, { endToEndId }));
    await answered(as('operator').post(`/payout-runs/${run.id}/fee-sweep`));
  });

  it('replaces a lost voucher, and renews the module once', async () => {
    await on('2026-04-02');
    expect((await handOut('Deux', 1)).body.code).toBe('distribution.hand-out-limit');
    await answered(as('worker').post('/losses', { codes: [codes[3]], reason: 'lost' }));
    expect((await handOut('Deux', 1)).body.code).toBe('distribution.first-ones-not-spent');
    await answered(handOut('Un'));
    expect((await handOut('Un', 1)).body.code).toBe('distribution.renewal-used');
  });

  it('ends, and what was not used becomes a credit note of two shares', async () => {
    await on('2026-12-16');
    expect((await handOut('Trois')).body.code).toBe('distribution.hand-outs-stopped');
    await on('2027-01-31');
    expect((await as('operator').post('/exercises/2026/expiry')).body.code).toBe(
      'year-end.tolerance-not-over',
    );
    await on('2027-02-07');
    const rehearsed = await answered(as('operator').get('/exercises/2026/closing'));
    await answered(as('operator').post('/exercises/2026/expiry'));
    await server.get(Jobs).runDue();
    const { items } = await answered(as('operator').post('/exercises/2026/statements'));
    await answered(
      as('funder').post(`/statements/${items[0].id}/contest`, { reason: 'Il nous manque un carnet.' }),
    );
    await answered(
      as('operator').post(`/statements/${items[0].id}/settlement`, { explanation: 'Il est chez vous.' }),
    );
    const { made } = await answered(as('operator').post('/exercises/2026/credit-notes'));
    expect(made).toMatchObject([{ funderCents: 999_000, stateCents: 999_000 }]);
    await answered(as('operator').post('/exercises/2026/closing'));
    expect(JSON.stringify(rehearsed)).toContain('999000');
  });

  it('and the credits pay part of the next order', async () => {
    await on('2027-03-01');
    const { agreement } = order;
    const next = await answered(as('funder').post('/orders', { books: 200, agreementId: agreement.id }));
    const { invoices } = await answered(as('operator').post(`/orders/${next.id}/approval`));
    const [note] = (await answered(as('funder').get('/credit-notes'))).items;
    const own = invoices.find(({ kind }: any) => kind === 'vouchers-funder');
    const paid = { creditNoteId: note.id, amountCents: 999_000 };
    await answered(as('funder').post(`/invoices/${own.id}/credit-payments`, paid));
    expect((await as('funder').post(`/invoices/${own.id}/credit-payments`, paid)).status).toBe(422);
    expect(await server.db.read((tx) => auditBooks(tx))).toEqual([]);
    const { today } = await answered(server.nobody.get('/backing'));
    expect(today).toMatchObject({ gapCents: 0, ringFencedCents: 1_998_000, creditNotesCents: 999_000 });
  });
});
