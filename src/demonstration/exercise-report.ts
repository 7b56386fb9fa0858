import { rows, type Tx } from '../database/sql.js';
import { backingGap, backingOn } from '../ledger/backing.js';
import type { Day } from '../shared/calendar.js';
import { type Cents, euros, sum } from '../shared/money.js';

/** What an exercise came to for one funder; amounts in cents. A replaced voucher and its replacement count as one. */
export interface FunderResult {
  readonly name: string;
  readonly orderedCents: Cents;
  readonly stateShareCents: Cents;
  readonly feesCents: Cents;
  readonly vouchers: number;
  readonly handedOut: number;
  readonly redeemed: number;
  readonly paidToStructuresCents: Cents;
  readonly redemptionFeeCents: Cents;
  readonly expired: number;
  readonly creditedToFunderCents: Cents;
  readonly creditedToStateCents: Cents;
}

/** The results of an exercise, by funder. What was sent to structures and rejected by the bank is not paid. */
export function funderResults(tx: Tx, exercise: number): Promise<FunderResult[]> {
  return rows<FunderResult>(
    tx,
    `WITH RECURSIVE value AS (
       SELECT serial AS root, serial, order_id FROM voucher WHERE exercise = $1 AND replaces IS NULL
       UNION ALL
       SELECT value.root, v.serial, v.order_id FROM value JOIN voucher v ON v.replaces = value.serial
     ), life AS (
       SELECT value.order_id, value.root,
              -- The last voucher of a line says where its value is: a replacement in the drawer is not handed out.
              bool_or(h.voucher_serial IS NOT NULL AND next.serial IS NULL) AS handed_out,
              bool_or(e.kind = 'redeemed') AS redeemed,
              bool_or(e.kind = 'expired') AS expired,
              coalesce(sum(r.structure_cents) FILTER (WHERE paid.redemption_id IS NOT NULL), 0) AS paid_cents,
              coalesce(sum(r.fee_cents), 0) AS fee_cents
         FROM value
         LEFT JOIN voucher next ON next.replaces = value.serial
         LEFT JOIN hand_out_voucher h ON h.voucher_serial = value.serial
         LEFT JOIN voucher_end e ON e.voucher_serial = value.serial
         LEFT JOIN redemption r ON r.id = e.redemption_id
         LEFT JOIN (SELECT l.redemption_id FROM payout_line l
                      JOIN standing_answer o ON o.payout_id = l.payout_id AND o.outcome = 'confirmed') paid
                ON paid.redemption_id = r.id
        GROUP BY value.order_id, value.root
     ), used AS (
       SELECT order_id, count(*)::int AS vouchers, count(*) FILTER (WHERE handed_out)::int AS handed_out,
              count(*) FILTER (WHERE redeemed)::int AS redeemed, count(*) FILTER (WHERE expired)::int AS expired,
              sum(paid_cents)::bigint AS paid_cents, sum(fee_cents)::bigint AS fee_cents
         FROM life GROUP BY order_id
     )
     SELECT f.name,
            sum(o.face_value_cents)::bigint AS "orderedCents",
            sum(o.state_share_cents)::bigint AS "stateShareCents",
            sum(o.fee_cents)::bigint AS "feesCents",
            sum(u.vouchers)::int AS vouchers,
            sum(u.handed_out)::int AS "handedOut",
            sum(u.redeemed)::int AS redeemed,
            sum(u.paid_cents)::bigint AS "paidToStructuresCents",
            sum(u.fee_cents)::bigint AS "redemptionFeeCents",
            sum(u.expired)::int AS expired,
            coalesce(sum(n.funder_cents), 0)::bigint AS "creditedToFunderCents",
            coalesce(sum(n.state_cents), 0)::bigint AS "creditedToStateCents"
       FROM voucher_order o
       JOIN organisation f ON f.id = o.funder_id
       JOIN used u ON u.order_id = o.id
       LEFT JOIN credit_note n ON n.order_id = o.id AND n.kind = 'year-end'
      WHERE o.exercise = $1
      GROUP BY f.id, f.name ORDER BY "orderedCents" DESC, f.name`,
    [exercise],
  );
}

const COLUMNS: readonly [string, (result: FunderResult) => string][] = [
  ['ordered', (each) => euros(each.orderedCents)],
  ['State share', (each) => euros(each.stateShareCents)],
  ['handed out', (each) => String(each.handedOut)],
  ['redeemed', (each) => String(each.redeemed)],
  ['to structures', (each) => euros(each.paidToStructuresCents)],
  ['fee', (each) => euros(each.redemptionFeeCents)],
  ['expired', (each) => String(each.expired)],
  ['credited', (each) => euros(each.creditedToFunderCents + each.creditedToStateCents)],
];

/** The results as a table to read, a line per funder and their total. */
export function tableOf(results: readonly FunderResult[]): string {
  const lines = [
    ['', ...COLUMNS.map(([title]) => title)],
    ...[...results, totalOf(results)].map((result) => [
      result.name,
      ...COLUMNS.map(([, show]) => show(result)),
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
    .join('\n');
}

function totalOf(results: readonly FunderResult[]): FunderResult {
  const cents = (read: (result: FunderResult) => Cents) => sum(results.map(read));
  const count = (read: (result: FunderResult) => number) =>
    results.reduce((total, each) => total + read(each), 0);
  return {
    name: 'total',
    orderedCents: cents((each) => each.orderedCents),
    stateShareCents: cents((each) => each.stateShareCents),
    feesCents: cents((each) => each.feesCents),
    vouchers: count((each) => each.vouchers),
    handedOut: count((each) => each.handedOut),
    redeemed: count((each) => each.redeemed),
    paidToStructuresCents: cents((each) => each.paidToStructuresCents),
    redemptionFeeCents: cents((each) => each.redemptionFeeCents),
    expired: count((each) => each.expired),
    creditedToFunderCents: cents((each) => each.creditedToFunderCents),
    creditedToStateCents: cents((each) => each.creditedToStateCents),
  };
}

/** The backing equation of a day, written out (RULES: backing). */
export async function backingText(tx: Tx, day: Day): Promise<string> {
  const backing = await backingOn(tx, day);
  const terms = [
    [backing.outstandingCents, 'outstanding vouchers'],
    [backing.owedToStructuresCents, 'owed to structures'],
    [backing.creditNotesCents, 'credit notes'],
    [backing.paidInAdvanceCents, 'paid in advance'],
    [backing.unsweptFeeCents, 'fees not yet swept'],
  ] as const;
  const sign = backingGap(backing) === 0n ? '=' : '≠';
  return [
    `ring-fenced ${euros(backing.ringFencedCents)} ${sign}`,
    ...terms.map(([cents, what], index) => `  ${index === 0 ? ' ' : '+'} ${euros(cents)} ${what}`),
  ].join('\n');
}
