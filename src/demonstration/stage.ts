import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import type { Actor, OrganisationKind, Role } from '../access/actor.js';
import { Actors } from '../access/actors.js';
import { Members } from '../access/members.service.js';
import { Organisations } from '../access/organisations.service.js';
import { Database, type OnceRequest } from '../database/database.js';
import { GrantAgreements } from '../funders/grant-agreements.service.js';
import { Jobs } from '../jobs/jobs.js';
import { Modules } from '../modules/modules.service.js';
import { OrderDecisions } from '../orders/order-decisions.service.js';
import { OrderPayments } from '../orders/order-payments.service.js';
import { Orders } from '../orders/orders.service.js';
import type { Day } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import { OperatorAccounts } from '../settlement/operator-accounts.js';
import type { Cents } from '../shared/money.js';
import { BankDetailsOfStructures } from '../structures/bank-details.service.js';
import { Declarations } from '../structures/declarations.service.js';
import { Enrolment } from '../structures/enrolment.service.js';
import { Labels } from '../structures/labels.service.js';
import type { Commune, ModuleFact, VenueFact } from './facts.js';
import { FICTITIOUS_BIC, fictitiousIban, fictitiousSiret, fictitiousVatNumber } from './fictitious.js';

export interface Place {
  readonly commune: Commune;
  readonly street: string;
}

/** A structure ready to redeem. */
export interface StagedStructure {
  readonly actor: Actor;
  readonly name: string;
  readonly venues: readonly { readonly id: string; readonly commune: Commune }[];
  readonly mediatorId: string;
}

export interface StagedModule {
  readonly id: string;
  readonly priceCents: Cents;
}

export interface PlacedOrder {
  readonly id: string;
  readonly books: number;
  readonly invoices: readonly { readonly id: string; readonly kind: string; readonly totalCents: number }[];
}

type OpenedKind = 'funder' | 'prescriber' | 'state';

const ROLE_OF_KIND = {
  funder: 'funder',
  prescriber: 'prescriber-manager',
  state: 'state',
  structure: 'structure-manager',
} as const satisfies Record<OpenedKind | 'structure', Role>;

/** Prices of the modules by their hours: no voucher pays less than its value. */
const PRICE_PER_HOUR_CENTS = 500n;

/**
 * What the demonstration and the played exercise set a scene with. Everything goes through the services that answer
 * HTTP, as the organisation it is done for; only the identifiers are made up.
 */
export class Stage {
  private number = 0;

  private constructor(
    private readonly app: INestApplicationContext,
    readonly operator: Actor,
  ) {}

  static async on(app: INestApplicationContext): Promise<Stage> {
    const operator = await app.get(Database).transaction((tx) => app.get(Actors).system(tx));
    return new Stage(app, operator);
  }

  /** A request made once: each has a key of its own, as a client would choose one. */
  once(actor: Actor): OnceRequest {
    return { organisationId: actor.organisationId, key: randomUUID(), hash: Buffer.alloc(32) };
  }

  /** Gives the operator what its invoices must say, plainly made up; one that says who it is already is left alone. */
  async identifyOperator({ commune }: Place): Promise<void> {
    const organisations = this.app.get(Organisations);
    const { organisationId } = this.operator;
    const { name, siret: known } = await organisations.read(this.operator, organisationId);
    if (known) return;
    const siret = fictitiousSiret(0);
    await organisations.change(this.operator, organisationId, {
      name,
      siret,
      street: '1 rue de la Démonstration',
      postcode: commune.postcode,
      city: commune.name,
      vatNumber: fictitiousVatNumber(siret),
    });
  }

  async organisation(kind: OpenedKind, name: string, { commune, street }: Place): Promise<Actor> {
    const { id } = await this.app.get(Organisations).create(this.operator, {
      kind,
      name,
      siret: fictitiousSiret(++this.number),
      street,
      postcode: commune.postcode,
      city: commune.name,
    });
    return actorOf(kind, id);
  }

  /** A login for an organisation. The password is given hashed already, since it is the same for all. */
  async login(
    organisationId: string,
    email: string,
    displayName: string,
    passwordHash: string,
    role: 'manager' | 'member' = 'manager',
    officeId?: string,
  ): Promise<void> {
    await this.app.get(Database).transaction((tx) =>
      this.app.get(Members).join(tx, this.operator, organisationId, {
        email,
        displayName,
        role,
        passwordHash,
        ...(officeId ? { officeId } : {}),
      }),
    );
  }

  async modules(facts: readonly ModuleFact[]): Promise<StagedModule[]> {
    const modules: StagedModule[] = [];
    for (const { title, hours } of facts) {
      const { id } = await this.app.get(Modules).add(this.operator, { title, hours });
      modules.push({ id, priceCents: BigInt(hours) * PRICE_PER_HOUR_CENTS });
    }
    return modules;
  }

  /** A structure that applied, declared what a label needs, and was granted it. */
  async structure(
    name: string,
    venues: readonly (VenueFact & { readonly place: Place })[],
    modules: readonly StagedModule[],
    email = `structure${this.number + 1}@example.fr`,
    password: string = randomUUID(),
  ): Promise<StagedStructure> {
    const { commune, street } = venues[0]!.place;
    const { structureId, applicationId } = await this.app.get(Enrolment).enrolTrusted(
      {
        name,
        siret: fictitiousSiret(++this.number),
        legalForm: 'association',
        contactEmail: email,
        street,
        postcode: commune.postcode,
        city: commune.name,
        manager: { email, displayName: `Responsable, ${name}`.slice(0, 120) },
      },
      password,
    );
    const actor = actorOf('structure', structureId);
    const declared = await this.declare(actor, name, venues, modules);
    await this.app.get(Labels).decide(this.operator, applicationId, {
      outcome: 'granted',
      reason: 'Tous les critères sont remplis.',
    });
    return { actor, name, ...declared };
  }

  /** New bank details, verified: the money of the structure goes there from now on. */
  async bankDetails(actor: Actor, holder: string): Promise<void> {
    const service = this.app.get(BankDetailsOfStructures);
    const details = await service.submit(actor, actor.organisationId, {
      iban: fictitiousIban(++this.number),
      bic: FICTITIOUS_BIC,
      holder,
    });
    await service.verify(this.operator, actor.organisationId, details.id);
  }

  /** The operator's accounts: of no bank, as those of structures are. */
  async operatorAccounts(): Promise<void> {
    const accounts = this.app.get(OperatorAccounts);
    for (const [kind, holder] of [
      ['ring-fenced', 'Passerelle, compte cantonné'],
      ['operating', 'Passerelle'],
    ] as const) {
      const iban = fictitiousIban(++this.number);
      await accounts.set(this.operator, kind, { iban, bic: FICTITIOUS_BIC, holder });
    }
  }

  async agreement(
    reference: string,
    state: Actor,
    funders: readonly Actor[],
    ceilingCents: Cents,
    startsOn: Day,
    endsOn: Day,
  ): Promise<string> {
    const { id } = await this.app.get(GrantAgreements).create(this.operator, {
      reference,
      title: 'Appel à projets Pass numérique',
      stateId: state.organisationId,
      ceilingCents,
      startsOn,
      endsOn,
      funderIds: funders.map(({ organisationId }) => organisationId),
    });
    return id;
  }

  /** An order submitted by its funder, approved and so invoiced. Without an agreement it is a direct one. */
  async order(funder: Actor, books: number, agreementId?: string): Promise<PlacedOrder> {
    const { id } = await this.app
      .get(Orders)
      .submit(funder, this.once(funder), { books, ...(agreementId ? { agreementId } : {}) });
    const { invoices } = await this.app
      .get(OrderDecisions)
      .approve(this.operator, this.once(this.operator), id);
    return { id, books, invoices };
  }

  /** Records a bank transfer for an invoice: the whole of it, or so many of its cents. */
  async pay(invoice: { id: string; totalCents: number }, amountCents = invoice.totalCents): Promise<void> {
    await this.app.get(OrderPayments).receive(this.operator, this.once(this.operator), invoice.id, {
      amountCents: BigInt(amountCents),
      receivedOn: this.app.get(Clock).today(),
      bankReference: `VIR-${++this.number}`,
    });
  }

  /** Lets background work happen: the books of funded orders are issued. */
  async work(): Promise<void> {
    await this.app.get(Jobs).runDue();
  }

  private async declare(
    actor: Actor,
    name: string,
    venues: readonly (VenueFact & { readonly place: Place })[],
    modules: readonly StagedModule[],
  ) {
    const declarations = this.app.get(Declarations);
    const opened: { id: string; commune: Commune }[] = [];
    for (const venue of venues) {
      const { id } = await declarations.openVenue(actor, actor.organisationId, {
        name: venue.name,
        street: venue.place.street,
        postcode: venue.place.commune.postcode,
        insee: venue.place.commune.insee,
        opening: 'Du mardi au samedi, sur rendez-vous',
      });
      opened.push({ id, commune: venue.place.commune });
    }
    const { id: mediatorId } = await declarations.declareMediator(actor, actor.organisationId, {
      name: 'Médiation numérique',
      conseillerNumerique: false,
    });
    await declarations.replaceOffers(actor, actor.organisationId, {
      offers: modules.map(({ id, priceCents }) => ({ moduleId: id, priceCents })),
    });
    await this.bankDetails(actor, name);
    return { venues: opened, mediatorId };
  }
}

/** Who acts for an organisation as its manager. */
export function actorOf(kind: OpenedKind | 'structure', organisationId: string): Actor {
  return {
    organisationId,
    kind: kind satisfies OrganisationKind,
    role: ROLE_OF_KIND[kind],
    personId: null,
    apiKeyId: null,
    officeId: null,
  };
}
