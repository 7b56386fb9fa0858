// node bench/exports.mjs [rows]: how fast a million rows leave as CSV, and what memory that takes. On a database of its own,
// filled by SQL; the service runs in a process of its own, and is asked over HTTP on the loopback.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get } from 'node:http';
import { memoryMb, onStage, seconds } from './stage.mjs';

const rows = Number(process.argv[2] ?? 1_000_000);
const token = randomBytes(24).toString('base64url');
const hash = createHash('sha256').update(token).digest();

/** One funder, one order, an office and a venue; as many vouchers handed out and redeemed as asked, two transfers each. */
const FILL = [
  `INSERT INTO organisation (id, kind, name, siret, created_at)
   SELECT md5(kind)::uuid, kind, initcap(kind) || ' de mesure', lpad(n::text, 14, '0'), '2026-01-01'
     FROM unnest(ARRAY['operator', 'funder', 'prescriber', 'structure']) WITH ORDINALITY k (kind, n)`,
  `INSERT INTO structure VALUES (md5('structure')::uuid, 'association', 'mesure@example.fr')`,
  `INSERT INTO venue (id, structure_id, name, street, postcode, insee)
   VALUES (md5('venue')::uuid, md5('structure')::uuid, 'Lieu de mesure', '1 rue', '37500', '37072')`,
  `INSERT INTO mediator (id, structure_id, name, conseiller_numerique)
   VALUES (md5('mediator')::uuid, md5('structure')::uuid, 'Mesure', false)`,
  `INSERT INTO module (id, title, hours) VALUES (md5('module')::uuid, 'Module de mesure', 2)`,
  `INSERT INTO office (id, prescriber_id, name, insee)
   VALUES (md5('office')::uuid, md5('prescriber')::uuid, 'Antenne de mesure', '37072')`,
  `INSERT INTO voucher_order VALUES (md5('order')::uuid, 'C2026-000001', 2026, md5('funder')::uuid, NULL, NULL, '2020-01-01',
     ROWS / 10, 10, 1000, 0, ROWS * 1000::bigint, 0, ROWS * 1000::bigint, ROWS * 1000::bigint, 0, 50000, NULL, '2026-01-02')`,
  `INSERT INTO order_step (order_id, step, at) VALUES (md5('order')::uuid, 'submitted', '2026-01-02')`,
  `INSERT INTO account (kind, order_id, structure_id) VALUES ('vouchers-outstanding', md5('order')::uuid, NULL),
     ('structure-payable', NULL, md5('structure')::uuid), ('redemption-fees', NULL, NULL)`,
  `INSERT INTO book (order_id, number, kind, size) SELECT md5('order')::uuid, n, 'ordered', 10 FROM generate_series(1, ROWS / 10) n`,
  `INSERT INTO voucher (serial, book_id, position, order_id, exercise)
   SELECT n, (n - 1) / 10 + 1, (n - 1) % 10 + 1, md5('order')::uuid, 2026 FROM generate_series(1, ROWS) n`,
  `INSERT INTO hand_out (id, exercise, beneficiary_id, module_id, office_id, round, age_bracket, insee, prior_cents, at, day)
   SELECT md5('h' || n)::uuid, 2026, n, md5('module')::uuid, md5('office')::uuid, 1, '40-59', '37072', 0,
          '2026-02-01'::timestamptz + n % 300 * interval '1 day', '2026-02-01'::date + n % 300
     FROM generate_series(1, ROWS) n`,
  `INSERT INTO hand_out_voucher SELECT n, md5('h' || n)::uuid, 1 FROM generate_series(1, ROWS) n`,
  `INSERT INTO redemption (id, voucher_serial, order_id, structure_id, venue_id, mediator_id, module_id, session_on, price_cents,
                           copayment_cents, structure_cents, fee_cents, at, day)
   SELECT md5('r' || n)::uuid, n, md5('order')::uuid, md5('structure')::uuid, md5('venue')::uuid, md5('mediator')::uuid,
          md5('module')::uuid, '2026-05-04', 1000, 0, 958, 42, '2026-05-04T10:00Z', '2026-05-04' FROM generate_series(1, ROWS) n`,
  `INSERT INTO transfer (kind, debit_account, credit_account, cents, cause, cause_id, at, day)
   SELECT kind, 1, account, cents, 'redemption', md5('r' || n)::uuid, '2026-05-04T10:00Z', '2026-05-04'
     FROM generate_series(1, ROWS / 2) n, (VALUES ('redemption', 2, 958), ('redemption-fee', 3, 42)) t (kind, account, cents)`,
];

/** Foreign keys and triggers are for what the service writes: here they would only take their time. */
async function fill(stage) {
  await stage.rows(`SET session_replication_role = 'replica'`);
  for (const statement of FILL) await stage.rows(statement.replaceAll('ROWS', String(rows)));
  await stage.rows(
    `INSERT INTO api_key (organisation_id, name, secret_hash, created_at) VALUES (md5('operator')::uuid, 'bench', $1, '2026-01-01')`,
    [hash],
  );
  await stage.rows('VACUUM ANALYZE');
}

async function download(address, name) {
  const [reply] = await once(
    get(`${address}/api/v1/exports/${name}.csv?exercise=2026`, {
      headers: { authorization: `Bearer ${token}` },
    }),
    'response',
  );
  if (reply.statusCode !== 200) throw new Error(`${name}.csv answered ${reply.statusCode}`);
  let [bytes, lines] = [0, -1];
  for await (const chunk of reply) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  }
  return { bytes, lines };
}

async function play(stage) {
  const filling = performance.now();
  await fill(stage);
  console.log(`filled in ${seconds(filling)}`);
  for (const name of ['ledger', 'redemptions', 'hand-outs']) {
    const service = await stage.service({}, '2026-06-01T10:00:00Z');
    await download(service.address, 'orders');
    const before = memoryMb(service, 'VmRSS');
    const started = performance.now();
    const { bytes, lines } = await download(service.address, name);
    const taken = (performance.now() - started) / 1000;
    console.log(
      [
        name.padEnd(12),
        `${lines} rows`,
        `${taken.toFixed(1)} s`,
        `${Math.round(lines / taken)} rows/s`,
        `${(bytes / 1e6 / taken).toFixed(1)} MB/s`,
        `${before} MB resident, ${memoryMb(service) - before} MB more at most`,
      ].join('  '),
    );
    await service.end();
  }
}

await onStage(30, play);
