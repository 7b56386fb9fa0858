import { useEffect, useSyncExternalStore } from 'react';
import { api } from '../../../api/client.js';
import { rememberedSession, useSignedIn } from '../../../api/session.js';
import { newKey } from '../../../api/use-action.js';
import { noteWaiting } from '../../../shell/waiting.js';
import { bodyOf, type Entry, isSameOwner, type Owner } from './entry.js';
import { Queue, type QueueState } from './queue.js';
import { openStore } from './store-on-device.js';
import { type Verdict, verdictOf } from './verdict.js';

const LOCK = 'passerelle-venue-queue';
const CHANNEL = 'passerelle-venue-queue';
const SEND_WITHIN_MS = 15_000;

/** The session of an owner, as it was last known in any window of this browser. */
function currentOwner(): Owner | null {
  const session = rememberedSession();
  return session?.person ? { personId: session.person.id, organisationId: session.organisation.id } : null;
}

/** Sends by `fetch` itself: the end of the session is told on the page, not by a dialog in the middle of a scan. */
async function send(entry: Entry): Promise<Verdict> {
  const { kind, body } = bodyOf(entry);
  try {
    const response = await fetch(kind === 'scan' ? '/api/v1/redemptions' : '/api/v1/group-sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': entry.id },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(SEND_WITHIN_MS),
    });
    const answer: unknown = await response.json().catch(() => null);
    return verdictOf(entry, { status: response.status, body: answer });
  } catch {
    return verdictOf(entry, null);
  }
}

/** One window at a time; where the browser has no locks, the keys alone keep a voucher from being paid twice. */
async function alone(work: () => Promise<void>): Promise<void> {
  if (navigator.locks) await navigator.locks.request(LOCK, work);
  else await work();
}

function after(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
}

async function open(): Promise<Queue> {
  const store = await openStore();
  const queue = new Queue(store, { send, owner: currentOwner, alone, after, now: () => new Date(), newKey });
  const channel = new BroadcastChannel(CHANNEL);
  let told = '';
  queue.subscribe(() => {
    const { entries } = queue.read();
    const digest = entries.map(({ id, state, lines }) => `${id} ${state} ${lines.length}`).join();
    if (digest === told) return;
    told = digest;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target, a window has
    channel.postMessage(null);
    noteWaiting(unsent(entries));
  });
  channel.addEventListener('message', () => void queue.refresh());
  const sendNow = () => void queue.send();
  window.addEventListener('online', sendNow);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && sendNow());
  await queue.refresh();
  return queue;
}

function unsent(entries: readonly Entry[]): number {
  return entries
    .filter(({ state }) => state === 'waiting')
    .reduce((count, { lines }) => count + lines.length, 0);
}

const opened = open();

/** The queue of this device, opened with the area. */
export function theQueue(): Promise<Queue> {
  return opened;
}

export interface VenueQueue extends QueueState {
  readonly queue: Queue;
  readonly owner: Owner;
  readonly mine: readonly Entry[];
  /** Vouchers that somebody else read on this device and did not send. */
  readonly ofOthers: number;
}

/** The queue as the person signed in sees it. What waits is sent when the page opens. */
export function useQueue(queue: Queue): VenueQueue {
  const state = useSyncExternalStore(queue.subscribe, queue.read);
  const session = useSignedIn();
  const owner = { personId: session.person?.id ?? '', organisationId: session.organisation.id };
  const { personId, organisationId } = owner;
  useEffect(() => void queue.send(), [queue, personId, organisationId]);
  const mine = state.entries.filter((entry) => isSameOwner(entry.owner, owner));
  const others = state.entries.filter(
    (entry) => !isSameOwner(entry.owner, owner) && entry.state === 'waiting',
  );
  const ofOthers = others.reduce((count, { lines }) => count + lines.length, 0);
  return { ...state, queue, owner, mine, ofOthers };
}

/** Asks something small of the API, so that the shell offers to sign in again over the page; then sends what waits. */
export async function signInAndSend(queue: Queue): Promise<void> {
  await api.GET('/api/v1/redemptions', { params: { query: { limit: 1 } } }).catch(() => null);
  await queue.send();
}
