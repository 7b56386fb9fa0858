// node bench/closing.mjs [vouchers]: a year is closed while its vouchers are scanned. The clock of the venues' service is half an
// hour behind that of the worker: so each voucher is asked for by both, and only one may have it. Told: how long a scan takes
// before and during the expiry. Then the year is closed, and all of it done again: no row may change.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onStage, seconds, until } from './stage.mjs';

const vouchers = Math.ceil(Number(process.argv[2] ?? 100_000) / 10) * 10;
const SCANNERS = 2;
const AT = {
  order: '2026-03-02T10:00:00Z',
  lastEvening: '2027-01-31T22:45:00Z',
  toleranceOver: '2027-01-31T23:15:00Z',
  statement: '2027-02-08T10:00:00Z',
};
const EXERCISE = '/exercises/2026';

async function play(stage) {
  let service = await stage.service({}, AT.order);
  const operator = await stage.organisation('operator', service);
  const funder = await stage.organisation('funder', service);
  const structure = await aStructure(stage, operator, service);
  const worker = await stage.worker('worker', {}, AT.order);
  const { id: orderId } = await stage.paidOrder({ operator, funder }, vouchers, '2026-03-02');
  const active = `SELECT 1 FROM order_step WHERE order_id = $1 AND step = 'active'`;
  await until(() => stage.value(active, [orderId]), 'the order is active');
  await worker.die();
  const codes = await handOut(stage, funder, orderId, structure.session.moduleId);
  // What the database does by itself in the months that are played here in a minute.
  await stage.rows('ANALYZE');

  service = await stage.service({}, AT.lastEvening);
  const scans = new Scans(structure.at(service), structure.session, codes);
  await scans.run(() => scans.tried < codes.length / 10);
  console.log(`before: ${scans.told()}`);

  const later = await stage.service({}, AT.toleranceOver);
  await stage.worker('worker', {}, AT.toleranceOver);
  const started = performance.now();
  await operator.at(later).post(`${EXERCISE}/expiry`);
  let done = false;
  const expiring = until(() => isDone(operator.at(later), 'expiry'), 'the expiry is done').finally(
    () => (done = true),
  );
  await Promise.all([expiring, scans.run(() => !done)]);
  console.log(`${vouchers} vouchers expired in ${seconds(started)}; during: ${scans.told()}`);

  const wrong = await wrongEnds(stage, scans.accepted);
  service = await stage.service({}, AT.statement);
  await stage.worker('worker', {}, AT.statement);
  const close = () => closeTheYear(operator.at(service), funder.at(service));
  await close();
  // The letters that the closing tells are jobs: they end after it.
  const idle = 'SELECT NOT EXISTS (SELECT 1 FROM job WHERE done_at IS NULL AND failed_at IS NULL)';
  await until(() => stage.value(idle), 'no job is left');
  const before = await stage.digests();
  scans.again(structure.at(service));
  await Promise.all([close(), scans.run(() => scans.tried < 200)]);
  console.log(`closed twice; meanwhile: ${scans.told()}`);
  const after = await stage.digests();
  for (const table of Object.keys(before)) if (before[table] !== after[table]) wrong.push(`${table} changed`);
  if (scans.accepted > 0) wrong.push('a scan was accepted after the year was closed');
  wrong.push(...(await stage.audit()));
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  console.log(
    'ok: each voucher redeemed or expired, never both; closed again, no row changed; the books are clean',
  );
}

/** Each code once, by several scanners; when they are through, once more from the beginning. */
class Scans {
  constructor(client, session, codes) {
    Object.assign(this, { session, codes, next: 0 });
    this.again(client);
  }

  again(client) {
    Object.assign(this, { client, tried: 0, accepted: 0, answers: {}, ms: [] });
  }

  async run(goesOn) {
    this.ms = [];
    this.answers = {};
    const scanner = async () => {
      while (goesOn()) {
        this.tried++;
        const code = this.codes[this.next++ % this.codes.length];
        const started = performance.now();
        const said = await this.client.tryPost('/redemptions', { ...this.session, code });
        this.ms.push(performance.now() - started);
        const answer = said.code ?? 'accepted';
        this.answers[answer] = (this.answers[answer] ?? 0) + 1;
        if (!said.code) this.accepted++;
      }
    };
    await Promise.all(Array.from({ length: SCANNERS }, scanner));
  }

  told() {
    const sorted = this.ms.toSorted((one, other) => one - other);
    const at = (share) => `${(sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0)} ms`;
    const answers = Object.entries(this.answers).map(([answer, count]) => `${count} ${answer}`);
    return `${sorted.length} scans, median ${at(0.5)}, p95 ${at(0.95)}, slowest ${at(1)} (${answers.join(', ')})`;
  }
}

/** A labelled structure, and what its scans say beside the code. */
async function aStructure(stage, operator, service) {
  const structure = await stage.organisation('structure', service);
  await stage.rows(
    `INSERT INTO structure (organisation_id, legal_form, contact_email) VALUES ($1, 'association', 'a@example.fr')`,
    [structure.id],
  );
  const own = `/structures/${structure.id}`;
  const { id: moduleId } = await operator.post('/modules', { title: 'Module de mesure', hours: 2 });
  const place = { name: 'Lieu', street: '1 rue', postcode: '37500', insee: '37072', opening: 'Le mardi' };
  const { id: venueId } = await structure.post(`${own}/venues`, place);
  const { id: mediatorId } = await structure.post(`${own}/mediators`, {
    name: 'Mesure',
    conseillerNumerique: false,
  });
  await structure.put(`${own}/offers`, { offers: [{ moduleId, priceCents: 1000 }] });
  const bank = { iban: 'FR7699999000010000000000115', bic: 'TESTFRPPXXX', holder: 'Mesure' };
  const { id: bankId } = await structure.post(`${own}/bank-details`, bank);
  await operator.post(`${own}/bank-details/${bankId}/verification`);
  const { id: applicationId } = await structure.post(`${own}/label-applications`);
  await operator.post(`/label-applications/${applicationId}/decision`, {
    outcome: 'granted',
    reason: 'Conforme.',
  });
  return { ...structure, session: { venueId, mediatorId, moduleId, sessionOn: '2026-12-31' } };
}

/** Every tenth voucher handed out, each to somebody else; gives the codes, in no order. */
async function handOut(stage, funder, orderId, moduleId) {
  const { codeOf, formatCode } = await import('../dist/scheme/voucher-code.js');
  const { id: prescriberId } = await stage.organisation('prescriber', null);
  const officeId = await stage.value(
    `INSERT INTO office (prescriber_id, name, insee) VALUES ($1, 'Antenne', '37072') RETURNING id`,
    [prescriberId],
  );
  await funder.post('/allotments', { orderId, fromNumber: 1, toNumber: vouchers / 10, officeId });
  const handedOut = await stage.rows(
    `WITH person AS (
       INSERT INTO beneficiary (exercise, pseudonym)
       SELECT 2026, sha256(convert_to(n::text, 'UTF8')) FROM generate_series(1, $1::int / 10) n RETURNING id
     ), made AS (
       INSERT INTO hand_out (exercise, beneficiary_id, module_id, office_id, round, age_bracket, insee, prior_cents, at, day)
       SELECT 2026, person.id, $2, office.id, 1, '26-39', '37072', 0, $3, '2026-03-02' FROM person, office RETURNING id
     ), to_give AS (
       SELECT serial, row_number() OVER (ORDER BY md5(serial::text)) AS place FROM voucher WHERE serial % 10 = 0
     ), given AS (
       INSERT INTO hand_out_voucher (voucher_serial, hand_out_id, slot)
       SELECT to_give.serial, numbered.id, 1 FROM to_give JOIN (SELECT id, row_number() OVER () AS place FROM made) numbered USING (place)
       RETURNING voucher_serial
     ) SELECT voucher_serial AS serial FROM given ORDER BY md5(voucher_serial::text)`,
    [vouchers, moduleId, AT.order],
  );
  const key = Buffer.from(readFileSync(join(stage.settings.keysDir, 'codes-2026.key'), 'utf8').trim(), 'hex');
  return handedOut.map(({ serial }) => formatCode(codeOf(key, 2026, BigInt(serial))));
}

async function isDone(operator, step) {
  const { steps } = await operator.get(`${EXERCISE}/calendar`);
  return steps.find((each) => each.step === step).state === 'done';
}

/** Every step from the expiry on, each asked for anew. */
async function closeTheYear(operator, funder) {
  await operator.post(`${EXERCISE}/expiry`);
  await until(() => isDone(operator, 'expiry'), 'the expiry is done');
  await operator.post(`${EXERCISE}/statements`);
  for (const { id, state } of (await funder.get('/statements?exercise=2026')).items)
    if (state === 'waiting') await funder.post(`/statements/${id}/agreement`);
  await operator.post(`${EXERCISE}/credit-notes`);
  await operator.post(`${EXERCISE}/closing`);
}

async function wrongEnds(stage, accepted) {
  const [ends] = await stage.rows(
    `SELECT count(*)::int AS all, count(*) FILTER (WHERE e.kind = 'redeemed')::int AS redeemed,
            (SELECT count(*)::int FROM redemption) AS scans FROM voucher_end e`,
  );
  const wanted = { all: vouchers, redeemed: accepted, scans: accepted };
  return Object.keys(wanted).flatMap((name) =>
    ends[name] === wanted[name]
      ? []
      : [`vouchers ended: ${name} is ${ends[name]} instead of ${wanted[name]}`],
  );
}

await onStage(30, play);
