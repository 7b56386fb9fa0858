import {
  type DeviceRefusal,
  type Entry,
  isSameOwner,
  nextPlace,
  type Owner,
  refusalOfDevice,
  type ScanSession,
  settled,
  tailOf,
  waitingOf,
} from './entry.js';
import type { Change, Store } from './store.js';
import { type Verdict, waitMs } from './verdict.js';

/** What the queue needs of the world around it. */
export interface Surroundings {
  /** Sends an entry and says what came of it; it never throws. */
  readonly send: (entry: Entry) => Promise<Verdict>;
  /** Who is signed in now, in whichever window; null for nobody who scans. */
  readonly owner: () => Owner | null;
  /** Lets one window at a time do the work; the others wait for their turn. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  /** Calls back after a time; gives a way to call it off. */
  readonly after: (ms: number, then: () => void) => () => void;
  readonly now: () => Date;
  readonly newKey: () => string;
}

/** Why nothing is being sent, when something waits. */
export type Hindrance = 'none' | 'unreached' | 'later' | 'signed-out' | 'not-allowed';

export interface QueueState {
  readonly entries: readonly Entry[];
  readonly isSending: boolean;
  readonly hindrance: Hindrance;
}

export type Taken =
  { readonly ok: true; readonly id: string } | { readonly ok: false; readonly why: DeviceRefusal };

/** Vouchers read on this device, until the answer to each was seen. */
export class Queue {
  private state: QueueState = { entries: [], isSending: false, hindrance: 'none' };
  private readonly listeners = new Set<() => void>();
  private callOff: (() => void) | null = null;
  private failures = 0;

  constructor(
    private readonly store: Store,
    private readonly around: Surroundings,
  ) {}

  get isDurable(): boolean {
    return this.store.isDurable;
  }

  readonly read = (): QueueState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Reads again what is kept: another window may have changed it. */
  async refresh(): Promise<void> {
    const entries = (await this.store.all()).toSorted((one, other) => one.place - other.place);
    this.tell({ entries });
  }

  /** Keeps a voucher to redeem, before anything is sent, under the key given. Nothing of it is lost from here on. */
  async take(
    owner: Owner,
    session: ScanSession,
    code: string,
    id: string = this.around.newKey(),
  ): Promise<Taken> {
    return this.keepCode((entries) => {
      const why = refusalOfDevice(entries, code);
      if (why) return { result: { ok: false, why } };
      const entry = { ...this.newEntry(entries, owner, session, 'scan', code), id };
      return { put: [entry], result: { ok: true, id } };
    });
  }

  /** Adds a voucher to the round of the session's day, which begins with the first. */
  async takeInRound(owner: Owner, session: ScanSession, code: string): Promise<Taken> {
    return this.keepCode((entries) => {
      const why = refusalOfDevice(entries, code);
      if (why) return { result: { ok: false, why } };
      const round = draftOf(entries, owner, session.sessionOn);
      const entry = round
        ? { ...round, lines: [...round.lines, { code, tail: tailOf(code), answer: null }] }
        : this.newEntry(entries, owner, session, 'group', code);
      return { put: [entry], result: { ok: true, id: entry.id } };
    });
  }

  /** What the device could not write down is not sent either: a lost answer could not be asked for again. */
  private async keepCode(decide: (entries: readonly Entry[]) => Change<Taken>): Promise<Taken> {
    try {
      const taken = await this.store.change(decide);
      await this.refresh();
      return taken;
    } catch {
      return { ok: false, why: 'not-kept' };
    }
  }

  /** Takes a line out of the round of a day; without lines there is no round. */
  async removeFromRound(owner: Owner, sessionOn: string, code: string): Promise<void> {
    await this.changeRound(owner, sessionOn, (round) => {
      const lines = round.lines.filter((line) => line.code !== code);
      return lines.length > 0 ? { ...round, lines } : null;
    });
  }

  async dropRound(owner: Owner, sessionOn: string): Promise<void> {
    await this.changeRound(owner, sessionOn, () => null);
  }

  /** Gives the round of a day another session; it joins the round of that session's day, if there is one. */
  async moveRound(owner: Owner, sessionOn: string, session: ScanSession): Promise<void> {
    await this.store.change((entries) => {
      const round = draftOf(entries, owner, sessionOn);
      const there = draftOf(entries, owner, session.sessionOn);
      if (!round) return { result: undefined };
      if (!there || there.id === round.id) return { put: [{ ...round, session }], result: undefined };
      const lines = [...there.lines, ...round.lines];
      return { put: [{ ...there, session, lines }], remove: [round.id], result: undefined };
    });
    await this.refresh();
  }

  /** Validates the round of the session's day, for the session as it is now; from here on it is sent as it is. Gives its id. */
  async validateRound(owner: Owner, session: ScanSession): Promise<string | null> {
    let id: string | null = null;
    await this.changeRound(owner, session.sessionOn, (round) => {
      id = round.id;
      return { ...round, session, state: 'waiting', readAt: this.around.now().toISOString() };
    });
    return id;
  }

  /** The answers of these entries were seen: they are forgotten. What has no answer is never forgotten. */
  async acknowledge(ids: readonly string[]): Promise<void> {
    await this.store.change((entries) => ({
      remove: entries.filter(({ id, state }) => state === 'answered' && ids.includes(id)).map(({ id }) => id),
      result: undefined,
    }));
    await this.refresh();
  }

  /** Sends what waits, in order, and comes back when nothing more can be sent now. */
  async send(): Promise<void> {
    this.callOff?.();
    this.callOff = null;
    this.tell({ isSending: true });
    try {
      await this.around.alone(() => this.sendAll());
    } finally {
      this.tell({ isSending: false });
    }
  }

  /** Sends, and waits so long for the answer to an entry: the entry with it, or null while there is none. */
  async sendAndWait(id: string, ms: number): Promise<Entry | null> {
    let callOff = (): void => undefined;
    const tooLong = new Promise<void>((resolve) => (callOff = this.around.after(ms, resolve)));
    await Promise.race([this.send(), tooLong]);
    callOff();
    return this.state.entries.find((entry) => entry.id === id && entry.state === 'answered') ?? null;
  }

  private async sendAll(): Promise<void> {
    const put = new Set<string>();
    for (;;) {
      await this.refresh();
      const owner = this.around.owner();
      const entry = owner && waitingOf(this.state.entries, owner).find(({ id }) => !put.has(id));
      if (!entry) break;
      const verdict = await this.around.send(entry);
      await this.keep(entry.id, verdict);
      // One that gets no answer of its own does not keep the others waiting, unless nobody would get one.
      put.add(entry.id);
      this.tell({ hindrance: verdict.kind === 'answered' ? 'none' : verdict.kind });
      if (verdict.kind === 'answered') this.failures = 0;
      else if (verdict.kind !== 'later') break;
    }
    await this.refresh();
    this.planNext();
  }

  /** Writes down what came of sending. An entry that has its answer keeps it, whoever sends it again. */
  private async keep(id: string, verdict: Verdict): Promise<void> {
    await this.store.change((entries) => {
      const entry = entries.find((each) => each.id === id && each.state === 'waiting');
      if (!entry) return { result: undefined };
      if (verdict.kind === 'answered') return { put: [settled(entry, verdict.answers)], result: undefined };
      return { put: [{ ...entry, attempts: entry.attempts + 1 }], result: undefined };
    });
  }

  private planNext(): void {
    const owner = this.around.owner();
    const waits = owner !== null && waitingOf(this.state.entries, owner).length > 0;
    if (!waits) {
      this.tell({ hindrance: 'none' });
      return;
    }
    if (this.state.hindrance === 'signed-out' || this.state.hindrance === 'not-allowed') return;
    this.failures++;
    this.callOff = this.around.after(waitMs(this.failures), () => void this.send());
  }

  private async changeRound(
    owner: Owner,
    sessionOn: string,
    to: (round: Entry) => Entry | null,
  ): Promise<void> {
    await this.store.change((entries) => {
      const round = draftOf(entries, owner, sessionOn);
      if (!round) return { result: undefined };
      const changed = to(round);
      return { ...(changed ? { put: [changed] } : { remove: [round.id] }), result: undefined };
    });
    await this.refresh();
  }

  private newEntry(
    entries: readonly Entry[],
    owner: Owner,
    session: ScanSession,
    kind: Entry['kind'],
    code: string,
  ): Entry {
    return {
      id: this.around.newKey(),
      place: nextPlace(entries),
      kind,
      state: kind === 'group' ? 'draft' : 'waiting',
      owner,
      session,
      readAt: this.around.now().toISOString(),
      lines: [{ code, tail: tailOf(code), answer: null }],
      attempts: 0,
    };
  }

  private tell(change: Partial<QueueState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** The rounds that an owner has begun and not validated: one for each day of session. */
export function draftsOf(entries: readonly Entry[], owner: Owner): Entry[] {
  return entries.filter((entry) => entry.state === 'draft' && isSameOwner(entry.owner, owner));
}

/** The round of a day: vouchers read on another day, for its session, are not mixed into it. */
export function draftOf(entries: readonly Entry[], owner: Owner, sessionOn: string): Entry | undefined {
  return draftsOf(entries, owner).find(({ session }) => session.sessionOn === sessionOn);
}
