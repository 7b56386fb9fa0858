import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Redemptions } from '../../src/redemption/redemptions.service.js';
import { GroupSessions } from '../../src/redemption/group-sessions.service.js';
import { PayoutRuns } from '../../src/settlement/payout-runs.service.js';
import { FeeSweeps } from '../../src/settlement/fee-sweeps.service.js';
import { affected, rows } from '../../src/database/sql.js';
import { TestApp } from '../support/app.js';
import { aDesk, anIssuedOrder, type Desk } from '../support/redemption.js';
import { theGap } from '../support/orders.js';
import pg from 'pg';

it('bench', async () => {
  const server = await TestApp.start();
  const order = await anIssuedOrder(server, { books: 2900 });
  const office = await server.db.transaction(async (tx) => {
    await affected(tx, `INSERT INTO organisation (kind, name, created_at) VALUES ('prescriber','p','2026-01-01')`);
    await affected(tx, `INSERT INTO office (prescriber_id, name, insee) SELECT id, 'x', '37072' FROM organisation WHERE kind = 'prescriber' LIMIT 1`);
    await affected(tx, `INSERT INTO module (title, hours) VALUES ('bench', 3)`);
    await affected(tx, `INSERT INTO beneficiary (exercise, pseudonym) SELECT 2026, sha256(serial::text::bytea) FROM voucher`);
    await affected(tx, `INSERT INTO hand_out (exercise, beneficiary_id, module_id, office_id, round, age_bracket, insee, prior_cents, at, day) SELECT 2026, b.id, (SELECT id FROM module WHERE title='bench'), (SELECT id FROM office), 1, 'x', '37072', 0, $1, $2 FROM beneficiary b`, [server.clock.now(), server.clock.today()]);
    await affected(tx, `INSERT INTO hand_out_voucher (voucher_serial, hand_out_id, slot) SELECT v.serial, h.id, 1 FROM (SELECT serial, row_number() over () n FROM voucher) v JOIN (SELECT id, row_number() over () n FROM hand_out) h USING (n)`);
  });
  const desks: Desk[] = [];
  for (let i = 0; i < 20; i++) desks.push(await aDesk(server));
  const actorOf = (d: Desk) => ({ organisationId: d.structureId, kind: 'structure', role: 'mediator', personId: d.mediatorPersonId, apiKeyId: null, officeId: null }) as any;
  const once = (d: Desk) => ({ organisationId: d.structureId, key: randomUUID(), hash: Buffer.alloc(32) });
  let queries = 0;
  const orig = (pg.Client.prototype as any).query;
  const seen: string[] = []; let capture = false; const captured: [string, unknown[]][] = [];
  (pg.Client.prototype as any).query = function (...a: any[]) { queries++; if (capture) captured.push([String(a[0]?.text ?? a[0]), a[1] ?? a[0]?.values ?? []]); if (seen.length < 60) seen.push(String(a[0]?.text ?? a[0]).trim().slice(0, 70)); return orig.apply(this, a); };
  const lat = new Map<string, [number, number]>();
  const inner = (pg.Client.prototype as any).query;
  (pg.Client.prototype as any).query = function (...a: any[]) {
    const name = String(a[0]?.text ?? a[0]).trim().slice(0, 40).replaceAll(/\s+/g, ' ');
    const t = performance.now();
    const cb = a[a.length - 1];
    const done = () => { const e = lat.get(name) ?? [0, 0]; e[0]++; e[1] += performance.now() - t; lat.set(name, e); };
    if (typeof cb === 'function') { a[a.length - 1] = (...r: any[]) => { done(); cb(...r); }; return inner.apply(this, a); }
    const r = inner.apply(this, a);
    if (r?.then) void r.then(done, done);
    return r;
  };
  if (process.env.PREP) {
    const inner2 = (pg.Client.prototype as any).query;
    const names = new Map<string, string>();
    (pg.Client.prototype as any).query = function (...a: any[]) {
      if (typeof a[0] === 'string' && Array.isArray(a[1]) && a[1].length > 0) {
        let n = names.get(a[0]); if (!n) { n = 'p' + names.size; names.set(a[0], n); }
        return inner2.call(this, { name: n, text: a[0], values: a[1] }, ...a.slice(2));
      }
      return inner2.apply(this, a);
    };
  }
  const S = server.get(Redemptions), G = server.get(GroupSessions);
  await S.redeem(actorOf(desks[0]!), once(desks[0]!), { ...desks[0]!.session, code: order.take().code } as any);
  seen.length = 0; queries = 0;
  await S.redeem(actorOf(desks[0]!), once(desks[0]!), { ...desks[0]!.session, code: order.take().code } as any);
  console.log(queries, seen.join('\n'));
  const pgCpu = async () => {
    const fs = await import('node:fs');
    const pids = await server.db.read((tx) => rows<{ pid: number }>(tx, `SELECT pid FROM pg_stat_activity WHERE datname = current_database()`));
    let ticks = 0;
    for (const { pid } of pids) { try { const f = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' '); ticks += Number(f[11]) + Number(f[12]); } catch {} }
    return ticks * 10;
  };
  const many = async (n: number, lanes: number, f: (d: Desk) => Promise<unknown>) => {
    const p0 = await pgCpu(); const c0 = process.cpuUsage();
    const t = performance.now(); queries = 0; let left = n;
    await Promise.all(Array.from({ length: lanes }, async (_, l) => { while (left-- > 0) await f(desks[(l + left) % 20]!); }));
    const ms = performance.now() - t; const c = process.cpuUsage(c0); const p1 = await pgCpu(); const cpu = `node cpu ${((c.user + c.system) / 1000 / n).toFixed(2)} ms, pg cpu ${((p1 - p0) / n).toFixed(2)} ms`;
    return `${n} in ${(ms / 1000).toFixed(2)} s, ${(ms / n).toFixed(2)} ms each, ${(queries / n).toFixed(2)} queries each, ${cpu}`;
  };
  const single = (d: Desk) => S.redeem(actorOf(d), once(d), { ...d.session, code: order.take().code } as any);
  const group = (d: Desk) => G.redeem(actorOf(d), once(d), { ...d.session, lines: Array.from({ length: 8 }, () => ({ code: order.take().code })) } as any);
  const N = Number(process.env.BENCH_N ?? 4000);
  console.log('lanes 1', await many(500, 1, single));
  console.log([...lat].map(([n, [c, t]]) => `lat ${(t / c).toFixed(3)} ms x${c} ${n}`).join('\n')); lat.clear();
  console.log('lanes 4', await many(N, 4, single));
  console.log('lanes 8', await many(N, 8, single));
  console.log('groups lanes 4', await many(2000, 4, group));
  console.log([...lat].map(([n, [c, t]]) => `lat ${(t / c).toFixed(3)} ms x${c} ${n}`).join('\n'));
  server.clock.advance(1000);
  const op = { organisationId: (await server.db.read((tx) => rows<any>(tx, `SELECT id FROM organisation WHERE kind='operator' LIMIT 1`)))[0].id, kind: 'operator', role: 'operator', personId: null, apiKeyId: null, officeId: null } as any;
  const o = () => ({ organisationId: op.organisationId, key: randomUUID(), hash: Buffer.alloc(32) });
  const time = async (n: string, f: () => Promise<any>) => { const t = performance.now(); queries = 0; const r = await f(); console.log(n, (performance.now() - t).toFixed(0), 'ms', queries, 'queries'); return r; };
  const run = await time('prepare', () => server.get(PayoutRuns).prepare(op, o()));
  console.log(run.redemptions, run.transfers);
  await time('send', () => server.get(PayoutRuns).send(op, o(), run.id));
  await time('sweep', () => server.get(FeeSweeps).sweep(op, o(), run.id));
  

  capture = true;
  await single(desks[0]!);
  capture = false;
  for (const [sql, params] of captured) {
    if (!/^\s*(SELECT|INSERT|UPDATE|WITH)/.test(sql)) continue;
    await server.db.transaction(async (tx) => {
      let plan: string[] = [];
      for (let i = 0; i < 5; i++) {
        await rows(tx, 'SAVEPOINT x');
        try { plan = (await rows<any>(tx, 'EXPLAIN (ANALYZE, SETTINGS) ' + sql, params)).map((x) => x['QUERY PLAN']); } catch (e: any) { plan = [e.message]; }
        await rows(tx, 'ROLLBACK TO SAVEPOINT x');
      }
      console.log(sql.trim().slice(0, 60) + '\n' + plan.filter((l) => /Planning Time|Execution Time|Trigger|duplicate/.test(l)).join('\n') + (process.env.FULL ? '\n' + plan.join('\n') : ''));
      throw new Error('rollback');
    }).catch(() => undefined);
  }
  console.log('gap', await theGap(server));
  await server.stop();
}, 600_000);
