import { randomUUID } from 'node:crypto';
import { asDay } from '../../src/shared/calendar.js';
import { affected, rows } from '../../src/database/sql.js';
import { auditBooks } from '../../src/insight/books-audit.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { YearEndCalendar } from '../../src/year-end/calendar.service.js';
import { TestApp } from '../support/app.js';
import { aHandOut, anOffice, aPrintedOrder, aStockedOffice, payOrder } from '../support/distribution.js';
import { answered, theOperator } from '../support/funders.js';
import { aMember, anOrganisation } from '../support/people.js';
import { countOf } from '../support/redemption.js';
import { digestOfEverything } from '../support/rows.js';
import { expectRefused } from '../support/structures.js';
import {
  agree,
  aLivedOrder,
  aMorning,
  closingStep,
  END,
  figuresOf,
  type LivedOrder,
  theCalendar,
  theRehearsal,
} from '../support/year-end.js';

interface Letter {
  kind: string;
  organisationId: string;
  facts: any;
}

describe('the calendar of an exercise', () => {
  let server: TestApp;
  let lived: LivedOrder;

  beforeEach(async () => {
    server = await TestApp.start();
    lived = await aLivedOrder(server, { agreement: { rateNumerator: 1, rateDenominator: 3 } });
  });
  afterEach(() => server.stop());

  const on = (day: string) => server.clock.setDay(asDay(day));
  const letters = (kind: string): Promise<Letter[]> =>
    server.db.read((tx) =>
      rows<Letter>(
        tx,
        `SELECT kind, organisation_id AS "organisationId", facts FROM letter WHERE kind = $1 ORDER BY organisation_id`,
        [kind],
      ),
    );
  const statesOf = async () => {
    const { steps } = await answered((await theOperator(server)).client.get('/exercises/2026/calendar'));
    return Object.fromEntries(steps.map(({ step, state }: any) => [step, state]));
  };

  it('begins no step before its day, each on its day, and none twice', async () => {
    for (const day of ['2026-11-29', '2026-12-14', '2026-12-30', '2027-01-31', '2027-02-06']) {
      on(day);
      await aMorning(server);
      const before = await digestOfEverything(server);
      expect(await aMorning(server)).toBe(0);
      expect(await digestOfEverything(server)).toEqual(before);
      server.clock.advanceDays(1);
      expect(await aMorning(server)).toBe(1);
      expect(await aMorning(server)).toBe(0);
    }
    expect(await statesOf()).toEqual({
      alert: 'done',
      'hand-outs-stop': 'done',
      'validity-end': 'done',
      'tolerance-end': 'done',
      expiry: 'done',
      statements: 'done',
      'credit-notes': 'waiting',
      closing: 'waiting',
    });
    expect(await countOf(server, 'year_end_run', `scheduled AND by_person IS NULL`)).toBe(5);
    expect(await server.db.read(auditBooks)).toEqual([]);
  });

  it('tells a funder on 30 November what sleeps and where, to the figures of its overview', async () => {
    on('2026-11-30');
    await aMorning(server);
    const [letter, ...others] = await letters('year-end-alert');
    expect(others).toEqual([]);
    const { total, byOffice } = await answered(lived.funder.client.get('/overview?exercise=2026'));
    expect(letter).toMatchObject({
      organisationId: lived.funder.organisationId,
      facts: {
        exercise: 2026,
        issued: 2000,
        handedOut: total.handedOut,
        redeemed: total.redeemed,
        inDrawer: total.sleeping.inDrawer,
        inDrawerCents: total.sleeping.inDrawerCents,
        inHands: total.sleeping.inHands,
        unallotted: total.sleeping.unallotted,
        booksStarted: 1,
        handOutsStopOn: '2026-12-15',
        toleranceEndsOn: '2027-01-31',
      },
    });
    const [office] = byOffice;
    expect(letter!.facts.offices).toEqual([
      { officeName: `${office.officeName} (${office.prescriberName})`, inDrawer: office.sleeping.inDrawer },
    ]);
    expect(await letters('year-end-alert-offices')).toMatchObject([
      {
        organisationId: lived.office.manager.organisationId,
        facts: { offices: [{ officeName: lived.office.name, inDrawer: office.sleeping.inDrawer }] },
      },
    ]);
  });

  it('tells those who work in an office of its own drawer, with the alert, and an office of nobody nothing', async () => {
    const { office, funder, id } = lived;
    const second = await anOffice(server, { manager: office.manager, name: 'Antenne sans personne' });
    await aStockedOffice(server, { order: lived, office: second, fromNumber: 8, toNumber: 8 });
    await server.db.transaction((tx) =>
      affected(tx, 'DELETE FROM membership WHERE person_id = $1', [second.worker.personId]),
    );
    const third = await anOffice(server, { manager: office.manager, name: 'Antenne vide' });
    on('2026-11-30');
    await aMorning(server);
    await aMorning(server);
    const [managers] = await letters('year-end-alert-offices');
    const { inDrawer } = managers!.facts.offices.find((each: any) => each.officeName === office.name);
    const told = await server.db.read((tx) =>
      rows<{ office: string; facts: any }>(
        tx,
        `SELECT office_id AS office, facts FROM letter WHERE kind = 'office-drawer'`,
      ),
    );
    expect(told).toEqual([
      {
        office: office.id,
        facts: {
          exercise: 2026,
          officeName: office.name,
          inDrawer,
          handOutsStopOn: '2026-12-15',
          validityEndsOn: '2026-12-31',
        },
      },
    ]);
    expect([funder.organisationId, id, third.id]).not.toContain(told[0]!.office);
    on('2026-12-15');
    await aMorning(server);
    expect(await countOf(server, 'letter', `kind = 'office-drawer'`)).toBe(1);
    expect(await server.db.read(auditBooks)).toEqual([]);
  });

  it('does not tell a prescriber of another, nor a funder that has no voucher in the exercise, nor an unlabelled structure', async () => {
    await aLivedOrder(server, { people: 1, redeemed: 0, replaced: 0 });
    const idle = await anOrganisation(server, 'funder');
    const unlabelled = await anOrganisation(server, 'structure');
    for (const day of ['2026-11-30', '2026-12-15', '2026-12-31']) {
      on(day);
      await aMorning(server);
    }
    const told = await server.db.read((tx) =>
      rows<{ id: string }>(tx, 'SELECT organisation_id AS id FROM year_end_notice'),
    );
    const ids = told.map(({ id }) => id);
    expect(ids).not.toContain(idle.organisationId);
    expect(ids).not.toContain(unlabelled.organisationId);
    expect(ids).toContain(lived.desk.structureId);
    for (const { facts } of await letters('year-end-alert-offices')) expect(facts.offices).toHaveLength(1);
    expect(await letters('last-scans')).toHaveLength(2);
    expect(ids.length).toBe(
      await countOf(server, 'letter', `kind <> 'welcome' AND kind ~ 'alert|stop|last'`),
    );
  });

  it('lets the operator send the alert early, once, and then not again on its day', async () => {
    on('2026-11-10');
    const key = randomUUID();
    const answers = await Promise.all(
      [key, key, randomUUID(), randomUUID()].map((each) => closingStep(server, 'calendar/alert', each)),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(new Set(answers.map(({ body }) => body.runId)).size).toBe(1);
    expect((await theCalendar(server)).alert).toMatchObject({
      state: 'at-work',
      jobId: answers[0]!.body.jobId,
    });
    await server.get(Jobs).runDue();
    const { alert } = await theCalendar(server);
    expect(alert).toMatchObject({ state: 'done', scheduled: false, day: '2026-11-30', done: 2, total: 2 });
    expect(alert.byName).not.toBeNull();
    expect(alert.doneAt).toBe(server.clock.now().toISOString());
    on('2026-11-30');
    expect(await aMorning(server)).toBe(0);
    expect((await closingStep(server, 'calendar/alert')).body.runId).toBe(answers[0]!.body.runId);
    await server.get(Jobs).runDue();
    expect(await letters('year-end-alert')).toHaveLength(1);
  });

  it('sends nothing for an exercise that has not begun, is unknown, or in which the notice is of no use any more', async () => {
    await answered((await theOperator(server)).client.get('/exercises'));
    await aPrintedOrder(server, { exercise: 2027 });
    const ask = (notice: string, exercise?: number) => () =>
      closingStep(server, `calendar/${notice}`, randomUUID(), exercise);
    await expectRefused(server, ask('alert', 2027), 409, 'year-end.not-begun');
    await expectRefused(server, ask('alert', 2031), 404, 'issuance.exercise-unknown');
    await expectRefused(server, ask('expiry'), 400, 'request.invalid');
    on('2026-12-16');
    await expectRefused(server, ask('alert'), 409, 'year-end.notice-too-late');
    on('2027-02-01');
    await expectRefused(server, ask('validity-end'), 409, 'year-end.notice-too-late');
    await aMorning(server);
    expect(await statesOf()).toMatchObject({ alert: 'missed', 'hand-outs-stop': 'missed', expiry: 'done' });
    expect(await countOf(server, 'year_end_notice')).toBe(0);
  });

  it('a step whose day is moved waits for the new one, and one that is done does not run again', async () => {
    const { client } = await theOperator(server);
    const dates = { validityEndsOn: '2026-12-31', toleranceEndsOn: '2027-01-31', statementOn: '2027-02-07' };
    const move = (alertOn: string, handOutsStopOn: string) =>
      answered(client.put('/exercises/2026', { ...dates, alertOn, handOutsStopOn }));
    on('2026-11-29');
    await move('2026-12-03', '2026-12-18');
    on('2026-12-02');
    expect(await aMorning(server)).toBe(0);
    on('2026-12-03');
    expect(await aMorning(server)).toBe(1);
    await move('2026-12-10', '2026-12-18');
    on('2026-12-10');
    expect(await aMorning(server)).toBe(0);
    expect(await letters('year-end-alert')).toHaveLength(1);
    on('2026-12-15');
    expect(await aMorning(server)).toBe(0);
    on('2026-12-18');
    expect(await aMorning(server)).toBe(1);
  });

  it('goes on by itself: an order paid late expires, has its statement, and answers bring credit notes the next day', async () => {
    const printed = await aPrintedOrder(server);
    on(END.statement);
    await aMorning(server);
    expect(await countOf(server, 'statement')).toBe(1);
    await agree(server, lived.funder.client);
    expect(await countOf(server, 'credit_note')).toBe(0);
    server.clock.advanceDays(1);
    await aMorning(server);
    expect(await countOf(server, 'credit_note')).toBe(1);
    expect(await letters('credit-note-made')).toHaveLength(2);
    expect((await theCalendar(server))['credit-notes'].state).toBe('done');

    await payOrder(server, printed);
    expect((await theCalendar(server)).closing).toMatchObject({
      state: 'waiting',
      waitsFor: [
        { what: 'vouchers-to-expire', count: 500 },
        { what: 'orders-without-statement', count: 1 },
      ],
    });
    server.clock.advanceDays(1);
    await aMorning(server);
    expect(await countOf(server, 'statement')).toBe(2);
    expect(await letters('statement-issued')).toHaveLength(2);
    expect((await theCalendar(server))['credit-notes']).toMatchObject({
      state: 'waiting',
      waitsFor: [{ what: 'statements-without-answer', count: 1 }],
    });
    await agree(server, printed.funder.client);
    server.clock.advanceDays(1);
    await aMorning(server);
    expect(await statesOf()).toMatchObject({ 'credit-notes': 'done', closing: 'due' });
    await answered(closingStep(server, 'closing'));
    expect(await aMorning(server)).toBe(0);
    expect((await theCalendar(server)).closing.state).toBe('done');
    expect(await server.db.read(auditBooks)).toEqual([]);
  });

  it('never closes an exercise by itself', async () => {
    on(END.statement);
    await aMorning(server);
    await agree(server, lived.funder.client);
    for (let day = 0; day < 3; day++) {
      server.clock.advanceDays(1);
      await aMorning(server);
    }
    expect((await theCalendar(server)).closing.state).toBe('due');
    expect(await countOf(server, 'exercise_closing')).toBe(0);
  });

  it('is begun once by several processes whose morning comes at the same instant', async () => {
    on('2026-11-30');
    const begun = await Promise.all([1, 2, 3, 4].map(() => server.get(YearEndCalendar).beginAllDue()));
    expect(begun.reduce((total, each) => total + each.begun, 0)).toBe(1);
    expect(await countOf(server, 'year_end_run')).toBe(1);
  });

  it('is planned by the day, from five in the morning on, in Paris', async () => {
    const jobs = server.get(Jobs);
    const plan = async (day: string, hours: number) => {
      server.clock.setDay(asDay(day), hours);
      await jobs.planToday();
      await jobs.runDue();
      return countOf(server, 'year_end_run');
    };
    expect(await plan('2026-11-30', 4.9)).toBe(0);
    expect(await plan('2026-11-30', 5)).toBe(1);
    expect(await plan('2026-11-30', 23)).toBe(1);
    expect(await countOf(server, 'job', `kind = 'year-end-calendar'`)).toBe(1);
  });

  it('shows a funder and the State’s service their own figures, and not who did what', async () => {
    await aLivedOrder(server, { people: 1, redeemed: 1, replaced: 0 });
    on('2026-11-30');
    await aMorning(server);
    const everything = await theCalendar(server);
    expect(figuresOf(everything.alert)).toMatchObject({
      'vouchers-issued': 2500,
      'funders-told': 2,
      'prescribers-told': 2,
    });
    const state = await aMember(server, lived.order.agreement.state.id);
    for (const client of [lived.funder.client, state.client]) {
      const { alert, expiry } = await theCalendar(server, client);
      expect(figuresOf(alert)).toEqual({
        'vouchers-issued': 2000,
        'vouchers-handed-out': 5,
        'vouchers-redeemed': 4,
        'vouchers-in-drawers': 15,
        'vouchers-in-hands': 1,
        'vouchers-unallotted': 1980,
      });
      expect(figuresOf(expiry)).toEqual({ 'vouchers-expired': 1996, 'expired-cents': 1_996_000 });
      expect(alert).toMatchObject({ state: 'done', jobId: null, byName: null, scheduled: true });
    }
    const stranger = await theCalendar(server, (await anOrganisation(server, 'funder')).client);
    expect(Object.values(figuresOf(stranger.alert)).every((value) => value === 0)).toBe(true);
    const prescriber = await anOrganisation(server, 'prescriber');
    expect((await prescriber.client.get('/exercises/2026/calendar')).status).toBe(403);
  });
});

describe('the calendar rehearsed', () => {
  it('writes nothing, and every step run on its day then gives the same figures', async () => {
    const server = await TestApp.start();
    try {
      const lived = await aLivedOrder(server, { agreement: { rateNumerator: 1, rateDenominator: 3 } });
      const direct = await aLivedOrder(server, { people: 2, redeemed: 1, replaced: 2 });
      const rehearse = async () => {
        const everything = await digestOfEverything(server, []);
        const { steps } = await theRehearsal(server);
        expect(await digestOfEverything(server, [])).toEqual(everything);
        return Object.fromEntries(steps.map((step: any) => [step.step, figuresOf(step)]));
      };
      const on = (day: string) => server.clock.setDay(asDay(day));
      const notices = async (day: string, step: string) => {
        on(day);
        const rehearsed = (await rehearse())[step]!;
        expect(await aMorning(server)).toBe(1);
        expect(figuresOf((await theCalendar(server))[step])).toEqual(rehearsed);
        return rehearsed;
      };
      expect(await notices('2026-11-30', 'alert')).toMatchObject({
        'funders-told': 2,
        'prescribers-told': 2,
      });
      // Handed out in between: the next notice tells what is then.
      on('2026-12-10');
      await aHandOut(lived.office, { count: 2 });
      expect(await notices('2026-12-15', 'hand-outs-stop')).toMatchObject({
        'vouchers-in-hands': 1 + 1 + 2,
      });
      expect(await notices('2026-12-31', 'validity-end')).toEqual({
        'structures-told': 2,
        'vouchers-in-hands': 4,
      });
      on('2027-02-01');
      const rehearsed = await rehearse();
      expect(rehearsed).toMatchObject({
        expiry: { 'vouchers-expired': 1996 + 499, 'expired-cents': (1996 + 499) * 1000 },
        statements: { statements: 2 },
        'credit-notes': {
          'orders-closed': 2,
          'credit-notes': 2,
          'credit-funder-cents': 1330668 + 499e3,
          'credit-state-cents': 665332,
        },
      });
      expect(await aMorning(server)).toBe(1);
      expect((await rehearse()).expiry).toEqual(rehearsed['expiry']);
      on('2027-02-07');
      await aMorning(server);
      await agree(server, lived.funder.client);
      await agree(server, direct.funder.client);
      server.clock.advanceDays(1);
      await aMorning(server);
      const after = await rehearse();
      expect(after['credit-notes']).toEqual(rehearsed['credit-notes']);
      expect(after['statements']).toEqual({
        ...rehearsed['statements'],
        'statements-agreed': 2,
      });
      const facts = await server.db.read((tx) =>
        rows(
          tx,
          `SELECT (SELECT count(*)::int FROM voucher_end WHERE kind = 'expired') AS "vouchers-expired",
                  (SELECT count(*)::int FROM statement) AS statements,
                  (SELECT count(*)::int FROM credit_note) AS "credit-notes",
                  (SELECT sum(funder_cents)::int FROM credit_note) AS "credit-funder-cents",
                  (SELECT sum(state_cents)::int FROM credit_note) AS "credit-state-cents"`,
        ),
      );
      expect(facts).toEqual([
        {
          'vouchers-expired': rehearsed['expiry']!['vouchers-expired'],
          statements: rehearsed['statements']!['statements'],
          'credit-notes': rehearsed['credit-notes']!['credit-notes'],
          'credit-funder-cents': rehearsed['credit-notes']!['credit-funder-cents'],
          'credit-state-cents': rehearsed['credit-notes']!['credit-state-cents'],
        },
      ]);
      expect(await server.db.read(auditBooks)).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});
