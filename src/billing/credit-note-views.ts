import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { rows, type Tx } from '../database/sql.js';
import { type Page, readCursor, rowsToFetch, toPage } from '../shared/http/page.js';
import { type Cents, sum } from '../shared/money.js';
import type { CreditNoteQuery, CreditNoteView, CreditShareView, CreditUseView } from './billing.dto.js';
import { CREDIT_SHARES, type CreditShare } from './credit-notes.js';

type NoteRow = Omit<CreditNoteView, 'funder' | 'shares'> & {
  funderId: string;
  funderName: string;
  stateId: string | null;
  funderCents: Cents;
  stateCents: Cents;
};
type UseRow = CreditUseView & { creditNoteId: string; share: CreditShare };

/** The notes an organisation may read: the operator all, a funder its orders', the State those that owe it something. */
const READABLE_SQL = `
  ($1 = 'operator' OR ($1 = 'funder' AND o.funder_id = $2) OR ($1 = 'state' AND a.state_id = $2 AND n.state_cents > 0))`;

/** What concerns the one who asks: a funder and the State their own share, the operator both. */
const OWN_CENTS_SQL = `
  (CASE $1 WHEN 'funder' THEN n.funder_cents WHEN 'state' THEN n.state_cents ELSE n.funder_cents + n.state_cents END)`;
const OWN_SPENT_SQL = `
  coalesce((SELECT sum(u.cents) FROM standing_credit_use u WHERE u.credit_note_id = n.id AND $1 IN ('operator', u.share)), 0)`;

const NOTES_SQL = `
  credit_note n JOIN voucher_order o ON o.id = n.order_id LEFT JOIN grant_agreement a ON a.id = o.agreement_id`;

/** Credit notes as they are read, with what is spent and what is left of each share. */
@Injectable()
export class CreditNoteViews {
  constructor(private readonly db: Database) {}

  list(actor: Actor, query: CreditNoteQuery): Promise<Page<CreditNoteView>> {
    const [after] = readCursor(query, 'text');
    return this.db.read(async (tx) => {
      const found = await rows<{ id: string; number: string }>(
        tx,
        `SELECT n.id, n.number FROM ${NOTES_SQL}
          WHERE ${READABLE_SQL}
            AND ($3::uuid IS NULL OR n.order_id = $3)
            AND ($4::boolean IS NULL OR $4 = (${OWN_CENTS_SQL} > ${OWN_SPENT_SQL}))
            AND ($5::int IS NULL OR o.exercise = $5)
            AND ($6::uuid IS NULL OR o.agreement_id = $6)
            AND ($7::text IS NULL OR n.number < $7)
          ORDER BY n.number DESC LIMIT $8`,
        [
          actor.role,
          actor.organisationId,
          query.orderId ?? null,
          query.open ?? null,
          query.exercise ?? null,
          query.agreementId ?? null,
          after,
          rowsToFetch(query),
        ],
      );
      const page = toPage(query, found, (last) => [last.number]);
      const items = await this.load(
        tx,
        actor,
        page.items.map((each) => each.id),
      );
      return { items, next: page.next };
    });
  }

  /** Refusal: access.not-found for a note that does not exist or does not concern the organisation. */
  get(actor: Actor, id: string): Promise<CreditNoteView> {
    return this.db.read((tx) => this.find(tx, actor, id));
  }

  async find(tx: Tx, actor: Actor, id: string): Promise<CreditNoteView> {
    const [note] = await this.load(tx, actor, [id]);
    if (!note) throw refuseAccess('not-found');
    return note;
  }

  private async load(tx: Tx, actor: Actor, ids: readonly string[]): Promise<CreditNoteView[]> {
    const notes = await rows<NoteRow>(
      tx,
      `SELECT n.id, n.number, n.kind, n.order_id AS "orderId", o.number AS "orderNumber", n.issued_at AS "issuedAt",
              n.issued_on AS "issuedOn", n.invoice_id AS "cancelledInvoiceId", n.funder_cents AS "funderCents", n.state_cents AS "stateCents",
              o.funder_id AS "funderId", f.name AS "funderName", o.agreement_id AS "agreementId", a.state_id AS "stateId"
         FROM ${NOTES_SQL} JOIN organisation f ON f.id = o.funder_id
        WHERE ${READABLE_SQL} AND n.id = ANY ($3::uuid[]) ORDER BY n.number DESC`,
      [actor.role, actor.organisationId, ids],
    );
    const uses = await rows<UseRow>(
      tx,
      `SELECT u.credit_note_id AS "creditNoteId", u.share, u.id, u.purpose, u.cents, u.at,
              i.id AS "invoiceId", i.number AS "invoiceNumber", u.bank_reference AS "bankReference", u.reason,
              EXISTS (SELECT 1 FROM credit_return r WHERE r.credit_use_id = u.id) AS returned
         FROM credit_use u
         JOIN credit_note n ON n.id = u.credit_note_id
         LEFT JOIN payment p ON p.id = coalesce(u.payment_id, u.reversed_payment_id)
         LEFT JOIN invoice i ON i.id = coalesce(p.invoice_id, CASE u.purpose WHEN 'set-off' THEN n.invoice_id END)
        WHERE u.credit_note_id = ANY ($1::uuid[]) ORDER BY u.returns_before, u.spent_before_cents`,
      [notes.map((note) => note.id)],
    );
    return notes.map((note) =>
      viewOf(
        actor,
        note,
        uses.filter((use) => use.creditNoteId === note.id),
      ),
    );
  }
}

function viewOf(actor: Actor, note: NoteRow, uses: readonly UseRow[]): CreditNoteView {
  const { funderId, funderName, stateId, funderCents, stateCents, ...head } = note;
  const shares = CREDIT_SHARES.flatMap((share): CreditShareView[] => {
    const totalCents = share === 'funder' ? funderCents : stateCents;
    if (totalCents === 0n || (actor.role === 'state' && share !== 'state')) return [];
    const ownerId = share === 'funder' ? funderId : stateId;
    const ofShare = uses.filter((use) => use.share === share);
    const spentCents = sum(ofShare.filter((use) => !use.returned).map((use) => use.cents));
    const shown = actor.role === 'operator' || actor.organisationId === ownerId ? ofShare : [];
    return [
      {
        share,
        totalCents,
        spentCents,
        restCents: totalCents - spentCents,
        uses: shown.map(({ creditNoteId: _note, share: _share, ...use }) => use),
      },
    ];
  });
  return { ...head, funder: { id: funderId, name: funderName }, shares };
}
