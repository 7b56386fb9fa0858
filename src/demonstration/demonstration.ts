import type { INestApplicationContext } from '@nestjs/common';
import type { Actor, Role } from '../access/actor.js';
import { Passwords } from '../access/passwords.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { oneRow, row } from '../database/sql.js';
import { Allotments } from '../distribution/allotments.service.js';
import { HandOuts } from '../distribution/hand-outs.service.js';
import { Offices } from '../distribution/offices.service.js';
import { CodeBook } from '../issuance/code-book.js';
import { Exercises } from '../issuance/exercises.service.js';
import { Redemptions } from '../redemption/redemptions.service.js';
import { booksFor } from '../scheme/order-quote.js';
import { tariffOn } from '../scheme/rules.js';
import { addDays, asDay, dayOf, exerciseOf } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import { communesOf, readFacts } from './facts.js';
import { Stage, type StagedStructure } from './stage.js';

/** The password of every demonstration login. They exist only where the demonstration does. */
export const DEMONSTRATION_PASSWORD = 'demonstration-passerelle';

export const DEMONSTRATION_LOGINS = [
  {
    email: 'operateur@example.fr',
    role: 'operator',
    who: 'operator: approves orders, records payments, runs payouts',
  },
  {
    email: 'commanditaire@example.fr',
    role: 'funder',
    who: 'funder: orders books and allots them to offices',
  },
  { email: 'etat@example.fr', role: 'state', who: 'State: follows its grant agreement' },
  { email: 'prescripteur@example.fr', role: 'prescriber-manager', who: 'prescriber: manages its offices' },
  { email: 'travail.social@example.fr', role: 'social-worker', who: 'social worker: hands vouchers out' },
  {
    email: 'structure@example.fr',
    role: 'structure-manager',
    who: 'structure: its label, venues and payouts',
  },
  { email: 'mediation@example.fr', role: 'mediator', who: 'mediator: scans vouchers' },
] as const satisfies readonly { email: string; role: Role; who: string }[];

type Login = (typeof DEMONSTRATION_LOGINS)[number]['email'];

/** The entry of the audit trail that says the demonstration is whole. */
export const LOADED = 'demonstration.loaded';
const TERRITORY = 'Chinon, Vienne et Loire';
const OFFICES_SERVED = 3;
const PEOPLE_MET = 12;
/** Any number: of two processes that start on one database, one loads. */
const DEMONSTRATION_LOCK = 7_402_023;

/**
 * Loads the demonstration territory into a database that holds no organisation but the operator, and says whether it
 * did. It goes through the services, on the day it is loaded: an order, books in offices, people met, first scans.
 */
export async function loadDemonstration(
  app: INestApplicationContext,
  tell: (line: string) => void,
): Promise<boolean> {
  const db = app.get(Database);
  return db.transaction(async (tx) => {
    await row(tx, 'SELECT pg_advisory_xact_lock($1)', [DEMONSTRATION_LOCK]);
    const { empty } = await oneRow<{ empty: boolean }>(
      tx,
      `SELECT NOT EXISTS (SELECT 1 FROM organisation WHERE kind <> 'operator') AS empty`,
    );
    if (!empty) {
      const whole = await row(tx, 'SELECT 1 FROM audit_entry WHERE action = $1', [LOADED]);
      const begun = await row(tx, 'SELECT 1 FROM person WHERE email = $1', [DEMONSTRATION_LOGINS[0].email]);
      if (begun && !whole)
        tell('The demonstration was interrupted while it was loading: start again on an empty DATA_DIR.');
      return false;
    }
    tell('Loading the demonstration territory');
    const stage = await Stage.on(app);
    await new Demonstration(app, stage).load();
    const { organisationId } = stage.operator;
    await app.get(AuditTrail).record(tx, stage.operator, app.get(Clock).now(), {
      action: LOADED,
      subject: 'organisation',
      subjectId: organisationId,
    });
    return true;
  });
}

class Demonstration {
  private readonly facts = readFacts();
  private readonly territory = this.facts.territories.filter(({ name }) => name === TERRITORY);
  private readonly communes = communesOf(this.territory).get(TERRITORY)!;
  private readonly place = { commune: this.communes[0]!, street: '1 place de la Mairie' };

  constructor(
    private readonly app: INestApplicationContext,
    private readonly stage: Stage,
  ) {}

  async load(): Promise<void> {
    const hash = await this.app.get(Passwords).hash(DEMONSTRATION_PASSWORD);
    const login = (
      who: Actor,
      email: Login,
      name: string,
      role: 'manager' | 'member' = 'manager',
      officeId?: string,
    ) => this.stage.login(who.organisationId, email, name, hash, role, officeId);

    await this.stage.identifyOperator(this.place);
    await login(this.stage.operator, 'operateur@example.fr', 'Équipe Passerelle');
    await this.stage.operatorAccounts();
    const state = await this.stage.organisation('state', 'Préfecture, service du numérique', this.place);
    await login(state, 'etat@example.fr', 'Service du numérique');
    const funder = await this.stage.organisation('funder', `CC ${TERRITORY}`, this.place);
    await login(funder, 'commanditaire@example.fr', 'Direction de la cohésion sociale');

    const modules = await this.stage.modules(this.facts.modules);
    const structure = await this.chinonStructure(modules);
    await login(structure.actor, 'mediation@example.fr', 'Médiation numérique', 'member');

    const prescribers: { actor: Actor; officeId: string }[] = [];
    for (const name of this.facts.chinonPrescribers) {
      const actor = await this.stage.organisation('prescriber', name, this.place);
      const { id: officeId } = await this.app
        .get(Offices)
        .create(actor, { name, insee: this.place.commune.insee });
      prescribers.push({ actor, officeId });
    }
    const { actor: prescriber, officeId } = prescribers[0]!;
    await login(prescriber, 'prescripteur@example.fr', 'Responsable des antennes');
    await login(prescriber, 'travail.social@example.fr', 'Travail social', 'member', officeId);

    const orderId = await this.order(state, funder);
    const perOffice = 20;
    for (const [index, { officeId: office }] of prescribers.slice(0, OFFICES_SERVED).entries()) {
      await this.app.get(Allotments).allot(funder, this.stage.once(funder), {
        orderId,
        fromNumber: index * perOffice + 1,
        toNumber: (index + 1) * perOffice,
        officeId: office,
      });
    }
    await this.meetPeople(prescriber, officeId, structure, modules[0]!.id);
  }

  private chinonStructure(modules: Parameters<Stage['structure']>[2]): Promise<StagedStructure> {
    const venues = this.facts.chinonVenues.flatMap((venue) => {
      const commune = this.communes.find(({ name }) => name === venue.commune);
      return commune ? [{ ...venue, place: { commune, street: '2 place de la Mairie' } }] : [];
    });
    const email: Login = 'structure@example.fr';
    return this.stage.structure(
      'Espaces publics numériques du Chinonais',
      venues,
      modules,
      email,
      DEMONSTRATION_PASSWORD,
    );
  }

  /** An order at the co-funded minimum, paid by both and issued. */
  private async order(state: Actor, funder: Actor): Promise<string> {
    const today = this.app.get(Clock).today();
    const tariff = tariffOn(today);
    const { voucherCents, defaultBookSize } = tariff['face-value'];
    const faceValueCents = tariff['cofunded-minimum'].faceValueCents;
    const year = exerciseOf(today);
    const agreementId = await this.stage.agreement(
      `AAP-PASS-${year}`,
      state,
      [funder],
      faceValueCents * 5n,
      dayOf(year, 1, 1),
      dayOf(year + 1, 12, 31),
    );
    const books = booksFor(Number(faceValueCents / voucherCents), defaultBookSize);
    const order = await this.stage.order(funder, books, agreementId);
    for (const invoice of order.invoices) await this.stage.pay(invoice);
    await this.stage.work();
    return order.id;
  }

  /** A dozen people, half of whom have had their session; none once the year's hand-outs have stopped. */
  private async meetPeople(
    office: Actor,
    officeId: string,
    structure: StagedStructure,
    moduleId: string,
  ): Promise<void> {
    const today = this.app.get(Clock).today();
    const exercise = exerciseOf(today);
    const db = this.app.get(Database);
    const calendar = await db.transaction((tx) => this.app.get(Exercises).calendarOf(tx, exercise));
    if (today > calendar.handOutsStopOn) return;
    for (let number = 1; number <= PEOPLE_MET; number++) {
      const handedOut = await this.app.get(HandOuts).handOut(office, this.stage.once(office), {
        familyName: 'Personne fictive',
        givenName: `Numéro ${number}`,
        birthDate: addDays(asDay('1950-01-01'), number * 400),
        moduleId,
        vouchers: { count: 2 },
        commune: this.communes[number % this.communes.length]!.insee,
        firstTime: number % 3 !== 0,
        officeId,
      });
      if (number % 2 === 0) continue;
      const serials = handedOut.vouchers.map((voucher) => BigInt(voucher.serial));
      const codes = await db.read((tx) =>
        this.app.get(CodeBook).codesOf(
          tx,
          serials.map((serial) => ({ exercise, serial })),
        ),
      );
      await this.app.get(Redemptions).redeem(structure.actor, this.stage.once(structure.actor), {
        code: codes.get(serials[0]!)!,
        venueId: structure.venues[number % structure.venues.length]!.id,
        mediatorId: structure.mediatorId,
        moduleId,
        sessionOn: today,
      });
    }
  }
}
