import { randomUUID } from 'node:crypto';
import { TestApp } from '../support/app.js';
import { anActiveOrder, anOffice, aStockedOffice, aPerson, type Stocked } from '../support/distribution.js';
import { HandOuts } from '../../src/distribution/hand-outs.service.js';
import { Database } from '../../src/database/database.js';
import pg from 'pg';
const times = new Map<string, [number, number]>();
const orig = pg.Client.prototype.query as any;
(pg.Client.prototype as any).query = function (q: any, ...rest: any[]) {
  const t = performance.now();
  const done = () => {
    const k = (typeof q === 'string' ? q : (q.text ?? '?')).replace(/\s+/g, ' ').slice(0, 90);
    const e = times.get(k) ?? [0, 0];
    e[0]++;
    e[1] += performance.now() - t;
    times.set(k, e);
  };
  if (process.env['NAMED'] && typeof q === 'string' && Array.isArray(rest[0]) && rest[0].length) {
    q = { text: q, name: createHash('sha1').update(q).digest('hex') };
  }
  const cb = rest.at(-1);
  if (typeof cb === 'function') {
    rest[rest.length - 1] = (...a: any[]) => {
      done();
      cb(...a);
    };
    return orig.call(this, q, ...rest);
  }
  const r = orig.call(this, q, ...rest);
  if (r?.then) r.then(done, done);
  return r;
};
const report = () => {
  process.stderr.write(
    [...times]
      .sort((a, b) => b[1][1] - a[1][1])
      .slice(0, 14)
      .map(([k, [n, ms]]) => `${(ms / n).toFixed(2)} ms x ${n}  ${k}`)
      .join('\n') + '\n\n',
  );
  times.clear();
};
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
async function cpu() {
  const pids = await server.db.read(
    async (tx) =>
      (await tx.queryRunner!.query(
        'select pid from pg_stat_activity where datname = current_database()',
      )) as { pid: number }[],
  );
  const pg = pids.reduce(
    (t, { pid }) => t + Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
    0,
  );
  const u = process.cpuUsage();
  return { pg, node: (u.user + u.system) / 1000 };
}
let server: TestApp;
beforeAll(async () => {
  server = await TestApp.start();
});
afterAll(() => server.stop());
test('bench', async () => {
  const order = await anActiveOrder(server, { books: 2000 });
  const offices: Stocked[] = [];
  const t0 = performance.now();
  for (let i = 0; i < 20; i++)
    offices.push(await aStockedOffice(server, { order, fromNumber: i * 100 + 1, toNumber: (i + 1) * 100 }));
  const out: string[] = [`allot 20x100: ${(performance.now() - t0).toFixed(0)} ms`];
  const svc = server.get(HandOuts);
  const actor = (o: Stocked) =>
    ({
      organisationId: o.manager.organisationId,
      kind: 'prescriber',
      role: 'prescriber-manager',
      personId: null,
      apiKeyId: null,
      officeId: null,
    }) as const;
  const once = (o: Stocked) => ({
    organisationId: o.manager.organisationId,
    key: randomUUID(),
    hash: Buffer.alloc(32),
  });
  const req = (o: Stocked, i: number) =>
    ({
      ...aPerson(),
      moduleId: o.moduleId,
      vouchers: { count: i % 5 ? 2 : 1 },
      commune: '37072',
      officeId: o.id,
    }) as any;
  const N = Number(process.env['N'] ?? 1500);
  let t = performance.now();
  let c = await cpu();
  for (let i = 0; i < N; i++) {
    const o = offices[i % 20]!;
    await svc.handOut(actor(o), once(o), req(o, i));
    if (i % 500 === 499) {
      report();
      {
        const d = await cpu();
        out.push(`cpu pg ${((d.pg - c.pg) / 500).toFixed(2)} node ${((d.node - c.node) / 500).toFixed(2)}`);
        c = d;
      }
      out.push(`seq ${i + 1}: ${((performance.now() - t) / 500).toFixed(2)} ms each`);
      t = performance.now();
    }
  }
  times.clear();
  t = performance.now();
  if (!process.env['P']) {
    process.stderr.write(out.join('\n') + '\n');
    return;
  }
  await Promise.all(
    offices.map(async (o) => {
      for (let i = 0; i < N / 10; i++) await svc.handOut(actor(o), once(o), req(o, i));
    }),
  );
  out.push(`parallel ${2 * N}: ${((performance.now() - t) / (2 * N)).toFixed(2)} ms each`);
  t = performance.now();
  for (let i = 0; i < 500; i++) {
    const o = offices[i % 20]!;
    await server.get(Database).transaction((tx) => svc.handOutIn(tx, actor(o), req(o, i)));
  }
  out.push(`seq in: ${((performance.now() - t) / 500).toFixed(2)} ms each`);
  process.stderr.write(out.join('\n') + '\n');
}, 600000);
