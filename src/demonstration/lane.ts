import type { INestApplicationContext } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { HandOuts } from '../distribution/hand-outs.service.js';
import { LossDeclarations } from '../distribution/losses.service.js';
import { GroupSessions } from '../redemption/group-sessions.service.js';
import { RedemptionUndo } from '../redemption/redemption-undo.service.js';
import { Redemptions } from '../redemption/redemptions.service.js';
import { addDays, asDay, type Day } from '../shared/calendar.js';
import type { Commune } from './facts.js';
import type { PrintedCodes } from './printed-codes.js';
import type { Random } from './random.js';
import type { Stage, StagedModule, StagedStructure } from './stage.js';

/** How people use what they are given, as shares of 1. */
const HABITS = {
  takesTwo: 0.9,
  spends: 0.88,
  loses: 0.012,
  renews: 0.35,
  triesAnotherModule: 0.25,
  inGroup: 0.6,
  scanUndone: 0.01,
};

const SEXES = ['F', 'M', null] as const;
const GROUP_SIZE = 8;

interface Person {
  readonly number: number;
  readonly birthDate: Day;
  readonly commune: Commune;
  module: StagedModule;
  /** Rounds of hand-outs on this module so far. */
  rounds: number;
  held: number;
}

interface Voucher {
  readonly serial: bigint;
  readonly holder: Person;
}

type Plan =
  | { readonly what: 'meet'; readonly person: Person }
  | { readonly what: 'scan' | 'lose'; readonly voucher: Voucher };

export interface LaneSettings {
  readonly name: string;
  readonly office: Actor;
  readonly officeId: string;
  readonly communes: readonly Commune[];
  readonly structures: readonly StagedStructure[];
  readonly modules: readonly StagedModule[];
  readonly codes: PrintedCodes;
  readonly random: Random;
  /** How many vouchers the office hands out in the year, and on which days. */
  readonly vouchers: number;
  readonly handOutDays: readonly Day[];
  /** Days on which vouchers are scanned. */
  readonly scanDays: readonly Day[];
}

/** One office and the people it meets in a year. Lanes do not share people, so they are played side by side. */
export class Lane {
  private readonly agenda = new Map<Day, Plan[]>();
  private people = 0;
  private handedOut = 0;
  redeemed = 0;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly stage: Stage,
    private readonly settings: LaneSettings,
  ) {}

  /** Plays what falls on a day: hand-outs first, then what people do with their vouchers. */
  async play(day: Day): Promise<void> {
    const { handOutDays, vouchers } = this.settings;
    const index = handOutDays.indexOf(day);
    const plans = this.agenda.get(day) ?? [];
    this.agenda.delete(day);
    for (const plan of plans) if (plan.what === 'lose') await this.lose(plan.voucher);
    await this.scanAll(
      day,
      plans.flatMap((plan) => (plan.what === 'scan' ? [plan.voucher] : [])),
    );
    for (const plan of plans) if (plan.what === 'meet' && index >= 0) await this.meet(day, plan.person);
    if (index < 0) return;
    const dueByNow = Math.round((vouchers * (index + 1)) / handOutDays.length);
    while (this.handedOut < dueByNow) await this.meet(day, this.newPerson());
  }

  private newPerson(): Person {
    const { random, communes, modules } = this.settings;
    const age = random.weighted([
      { value: random.whole(16, 25), weight: 10 },
      { value: random.whole(26, 59), weight: 35 },
      { value: random.whole(60, 88), weight: 55 },
    ]);
    const birth = `${2025 - age}-${String(random.whole(1, 12)).padStart(2, '0')}-${String(random.whole(1, 28)).padStart(2, '0')}`;
    return {
      number: ++this.people,
      birthDate: asDay(birth),
      commune: random.weighted(communes.map((value) => ({ value, weight: value.population }))),
      module: random.pick(modules),
      rounds: 0,
      held: 0,
    };
  }

  private async meet(day: Day, person: Person): Promise<void> {
    const { random, office, officeId } = this.settings;
    const count = Math.min(random.chance(HABITS.takesTwo) ? 2 : 1, 2 - person.held);
    if (count < 1) return;
    const sex = random.pick(SEXES);
    const handedOut = await this.app.get(HandOuts).handOut(office, this.stage.once(office), {
      familyName: `Personne fictive ${this.settings.name}`,
      givenName: `Numéro ${person.number}`,
      birthDate: person.birthDate,
      moduleId: person.module.id,
      vouchers: { count },
      commune: person.commune.insee,
      firstTime: person.rounds === 0,
      officeId,
      ...(sex ? { sex } : {}),
    });
    person.rounds++;
    person.held += count;
    this.handedOut += count;
    for (const { serial } of handedOut.vouchers)
      this.planFor(day, { serial: BigInt(serial), holder: person });
  }

  /** What becomes of a voucher is drawn when it is handed out. */
  private planFor(day: Day, voucher: Voucher): void {
    const { random } = this.settings;
    if (random.chance(HABITS.loses)) this.planOn(day, { what: 'lose', voucher }, 20);
    else if (random.chance(HABITS.spends)) this.planOn(day, { what: 'scan', voucher }, random.whole(5, 70));
  }

  /** Plans for the first day of its kind at least so many days later; what comes after the year does not happen. */
  private planOn(from: Day, plan: Plan, afterDays: number): void {
    const days =
      plan.what === 'meet' || plan.what === 'lose' ? this.settings.handOutDays : this.settings.scanDays;
    const earliest = addDays(from, afterDays);
    const day = days.find((each) => each >= earliest);
    if (day) this.agenda.set(day, [...(this.agenda.get(day) ?? []), plan]);
  }

  private async lose({ serial, holder }: Voucher): Promise<void> {
    const { office } = this.settings;
    const codes = await this.settings.codes.of([serial]);
    await this.app.get(LossDeclarations).declare(office, this.stage.once(office), { codes, reason: 'lost' });
    holder.held--;
  }

  private async scanAll(day: Day, vouchers: readonly Voucher[]): Promise<void> {
    const { random, structures } = this.settings;
    const byModule = new Map<StagedModule, Voucher[]>();
    for (const voucher of vouchers) {
      const { module } = voucher.holder;
      byModule.set(module, [...(byModule.get(module) ?? []), voucher]);
    }
    for (const [module, ofModule] of byModule) {
      for (let from = 0; from < ofModule.length;) {
        const size = random.chance(HABITS.inGroup) ? Math.min(GROUP_SIZE, ofModule.length - from) : 1;
        const scanned = ofModule.slice(from, from + size);
        await this.scan(day, module, random.pick(structures), scanned);
        for (const holder of new Set(scanned.map((voucher) => voucher.holder))) this.planNext(day, holder);
        from += size;
      }
    }
  }

  private async scan(
    day: Day,
    module: StagedModule,
    structure: StagedStructure,
    vouchers: readonly Voucher[],
  ): Promise<void> {
    const { actor, mediatorId } = structure;
    const venue = this.settings.random.pick(structure.venues);
    const session = { venueId: venue.id, mediatorId, moduleId: module.id, sessionOn: sessionDay(day) };
    const codes = await this.settings.codes.of(vouchers.map(({ serial }) => serial));
    if (codes.length === 1) {
      await this.scanOne(actor, { ...session, code: codes[0] as string });
    } else {
      const answer = await this.app
        .get(GroupSessions)
        .redeem(actor, this.stage.once(actor), { ...session, lines: codes.map((code) => ({ code })) });
      const refused = answer.lines.find((line) => line.reason);
      if (refused) throw new Error(`a scan of a group was refused: ${refused.reason?.code}`);
    }
    this.redeemed += codes.length;
    for (const { holder } of vouchers) holder.held--;
  }

  /** One scan; now and then a wrong one, undone and made again. */
  private async scanOne(actor: Actor, command: Parameters<Redemptions['redeem']>[2]): Promise<void> {
    const redeem = () => this.app.get(Redemptions).redeem(actor, this.stage.once(actor), command);
    const { id } = await redeem();
    if (!this.settings.random.chance(HABITS.scanUndone)) return;
    await this.app
      .get(RedemptionUndo)
      .undo(actor, this.stage.once(actor), id, 'Scanné par erreur avant la séance.');
    await redeem();
  }

  /** Once everything is spent, some come back: for the renewal of the module, or for another one. */
  private planNext(day: Day, person: Person): void {
    const { random, modules } = this.settings;
    if (person.held > 0) return;
    const renews = person.rounds === 1 && random.chance(HABITS.renews);
    const another = !renews && random.chance(HABITS.triesAnotherModule);
    if (!renews && !another) return;
    if (another) {
      const next = modules[(modules.indexOf(person.module) + 1) % modules.length] as StagedModule;
      Object.assign(person, { module: next, rounds: 0 });
    }
    this.planOn(day, { what: 'meet', person }, 7);
  }
}

/** Sessions scanned after New Year's Eve, in the tolerance, were held before it. */
function sessionDay(day: Day): Day {
  const newYearsEve = asDay('2026-12-31');
  return day > newYearsEve ? newYearsEve : day;
}
