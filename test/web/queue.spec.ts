import * as fc from 'fast-check';
import { encodeCode } from '../../src/scheme/voucher-symbols.js';
import {
  type Answer,
  bodyOf,
  type Entry,
  MOST_WAITING,
  type Owner,
  provisionalCents,
  type ScanSession,
  tailOf,
  waitingOf,
} from '../../web/src/areas/venue/queue/entry.js';
import { draftOf, draftsOf, Queue } from '../../web/src/areas/venue/queue/queue.js';
import { StoreInMemory } from '../../web/src/areas/venue/queue/store.js';
import { type Verdict, verdictOf, waitMs } from '../../web/src/areas/venue/queue/verdict.js';
import { codeInScan } from '../../web/src/scanning/scan-text.js';

const ME: Owner = { personId: 'me', organisationId: 'here' };
const OTHER: Owner = { personId: 'other', organisationId: 'here' };
const SESSION: ScanSession = {
  venueId: 'venue',
  venueName: 'Médiathèque',
  moduleId: 'module',
  moduleTitle: 'Naviguer sur internet',
  mediatorId: 'mediator',
  mediatorName: 'Médiation',
  sessionOn: '2026-06-15',
  priceCents: 1500,
  voucherCents: 1000,
};
const DAY = SESSION.sessionOn;
const code = (serial: number) => encodeCode(BigInt(serial), 7n);

const PAID: Answer = {
  outcome: 'accepted',
  redemptionId: 'r',
  receipt: 1,
  serial: 1,
  structureCents: 958,
  copaymentCents: 500,
};
const paid = (entry: Entry): Verdict => ({ kind: 'answered', answers: entry.lines.map(() => PAID) });

/** A queue on a store, with a network that the test decides on, and timers that never go off by themselves. */
function aQueue(
  options: { store?: StoreInMemory; send?: (entry: Entry) => Verdict | Promise<Verdict> } = {},
) {
  const store = options.store ?? new StoreInMemory();
  const sent: Entry[] = [];
  const timers: { ms: number }[] = [];
  const world = { owner: ME as Owner | null, send: options.send ?? paid };
  let keys = 0;
  const queue = new Queue(store, {
    send: async (entry) => {
      sent.push(entry);
      return world.send(entry);
    },
    owner: () => world.owner,
    alone: (work) => work(),
    after: (ms) => {
      const timer = { ms };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    now: () => new Date('2026-06-15T10:00:00Z'),
    newKey: () => `key-${Math.random()}-${++keys}`,
  });
  return { queue, store, sent, timers, world };
}

const unreached = (): Verdict => ({ kind: 'unreached' });

describe('a voucher read without a network', () => {
  it('is kept before it is sent, and goes out by the key it was kept with, however often', async () => {
    const { queue, sent, world } = aQueue({ send: unreached });
    await queue.take(ME, SESSION, code(1));
    await queue.send();
    await queue.send();
    world.send = paid;
    await queue.send();
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    expect(new Set(sent.map((entry) => JSON.stringify(bodyOf(entry)))).size).toBe(1);
    expect(queue.read().entries).toMatchObject([{ state: 'answered', attempts: 2 }]);
  });

  it('outlives the page: another queue on the same store sends it', async () => {
    const { queue, store } = aQueue({ send: unreached });
    await queue.take(ME, SESSION, code(1));
    const later = aQueue({ store });
    await later.queue.send();
    expect(later.sent).toHaveLength(1);
    expect(later.queue.read().entries[0]!.state).toBe('answered');
  });

  it('is not taken twice, whoever read it, nor once it is in a round', async () => {
    const { queue } = aQueue({ send: unreached });
    expect(await queue.take(OTHER, SESSION, code(1))).toMatchObject({ ok: true });
    expect(await queue.take(ME, SESSION, code(1))).toEqual({ ok: false, why: 'duplicate' });
    expect(await queue.takeInRound(ME, SESSION, code(2))).toMatchObject({ ok: true });
    expect(await queue.take(ME, SESSION, code(2))).toEqual({ ok: false, why: 'duplicate' });
    expect(await queue.takeInRound(ME, SESSION, code(1))).toEqual({ ok: false, why: 'duplicate' });
  });

  it('is not taken beyond what a device may keep, rounds counted', async () => {
    const { queue } = aQueue({ send: unreached });
    for (let serial = 0; serial < MOST_WAITING - 1; serial++) await queue.take(ME, SESSION, code(serial));
    expect(await queue.takeInRound(ME, SESSION, code(100))).toMatchObject({ ok: true });
    expect(await queue.take(ME, SESSION, code(101))).toEqual({ ok: false, why: 'full' });
    expect(await queue.takeInRound(ME, SESSION, code(101))).toEqual({ ok: false, why: 'full' });
    // A round that is not validated is worth nothing yet.
    expect(provisionalCents(queue.read().entries)).toBe((MOST_WAITING - 1) * 1000);
  });

  it('that the device cannot write down is told so, and never sent', async () => {
    class FullDisk extends StoreInMemory {
      override change<T>(): Promise<T> {
        return Promise.reject(new Error('QuotaExceededError'));
      }
    }
    const { queue, sent } = aQueue({ store: new FullDisk() });
    expect(await queue.take(ME, SESSION, code(1))).toEqual({ ok: false, why: 'not-kept' });
    expect(await queue.takeInRound(ME, SESSION, code(1))).toEqual({ ok: false, why: 'not-kept' });
    await queue.send();
    expect(sent).toEqual([]);
  });

  it('is not forgotten because somebody says that they have seen its answer', async () => {
    const { queue } = aQueue({ send: unreached });
    const taken = await queue.take(ME, SESSION, code(1));
    await queue.acknowledge([taken.ok ? taken.id : '']);
    expect(queue.read().entries).toHaveLength(1);
  });
});

describe('what waits', () => {
  it('is sent in the order in which it was read', async () => {
    const { queue, sent } = aQueue();
    for (const serial of [3, 1, 2]) await queue.take(ME, SESSION, code(serial));
    await queue.send();
    expect(sent.map(({ lines }) => lines[0]!.code)).toEqual([code(3), code(1), code(2)]);
  });

  it('is never sent in the name of another person, of another organisation or of nobody', async () => {
    const { queue, sent, world } = aQueue();
    await queue.take(ME, SESSION, code(1));
    for (const owner of [OTHER, { personId: 'me', organisationId: 'elsewhere' }, null]) {
      world.owner = owner;
      await queue.send();
    }
    expect(sent).toEqual([]);
    world.owner = ME;
    await queue.send();
    expect(sent).toHaveLength(1);
  });

  it('stops being sent as soon as another person signs in', async () => {
    const { queue, sent, world } = aQueue({
      send: (entry) => {
        world.owner = OTHER;
        return paid(entry);
      },
    });
    await queue.take(ME, SESSION, code(1));
    await queue.take(ME, SESSION, code(2));
    await queue.send();
    expect(sent).toHaveLength(1);
  });

  it('does not hammer a network that is away: one try, then a longer and longer wait', async () => {
    const { queue, sent, timers } = aQueue({ send: unreached });
    await queue.take(ME, SESSION, code(1));
    await queue.take(ME, SESSION, code(2));
    await queue.send();
    expect(sent).toHaveLength(1);
    expect(timers.map(({ ms }) => ms)).toEqual([5_000]);
    await queue.send();
    expect(timers.map(({ ms }) => ms)).toEqual([10_000]);
    expect([1, 2, 7, 60].map(waitMs)).toEqual([5_000, 10_000, 300_000, 300_000]);
  });

  it('does not keep the others waiting when the service fails on it alone', async () => {
    const { queue, sent } = aQueue({
      send: (entry) => (entry.lines[0]!.code === code(1) ? { kind: 'later' } : paid(entry)),
    });
    await queue.take(ME, SESSION, code(1));
    await queue.take(ME, SESSION, code(2));
    await queue.send();
    expect(sent).toHaveLength(2);
    expect(queue.read().entries.map(({ state }) => state)).toEqual(['waiting', 'answered']);
  });

  it('is not tried again by itself once the session is over: someone has to sign in', async () => {
    const { queue, timers } = aQueue({ send: () => ({ kind: 'signed-out' }) });
    await queue.take(ME, SESSION, code(1));
    await queue.send();
    expect(timers).toEqual([]);
    expect(queue.read()).toMatchObject({ hindrance: 'signed-out', entries: [{ state: 'waiting' }] });
  });

  it('keeps no code once it is answered, only what the paper is recognised by', async () => {
    const { queue, store } = aQueue();
    await queue.take(ME, SESSION, code(1));
    await queue.send();
    const [entry] = await store.all();
    expect(JSON.stringify(entry)).not.toContain(code(1));
    expect(entry!.lines[0]!.tail).toBe(tailOf(code(1)));
  });

  it('never changes an answer that is there, whoever sends it again', async () => {
    const { queue, world } = aQueue();
    await queue.take(ME, SESSION, code(1));
    let first = true;
    world.send = async (entry) => {
      if (!first) return paid(entry);
      first = false;
      // Another window settles it while this one waits for its own answer.
      await queue.send();
      return { kind: 'answered', answers: [{ outcome: 'refused', code: 'x', fr: 'x', en: 'x' }] };
    };
    await queue.send();
    expect(queue.read().entries[0]!.lines[0]!.answer).toEqual(PAID);
  });
});

describe('the round of a group session', () => {
  it('is not sent before it is validated, and then as one request for the session of that moment', async () => {
    const { queue, sent } = aQueue();
    for (const serial of [1, 2, 3]) await queue.takeInRound(ME, SESSION, code(serial));
    await queue.removeFromRound(ME, DAY, code(2));
    await queue.send();
    expect(sent).toEqual([]);
    await queue.validateRound(ME, { ...SESSION, moduleId: 'other', priceCents: 2000 });
    await queue.send();
    const session = { sessionOn: DAY, moduleId: 'other', priceCents: 2000 };
    expect(sent.map(bodyOf)).toMatchObject([
      { kind: 'group', body: { ...session, lines: [{ code: code(1) }, { code: code(3) }] } },
    ]);
  });

  it('that loses its last line is no round, and that of another person is not mine', async () => {
    const { queue } = aQueue();
    await queue.takeInRound(ME, SESSION, code(1));
    await queue.takeInRound(OTHER, SESSION, code(2));
    await queue.removeFromRound(ME, DAY, code(2));
    expect(draftOf(queue.read().entries, OTHER, DAY)!.lines).toHaveLength(1);
    await queue.removeFromRound(ME, DAY, code(1));
    expect(draftOf(queue.read().entries, ME, DAY)).toBeUndefined();
    expect(await queue.validateRound(ME, SESSION)).toBeNull();
  });
});

describe('a round that was not validated on its day', () => {
  const NEXT_DAY = { ...SESSION, sessionOn: '2026-06-16' };
  const codesIn = (entries: readonly Entry[], day: string) =>
    draftOf(entries, ME, day)?.lines.map((line) => line.code);

  it('is not mixed with what is read the next day, nor validated with it, nor read again', async () => {
    const { queue, sent } = aQueue();
    await queue.takeInRound(ME, SESSION, code(1));
    await queue.takeInRound(ME, NEXT_DAY, code(2));
    expect(await queue.takeInRound(ME, NEXT_DAY, code(1))).toEqual({ ok: false, why: 'duplicate' });
    await queue.validateRound(ME, NEXT_DAY);
    await queue.dropRound(ME, NEXT_DAY.sessionOn);
    await queue.send();
    expect(sent.map(bodyOf)).toMatchObject([
      { body: { sessionOn: NEXT_DAY.sessionOn, lines: [{ code: code(2) }] } },
    ]);
    expect(draftsOf(queue.read().entries, ME).map(({ session }) => session.sessionOn)).toEqual([DAY]);
    await queue.validateRound(ME, SESSION);
    await queue.send();
    expect(sent.map(bodyOf).at(-1)).toMatchObject({ body: { sessionOn: DAY, lines: [{ code: code(1) }] } });
  });

  it('counts among what the device may keep', async () => {
    const { queue } = aQueue();
    for (let serial = 0; serial < MOST_WAITING; serial++) await queue.takeInRound(ME, SESSION, code(serial));
    expect(await queue.takeInRound(ME, NEXT_DAY, code(100))).toEqual({ ok: false, why: 'full' });
  });

  it('follows its session to the day that one corrects it to, and loses no line if there is a round there', async () => {
    const { queue } = aQueue();
    await queue.takeInRound(ME, NEXT_DAY, code(1));
    await queue.moveRound(ME, NEXT_DAY.sessionOn, SESSION);
    expect(codesIn(queue.read().entries, DAY)).toEqual([code(1)]);
    await queue.takeInRound(ME, NEXT_DAY, code(2));
    await queue.moveRound(ME, NEXT_DAY.sessionOn, SESSION);
    expect(codesIn(queue.read().entries, DAY)).toEqual([code(1), code(2)]);
    expect(codesIn(queue.read().entries, NEXT_DAY.sessionOn)).toBeUndefined();
    // Another module of the same day: the same round.
    await queue.moveRound(ME, DAY, { ...SESSION, moduleId: 'other' });
    expect(codesIn(queue.read().entries, DAY)).toEqual([code(1), code(2)]);
    await queue.moveRound(ME, '2026-06-01', NEXT_DAY);
    await queue.moveRound(OTHER, DAY, NEXT_DAY);
    expect(draftsOf(queue.read().entries, ME)).toHaveLength(1);
  });
});

describe('a reply', () => {
  const entry = (kind: 'scan' | 'group', lines = 1): Entry => ({
    id: 'key',
    place: 1,
    kind,
    state: 'waiting',
    owner: ME,
    session: SESSION,
    readAt: '',
    attempts: 0,
    lines: Array.from({ length: lines }, () => ({ code: code(1), tail: '', answer: null })),
  });
  const receipt = { id: 'r', receipt: 1, voucherSerial: 1, structureCents: 958, copaymentCents: 500 };
  const problem = { code: 'redemption.voucher-revoked', sentences: { fr: 'Perdu.', en: 'Lost.' } };

  it.each([
    ['none', null, 'unreached'],
    ['a page of a paid Wi-Fi', { status: 200, body: null }, 'later'],
    ['a success that is not ours', { status: 201, body: { ok: true } }, 'later'],
    ['a proxy’s error', { status: 404, body: null }, 'later'],
    ['a service in trouble', { status: 500, body: problem }, 'later'],
    ['a service that asks for patience', { status: 429, body: problem }, 'later'],
    ['a session that is over', { status: 401, body: problem }, 'signed-out'],
    ['a role that may not scan', { status: 403, body: problem }, 'not-allowed'],
  ])('%s settles nothing', (_, reply, kind) => {
    expect(verdictOf(entry('scan'), reply)).toEqual({ kind });
  });

  it('in the API’s own words settles a scan, good or not', () => {
    expect(verdictOf(entry('scan'), { status: 201, body: receipt })).toMatchObject({ answers: [PAID] });
    expect(verdictOf(entry('scan'), { status: 409, body: problem })).toEqual({
      kind: 'answered',
      answers: [{ outcome: 'refused', code: problem.code, fr: 'Perdu.', en: 'Lost.' }],
    });
  });

  it('settles a group line by line, and only if each line has its part', () => {
    const reason = { code: 'x', fr: 'Non.', en: 'No.' };
    const body = {
      lines: [
        { receipt, reason: null },
        { receipt: null, reason },
      ],
    };
    expect(verdictOf(entry('group', 2), { status: 201, body })).toMatchObject({
      answers: [{ outcome: 'accepted' }, { outcome: 'refused', fr: 'Non.' }],
    });
    expect(verdictOf(entry('group', 3), { status: 201, body })).toEqual({ kind: 'later' });
    expect(verdictOf(entry('group', 2), { status: 422, body: problem })).toMatchObject({
      answers: [{ fr: 'Perdu.' }, { fr: 'Perdu.' }],
    });
  });
});

describe('what a camera reads', () => {
  const printed = code(12345);

  it.each([
    `http://localhost:3000/v/${printed}`,
    `https://passerelle.example.fr/v/${printed}/`,
    `https://passerelle.example.fr/v/${printed}?a=b`,
    printed,
    printed.toLowerCase(),
  ])('is a voucher’s code: %s', (text) => expect(codeInScan(text)).toBe(printed));

  it.each([
    'https://example.fr/',
    `https://example.fr/w/${printed}`,
    `https://example.fr/v/${printed.slice(0, -1)}`,
    `https://example.fr/v/${printed.slice(0, 5)}X${printed.slice(6)}`,
    'WIFI:S:mairie;;',
    '',
  ])('is no voucher’s code, and is not sent: %s', (text) => expect(codeInScan(text)).toBeNull());
});

describe('whatever the network does, and whenever the application is closed,', () => {
  type Step = 'read' | 'round' | 'later' | 'move' | 'validate' | 'send' | 'close' | 'seen';
  const LATER = { ...SESSION, sessionOn: '2026-06-16' };
  const steps = fc.array(
    fc.tuple(
      fc.constantFrom<Step>('read', 'round', 'later', 'move', 'validate', 'send', 'close', 'seen'),
      fc.constantFrom('carried-out', 'answer-lost', 'away', 'trouble'),
    ),
    { maxLength: 40 },
  );

  it('no voucher is lost and none is paid twice', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const store = new StoreInMemory();
        const paidOnce = new Map<string, string>();
        let network = 'carried-out';
        /** What the API does: once for a key, and once for a voucher. */
        const send = (entry: Entry): Verdict => {
          if (network === 'away') return { kind: 'unreached' };
          if (network === 'trouble') return { kind: 'later' };
          for (const line of entry.lines) {
            const by = paidOnce.get(line.code!);
            if (by !== undefined && by !== entry.id) throw new Error('paid by two requests');
            paidOnce.set(line.code!, entry.id);
          }
          return network === 'answer-lost' ? { kind: 'unreached' } : paid(entry);
        };
        let { queue } = aQueue({ store, send });
        const read: string[] = [];
        const next = () => code(read.length + 1);
        for (const [step, state] of sequence) {
          network = state;
          if (step === 'read' && (await queue.take(ME, SESSION, next())).ok) read.push(next());
          else if (step === 'round' && (await queue.takeInRound(ME, SESSION, next())).ok) read.push(next());
          else if (step === 'later' && (await queue.takeInRound(ME, LATER, next())).ok) read.push(next());
          else if (step === 'move') await queue.moveRound(ME, LATER.sessionOn, SESSION);
          else if (step === 'validate') await queue.validateRound(ME, SESSION);
          else if (step === 'send') await queue.send();
          else if (step === 'close') ({ queue } = aQueue({ store, send }));
          else await queue.acknowledge((await store.all()).map(({ id }) => id));
        }
        network = 'carried-out';
        await queue.refresh();
        await queue.validateRound(ME, SESSION);
        await queue.validateRound(ME, LATER);
        await queue.send();
        expect(waitingOf(await store.all(), ME)).toEqual([]);
        expect([...paidOnce.keys()].toSorted()).toEqual(read.toSorted());
      }),
      { numRuns: 150 },
    );
  });
});
