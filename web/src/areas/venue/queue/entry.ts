/**
 * What is kept on the device of each request that redeems vouchers, from before it is sent until its answer was seen.
 * Every scan goes through here, with or without a network, so that a lost answer, a closed page or a dead battery loses
 * none. Nothing in this folder knows the browser except store-on-device.ts: the rest is tested without one.
 */
export interface Entry {
  /** Its Idempotency-Key: however often it is sent, it is carried out once. */
  readonly id: string;
  /** Where it stands among the others: they are sent in this order. */
  readonly place: number;
  /** One voucher, or the round of a group session. */
  readonly kind: 'scan' | 'group';
  /** A round being scanned is a draft; it is sent once it is validated. */
  readonly state: 'draft' | 'waiting' | 'answered';
  readonly owner: Owner;
  readonly session: ScanSession;
  readonly readAt: string;
  readonly lines: readonly Line[];
  /** Times that it was sent and nothing certain came back. */
  readonly attempts: number;
}

/** Who scanned, and for whom: nobody else's session may send it. */
export interface Owner {
  readonly personId: string;
  readonly organisationId: string;
}

/** Where, what, by whom and when: chosen once, for scan after scan. The names are for the screen. */
export interface ScanSession {
  readonly venueId: string;
  readonly venueName: string;
  readonly moduleId: string;
  readonly moduleTitle: string;
  readonly mediatorId: string;
  readonly mediatorName: string;
  readonly sessionOn: string;
  readonly priceCents: number;
  /** What a voucher pays of it, so that the screen can say it before the answer; the API has the last word. */
  readonly voucherCents: number;
}

export interface Line {
  /** Forgotten as soon as the answer is known. */
  readonly code: string | null;
  /** The end of the code, by which the paper is recognised. */
  readonly tail: string;
  readonly answer: Answer | null;
}

export type Answer =
  | {
      readonly outcome: 'accepted';
      readonly redemptionId: string;
      readonly receipt: number;
      readonly serial: number;
      readonly structureCents: number;
      readonly copaymentCents: number;
    }
  | { readonly outcome: 'refused'; readonly code: string; readonly fr: string; readonly en: string };

/**
 * The most vouchers that a device keeps before the network is back. A full day in a village hall is four group sessions of
 * ten people: 40 vouchers. Until they are sent nobody knows whether they are good, so this is also the most
 * that a structure can lose by one device: 40 times the value of a voucher. The API sets no such limit; it judges each.
 */
export const MOST_WAITING = 40;

/** The last five symbols of a canonical code, as they are printed: « 7Q2M-9 ». */
export function tailOf(code: string): string {
  return `${code.slice(-5, -1)}-${code.slice(-1)}`;
}

export function isSameOwner(one: Owner, other: Owner): boolean {
  return one.personId === other.personId && one.organisationId === other.organisationId;
}

/** Vouchers read and not answered yet, in rounds that are not validated too. */
export function unansweredLines(entries: readonly Entry[]): number {
  return entries
    .filter(({ state }) => state !== 'answered')
    .reduce((count, { lines }) => count + lines.length, 0);
}

/** What they would be worth if all are accepted, in cents. */
export function provisionalCents(entries: readonly Entry[]): number {
  return entries
    .filter(({ state }) => state === 'waiting')
    .reduce((cents, { lines, session }) => cents + lines.length * session.voucherCents, 0);
}

export type DeviceRefusal = 'duplicate' | 'full' | 'not-kept';

/** Why the device does not take a code, or null: what it cannot know, the API says later. */
export function refusalOfDevice(entries: readonly Entry[], code: string): DeviceRefusal | null {
  const isThere = entries.some(({ lines }) => lines.some((line) => line.code === code));
  if (isThere) return 'duplicate';
  return unansweredLines(entries) >= MOST_WAITING ? 'full' : null;
}

/** The place of the next entry. */
export function nextPlace(entries: readonly Entry[]): number {
  return entries.reduce((last, { place }) => Math.max(last, place), 0) + 1;
}

/** What an owner has to send, in the order given. */
export function waitingOf(entries: readonly Entry[], owner: Owner): Entry[] {
  return entries.filter((entry) => entry.state === 'waiting' && isSameOwner(entry.owner, owner));
}

/** The entry with its answers, one for each line; the codes are forgotten. */
export function settled(entry: Entry, answers: readonly Answer[]): Entry {
  const lines = entry.lines.map((line, index): Line => {
    const answer = answers[index];
    if (!answer) throw new RangeError('an answer has one part for each line');
    return { code: null, tail: line.tail, answer };
  });
  return { ...entry, state: 'answered', lines };
}

/** The body of its request: always the same for an entry, since a repetition must be the same request. */
export function bodyOf(entry: Entry) {
  const { venueId, mediatorId, moduleId, sessionOn, priceCents } = entry.session;
  const session = { venueId, mediatorId, moduleId, sessionOn, priceCents };
  const codes = entry.lines.map(({ code }) => code ?? '');
  return entry.kind === 'scan'
    ? ({ kind: 'scan', body: { ...session, code: codes[0] ?? '' } } as const)
    : ({ kind: 'group', body: { ...session, lines: codes.map((code) => ({ code })) } } as const);
}
