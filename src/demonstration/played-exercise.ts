import type { INestApplicationContext } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { CreditNoteViews } from '../billing/credit-note-views.js';
import { Allotments } from '../distribution/allotments.service.js';
import { Offices } from '../distribution/offices.service.js';
import { Issuance } from '../issuance/issuance.service.js';
import { OrderPayments } from '../orders/order-payments.service.js';
import { booksFor, quote } from '../scheme/order-quote.js';
import { tariffOn } from '../scheme/rules.js';
import { FeeSweeps } from '../settlement/fee-sweeps.service.js';
import { PayoutLists } from '../settlement/payout-lists.service.js';
import { PayoutRuns } from '../settlement/payout-runs.service.js';
import { Payouts } from '../settlement/payouts.service.js';
import { asDay, type Day, dayOf } from '../shared/calendar.js';
import type { SettableClock } from '../shared/clock.js';
import { Labels } from '../structures/labels.service.js';
import { Closing } from '../year-end/closing.service.js';
import { YearEndCalendar } from '../year-end/calendar.service.js';
import { ClosingRehearsal } from '../year-end/rehearsal.service.js';
import { Statements } from '../year-end/statements.service.js';
import { type Commune, communesOf, type Facts, readFacts, type Territory } from './facts.js';
import { Lane } from './lane.js';
import { PrintedCodes } from './printed-codes.js';
import { Random } from './random.js';
import { type PlacedOrder, Stage, type StagedModule, type StagedStructure } from './stage.js';

export const EXERCISE = 2026;
const SEED = 2026;

/** A tenth of the books stays with the funder, and half of what the offices receive stays in the drawer. */
const SHARE_ALLOTTED = 0.9;
const SHARE_HANDED_OUT = 0.5;
const PEOPLE_PER_OFFICE = 12_000;
const FEWEST_OFFICES = 3;
const LANES_AT_ONCE = 6;
const DIRECT_FUNDER = 'CAF Touraine';
const STATE_SERVICE = 'Préfecture de région, service du numérique';

interface Funder {
  readonly territory: Territory;
  readonly actor: Actor;
  readonly order: PlacedOrder;
  /** Where its books go: no two funders share an office here. */
  readonly offices: readonly Office[];
}

interface Office {
  readonly id: string;
  readonly name: string;
  readonly prescriber: Actor;
}

/**
 * The exercise 2026 of two départements, from the orders to the credit notes that pay part of an order of 2027. The
 * clock is moved through the year; every call goes through the services that answer HTTP.
 */
export class PlayedExercise {
  private readonly facts: Facts = readFacts();
  private readonly communes = communesOf(this.facts.territories);
  private readonly random = new Random(SEED);
  private stage!: Stage;
  private state!: Actor;
  private agreementId = '';
  private modules: StagedModule[] = [];
  private readonly funders: Funder[] = [];
  private readonly structures = new Map<string, StagedStructure[]>();
  private readonly offices = new Map<string, Office[]>();
  private readonly lanes: Lane[] = [];
  private readonly noticeDays: Day[] = ['2026-11-30', '2026-12-15', '2026-12-31'].map(asDay);

  constructor(
    private readonly app: INestApplicationContext,
    private readonly clock: SettableClock,
    private readonly tell: (line: string) => void,
  ) {}

  /** `whenAllotted` is called once the books are with the offices, and none is used yet. */
  async play(whenAllotted: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    await this.prepare();
    await this.orderAndPay();
    await this.allot();
    await whenAllotted();
    await this.liveTheYear();
    await this.closeTheYear();
    await this.orderAgain();
  }

  private on(day: string): void {
    this.clock.setDay(asDay(day), 9);
  }

  /** January: organisations, structures with their label, offices. */
  private async prepare(): Promise<void> {
    this.on('2026-01-05');
    this.stage = await Stage.on(this.app);
    await this.stage.operatorAccounts();
    this.modules = await this.stage.modules(this.facts.modules);
    const chinon = this.placeIn('Chinon, Vienne et Loire');
    await this.stage.identifyOperator(chinon);
    this.state = await this.stage.organisation('state', STATE_SERVICE, chinon);
    for (const territory of this.facts.territories) {
      this.structures.set(territory.name, await this.structuresOf(territory));
      this.offices.set(territory.name, await this.officesOf(territory));
    }
    const count = [...this.structures.values()].flat().length;
    this.tell(`January: ${count} structures labelled, ${[...this.offices.values()].flat().length} offices`);
  }

  /** One structure per 15 000 inhabitants, each with venues in its commune and another; Chinon has its real venues. */
  private async structuresOf(territory: Territory): Promise<StagedStructure[]> {
    const communes = this.communesIn(territory);
    const count = Math.max(2, Math.round(territory.population / 15_000));
    const structures: StagedStructure[] = [];
    for (let number = 0; number < count; number++) {
      const [main, other] = [
        communes[number % communes.length]!,
        communes[(number + count) % communes.length]!,
      ];
      const name = `Espace numérique de ${main.name}`;
      structures.push(
        await this.stage.structure(
          name,
          [main, other].map((commune) => ({
            name: `Espace numérique de ${commune.name}`,
            commune: commune.name,
            place: { commune, street: '1 place de la Mairie' },
          })),
          this.modules,
        ),
      );
    }
    if (territory.name.startsWith('Chinon')) structures.push(await this.chinonStructure(communes));
    return structures;
  }

  private chinonStructure(communes: readonly Commune[]): Promise<StagedStructure> {
    const venues = this.facts.chinonVenues.flatMap((venue) => {
      const commune = communes.find(({ name }) => name === venue.commune);
      return commune ? [{ ...venue, place: { commune, street: '2 place de la Mairie' } }] : [];
    });
    return this.stage.structure('Espaces publics numériques du Chinonais', venues, this.modules);
  }

  private async officesOf(territory: Territory): Promise<Office[]> {
    const communes = this.communesIn(territory);
    const count = Math.max(FEWEST_OFFICES, Math.round(territory.population / PEOPLE_PER_OFFICE));
    const chinon = territory.name.startsWith('Chinon');
    const names = chinon
      ? this.facts.chinonPrescribers
      : Array.from(
          { length: count },
          (_, index) => `France Services ${communes[index % communes.length]!.name}`,
        );
    const offices: Office[] = [];
    for (const [index, name] of names.entries()) {
      const commune = communes[chinon ? 0 : index % communes.length]!;
      const prescriber = await this.stage.organisation('prescriber', name, {
        commune,
        street: '3 place de la Mairie',
      });
      const { id } = await this.app.get(Offices).create(prescriber, { name, insee: commune.insee });
      offices.push({ id, name, prescriber });
    }
    return offices;
  }

  /** Orders in proportion to the population, the smallest territory at the minimum; one funder orders directly. */
  private async orderAndPay(): Promise<void> {
    this.on('2026-01-19');
    const tariff = tariffOn(this.clock.today());
    const { voucherCents, defaultBookSize } = tariff['face-value'];
    const smallest = Math.min(...this.facts.territories.map(({ population }) => population));
    const leastBooks = (minimumCents: bigint) =>
      booksFor(Number(minimumCents / voucherCents), defaultBookSize);
    const wanted = this.facts.territories.map((territory) => ({
      territory,
      books: Math.round(
        (leastBooks(tariff['cofunded-minimum'].faceValueCents) * territory.population) / smallest,
      ),
    }));
    const actors = new Map<string, Actor>();
    for (const { territory } of wanted) {
      const place = this.placeIn(territory.name);
      actors.set(
        territory.name,
        await this.stage.organisation('funder', `${territory.kind} ${territory.name}`, place),
      );
    }
    // The ceiling covers the year's shares and a next order of the smallest territory.
    const faceValueCents = wanted.reduce(
      (total, { books }) => total + quote({ books, bookSize: defaultBookSize, tariff }).faceValueCents,
      0n,
    );
    this.agreementId = await this.stage.agreement(
      'AAP-PASS-2026',
      this.state,
      [...actors.values()],
      faceValueCents,
      dayOf(EXERCISE, 1, 1),
      dayOf(EXERCISE + 1, 12, 31),
    );
    for (const { territory, books } of wanted) {
      const actor = actors.get(territory.name)!;
      const order = await this.stage.order(actor, books, this.agreementId);
      const offices = this.offices.get(territory.name)!.filter(({ name }) => name !== DIRECT_FUNDER);
      this.funders.push({ territory, actor, order, offices });
    }
    const chinon = this.facts.territories.find(({ name }) => name.startsWith('Chinon'))!;
    const direct = await this.stage.organisation('funder', DIRECT_FUNDER, this.placeIn(chinon.name));
    const order = await this.stage.order(direct, leastBooks(tariff['direct-minimum'].faceValueCents));
    const offices = this.offices.get(chinon.name)!.filter(({ name }) => name === DIRECT_FUNDER);
    this.funders.push({ territory: chinon, actor: direct, order, offices });
    await this.payOrders();
  }

  /** The first funder has its books printed before it pays, and the second one pays in two times. */
  private async payOrders(): Promise<void> {
    const { operator } = this.stage;
    const [first, second] = this.funders;
    await this.app.get(Issuance).issueNow(operator, this.stage.once(operator), first!.order.id);
    this.on('2026-02-02');
    const split = second!.order.invoices.find(({ kind }) => kind === 'vouchers-funder')!;
    await this.stage.pay(split, 1_000_00);
    this.on('2026-02-09');
    await this.stage.pay(split, split.totalCents - 1_000_00);
    for (const { order } of this.funders) {
      for (const invoice of order.invoices) if (invoice.id !== split.id) await this.stage.pay(invoice);
    }
    await this.stage.work();
    const books = this.funders.reduce((total, { order }) => total + order.books, 0);
    this.tell(`February: ${this.funders.length} orders funded, ${books} books issued`);
  }

  /** Each order's books go to the offices of its territory; a lane is an office with the people it meets. */
  private async allot(): Promise<void> {
    this.on('2026-02-16');
    const bookSize = tariffOn(this.clock.today())['face-value'].defaultBookSize;
    const codes = new PrintedCodes(this.app, EXERCISE);
    for (const { territory, actor, order, offices } of this.funders) {
      const books = Math.floor((order.books * SHARE_ALLOTTED) / offices.length);
      for (const [index, office] of offices.entries()) {
        await this.app.get(Allotments).allot(actor, this.stage.once(actor), {
          orderId: order.id,
          fromNumber: index * books + 1,
          toNumber: (index + 1) * books,
          officeId: office.id,
        });
        this.lanes.push(
          new Lane(this.app, this.stage, {
            name: office.name,
            office: office.prescriber,
            officeId: office.id,
            communes: this.communesIn(territory),
            structures: this.structures.get(territory.name)!,
            modules: this.modules,
            codes,
            random: new Random(`${SEED} ${office.name}`),
            vouchers: Math.floor(books * bookSize * SHARE_HANDED_OUT),
            handOutDays: HAND_OUT_DAYS,
            scanDays: SCAN_DAYS,
          }),
        );
      }
    }
  }

  /** From March to January, day by day; a payout run at the end of each month. */
  private async liveTheYear(): Promise<void> {
    for (const day of SCAN_DAYS) {
      await this.sendNotices(day);
      this.clock.setDay(day, 10);
      await this.playLanes(day);
      if (day === asDay('2026-12-05')) await this.renewLabels();
      const next = SCAN_DAYS[SCAN_DAYS.indexOf(day) + 1];
      if (next?.slice(0, 7) !== day.slice(0, 7)) await this.payOut(day);
    }
  }

  /** What people are told at the end of the year, each on its day: those until this one that were not sent yet. */
  private async sendNotices(until: Day): Promise<void> {
    while (this.noticeDays[0] && this.noticeDays[0] <= until) {
      this.clock.setDay(this.noticeDays.shift()!, 8);
      await this.app.get(YearEndCalendar).beginAllDue();
      await this.stage.work();
    }
  }

  /** Lanes share no person and no stock, so they are played side by side without changing what happens. */
  private async playLanes(day: Day): Promise<void> {
    const waiting = [...this.lanes];
    const run = async () => {
      for (let lane = waiting.shift(); lane; lane = waiting.shift()) await lane.play(day);
    };
    await Promise.all(Array.from({ length: LANES_AT_ONCE }, run));
  }

  private async renewLabels(): Promise<void> {
    for (const { actor } of [...this.structures.values()].flat()) {
      await this.app.get(Labels).renew(this.stage.operator, actor.organisationId);
    }
  }

  /** Pays what was scanned in the month. In June the bank rejects one transfer, which is paid in July elsewhere. */
  private async payOut(day: Day): Promise<void> {
    this.clock.setDay(day, 20);
    const { operator } = this.stage;
    const once = () => this.stage.once(operator);
    const run = await this.app.get(PayoutRuns).prepare(operator, once());
    await this.app.get(PayoutRuns).send(operator, once(), run.id);
    await this.app.get(FeeSweeps).sweep(operator, once(), run.id);
    const rejects = day.startsWith('2026-06');
    for (const [index, payout] of (await this.awaitedPayouts(run.id)).entries()) {
      const { endToEndId } = payout;
      if (rejects && index === 0) {
        await this.app
          .get(Payouts)
          .answer(operator, once(), payout.id, { outcome: 'rejected', endToEndId, reason: 'Compte clôturé' });
        await this.newBankDetails(payout.structureId);
      } else {
        await this.app.get(Payouts).answer(operator, once(), payout.id, { outcome: 'confirmed', endToEndId });
      }
    }
    const redeemed = this.lanes.reduce((total, lane) => total + lane.redeemed, 0);
    this.tell(
      `${day.slice(0, 7)}: ${redeemed} vouchers redeemed since the beginning, ${run.transfers} transfers sent`,
    );
  }

  private async awaitedPayouts(runId: string) {
    const awaited: { id: string; structureId: string; endToEndId: string }[] = [];
    let after: string | undefined;
    do {
      const page = await this.app
        .get(PayoutLists)
        .list(this.stage.operator, { runId, limit: 200, ...(after ? { after } : {}) });
      awaited.push(...page.items.filter(({ state }) => state === 'sent'));
      after = page.next ?? undefined;
    } while (after);
    return awaited;
  }

  private async newBankDetails(structureId: string): Promise<void> {
    const structure = [...this.structures.values()]
      .flat()
      .find(({ actor }) => actor.organisationId === structureId);
    await this.stage.bankDetails(structure!.actor, structure!.name);
  }

  /** February 2027: expiry, statements (one contested, then settled), credit notes, closing. */
  private async closeTheYear(): Promise<void> {
    const { operator } = this.stage;
    const once = () => this.stage.once(operator);
    this.on('2027-02-01');
    await this.app.get(YearEndCalendar).begin(operator, once(), EXERCISE, 'expiry');
    await this.stage.work();
    const { figures } = await this.app.get(ClosingRehearsal).rehearse(EXERCISE);
    this.on('2027-02-07');
    const { items } = await this.app.get(Statements).issue(operator, once(), EXERCISE);
    this.on('2027-02-12');
    for (const [index, { id, funderId }] of items.entries()) {
      const actor = this.funders.find((each) => each.actor.organisationId === funderId)!.actor;
      if (index > 0) {
        await this.app.get(Statements).agree(actor, this.stage.once(actor), id);
        continue;
      }
      await this.app
        .get(Statements)
        .contest(actor, this.stage.once(actor), id, 'Deux carnets nous manquent.');
      await this.app
        .get(Statements)
        .settle(operator, once(), id, 'Les deux carnets sont dans le stock non alloué.');
    }
    this.on('2027-02-15');
    const { made } = await this.app.get(Closing).credit(operator, once(), EXERCISE);
    await this.app.get(Closing).closeExercise(operator, once(), EXERCISE);
    this.tell(
      `February 2027: ${figures.total.expired} vouchers expired, ${made.length} credit notes, the exercise is closed`,
    );
  }

  /** The smallest territory orders again, paying with its credit note, its share and the State's, and then by bank. */
  private async orderAgain(): Promise<void> {
    this.on('2027-03-01');
    const { operator } = this.stage;
    const smallest = this.funders
      .filter(({ order }) => order.invoices.some(({ kind }) => kind === 'vouchers-state'))
      .toSorted((one, other) => one.order.books - other.order.books)[0]!;
    const order = await this.stage.order(smallest.actor, smallest.order.books, this.agreementId);
    const { items } = await this.app.get(CreditNoteViews).list(operator, { orderId: smallest.order.id });
    const note = items[0]!;
    for (const invoice of order.invoices) {
      const payer = invoice.kind === 'vouchers-state' ? 'state' : 'funder';
      const share = note.shares.find((each) => each.share === payer)!;
      const cents = Math.min(Number(share.restCents), invoice.totalCents);
      await this.app.get(OrderPayments).payByCredit(operator, this.stage.once(operator), invoice.id, {
        creditNoteId: note.id,
        amountCents: BigInt(cents),
      });
      await this.stage.pay(invoice, invoice.totalCents - cents);
    }
    await this.stage.work();
    this.tell(`March 2027: ${smallest.territory.name} orders again, its credits paying part of it`);
  }

  private placeIn(territory: string): { commune: Commune; street: string } {
    const commune = this.communes.get(territory)?.[0];
    if (!commune) throw new Error(`no commune is known in ${territory}`);
    return { commune, street: '1 place de la Mairie' };
  }

  private communesIn(territory: Territory): readonly Commune[] {
    return this.communes.get(territory.name)!;
  }
}

/** Five days a month from March, and until the day on which hand-outs stop. */
const HAND_OUT_DAYS: readonly Day[] = Array.from({ length: 10 }, (_, index) => index + 3)
  .flatMap((month) => [5, 10, 15, 20, 25].map((day) => dayOf(EXERCISE, month, day)))
  .filter((day) => day <= asDay('2026-12-15'));

/** Vouchers are scanned on the same days, until the end of the year, and in January for sessions of December. */
const SCAN_DAYS: readonly Day[] = [
  ...HAND_OUT_DAYS,
  ...['2026-12-20', '2026-12-28', '2027-01-10', '2027-01-25'].map(asDay),
];
