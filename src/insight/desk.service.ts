import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { rows } from '../database/sql.js';
import { SEND_LETTER } from '../letters/letters.js';
import {
  destinationsOf,
  LAST_ATTEMPT_SQL,
  owedToStructures,
  type Waiting,
  waitingOf,
} from '../settlement/owed.js';
import { PAYOUT_STATE_SQL } from '../settlement/payout-lists.service.js';
import type { Desk, DeskLine, DeskTask } from './desk.dto.js';

/** What waits for the operator, counted. Each count is the length of a list that the API gives elsewhere. */
@Injectable()
export class OperatorDesk {
  constructor(private readonly db: Database) {}

  show(): Promise<Desk> {
    return this.db.read(async (tx) => {
      const counted = await rows<DeskLine>(tx, WAITING_SQL, []);
      const owed = await owedToStructures(tx, {});
      const destinations = await destinationsOf(
        tx,
        owed.map(({ structureId }) => structureId),
      );
      const waiting = owed.map((each) => waitingOf(each, destinations.get(each.structureId)));
      return {
        items: [
          ...counted,
          owedLine(
            'payouts-rejected',
            waiting.filter((each) => each.rejectedPayouts > 0),
          ),
          owedLine(
            'owed-now',
            waiting.filter((each) => each.reason === 'next-run'),
          ),
        ],
      };
    });
  }
}

function owedLine(task: DeskTask, waiting: readonly Waiting[]): DeskLine {
  return { task, count: waiting.length, cents: waiting.reduce((sum, each) => sum + each.cents, 0n) };
}

const PAYOUTS_SQL = `payout p ${LAST_ATTEMPT_SQL} LEFT JOIN payout_run_sent s ON s.run_id = t.run_id`;

const WAITING_SQL = `
  SELECT 'jobs-failed' AS task, count(*)::int AS count, 0::bigint AS cents FROM job WHERE failed_at IS NOT NULL
  UNION ALL
  SELECT 'orders', count(*)::int, coalesce(sum(o.face_value_cents), 0)::bigint FROM voucher_order o
   WHERE NOT EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step <> 'submitted')
  UNION ALL
  SELECT 'bank', count(*)::int, 0 FROM (
    SELECT DISTINCT ON (structure_id) id FROM bank_details ORDER BY structure_id, submitted_at DESC) latest
   WHERE NOT EXISTS (SELECT 1 FROM bank_details_verification v WHERE v.bank_details_id = latest.id)
  UNION ALL
  SELECT 'labels', count(DISTINCT a.structure_id)::int, 0 FROM label_application a
   WHERE NOT EXISTS (SELECT 1 FROM label_decision d WHERE d.application_id = a.id)
  UNION ALL
  SELECT 'runs-' || state, count(found.cents)::int, coalesce(sum(found.cents), 0)::bigint
    FROM (VALUES ('prepared'), ('sent')) AS known (state)
    LEFT JOIN (SELECT p.cents, ${PAYOUT_STATE_SQL} AS state FROM ${PAYOUTS_SQL}) AS found USING (state)
   GROUP BY state
  UNION ALL
  SELECT 'contested', count(*)::int, 0 FROM statement_answer a
   WHERE a.answer = 'contested'
     AND NOT EXISTS (SELECT 1 FROM statement_settlement t WHERE t.statement_id = a.statement_id)
  UNION ALL
  SELECT 'statements', count(*)::int, 0 FROM statement s
   WHERE NOT EXISTS (SELECT 1 FROM statement_answer a WHERE a.statement_id = s.id)
     AND NOT EXISTS (SELECT 1 FROM statement_settlement t WHERE t.statement_id = s.id)
  UNION ALL
  SELECT 'invoices', count(*)::int, coalesce(sum(i.total_cents - paid.cents), 0)::bigint FROM invoice i
   CROSS JOIN LATERAL (SELECT coalesce(sum(p.cents), 0) AS cents FROM standing_payment p WHERE p.invoice_id = i.id) paid
   WHERE i.total_cents > paid.cents AND NOT EXISTS (SELECT 1 FROM credit_note n WHERE n.invoice_id = i.id)
  UNION ALL
  SELECT 'letters', count(*)::int, 0 FROM letter l JOIN job j ON j.kind = '${SEND_LETTER}' AND j.subject_id = l.id::text
   WHERE j.done_at IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM letter_delivery d WHERE d.letter_id = l.id AND d.outcome = 'sent')`;
