import type { Writable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { oneRow, rows, type Tx } from '../database/sql.js';
import { type FileToSend, pdfToSend } from '../documents/file-answer.js';
import { partyFoot, partyLines } from '../documents/party.js';
import { writePdf } from '../documents/pdf.js';
import { Sheet } from '../documents/sheet.js';
import { type Day, frenchDay } from '../shared/calendar.js';
import { type Cents, euros, frenchWhole } from '../shared/money.js';
import type { CreditNoteKind } from './credit-notes.js';
import { CreditNoteViews } from './credit-note-views.js';
import { VOUCHERS_OUTSIDE_VAT } from './invoice-document.js';
import { partiesOf } from './paper-parties.js';

interface Note {
  number: string;
  kind: CreditNoteKind;
  issuedOn: Day;
  orderId: string;
  orderNumber: string;
  exercise: number;
  engagementNumber: string | null;
  voucherCents: Cents;
  agreementReference: string | null;
  funderCents: Cents;
  stateCents: Cents;
  /** Of a cancellation: the VAT of the invoice, what was unpaid of it, and why the order was abandoned. */
  vatCents: Cents;
  vatRateBasisPoints: number;
  setOffCents: Cents;
  reason: string | null;
}

interface Corrected {
  number: string;
  issuedOn: Day;
  totalCents: Cents;
  payerName: string;
}

/** Credit notes as PDF: both shares, whoever reads them. */
@Injectable()
export class CreditNoteDocuments {
  constructor(
    private readonly db: Database,
    private readonly views: CreditNoteViews,
  ) {}

  /** A credit note to download, the same bytes whenever it is. Refusal: access.not-found. */
  async pdf(actor: Actor, creditNoteId: string): Promise<FileToSend> {
    const { number } = await this.views.get(actor, creditNoteId);
    return pdfToSend(`avoir-${number}.pdf`, (sink) => this.write(actor, creditNoteId, sink));
  }

  /** Writes a credit note into the stream, and ends it. Refusal, before the first byte: access.not-found. */
  write(actor: Actor, creditNoteId: string, sink: Writable): Promise<void> {
    return this.db.read(async (tx) => {
      await this.views.find(tx, actor, creditNoteId);
      const note = await this.note(tx, creditNoteId);
      const corrected = await this.corrected(tx, creditNoteId);
      const { seller, funder, state } = await partiesOf(tx, { creditNoteId });
      await writePdf(sink, { title: `Avoir ${note.number}`, on: note.issuedOn }, async (pdf) => {
        const sheet = new Sheet(pdf, { kind: 'Avoir', number: `n° ${note.number}`, foot: partyFoot(seller) });
        await sheet.turn();
        sheet.blocks([
          { label: 'Émis par', lines: partyLines(seller) },
          { label: 'Commanditaire', lines: partyLines(funder) },
          ...(state && note.stateCents > 0n
            ? [{ label: 'Service de l’État', lines: partyLines(state) }]
            : []),
        ]);
        await draw(sheet, note, corrected, funder.name);
      });
    });
  }

  private note(tx: Tx, id: string): Promise<Note> {
    return oneRow<Note>(
      tx,
      `SELECT n.number, n.kind, n.issued_on AS "issuedOn", n.order_id AS "orderId", o.number AS "orderNumber", o.exercise,
              o.engagement_number AS "engagementNumber", o.voucher_cents AS "voucherCents", a.reference AS "agreementReference",
              n.funder_cents AS "funderCents", n.state_cents AS "stateCents",
              coalesce(i.vat_cents, 0) AS "vatCents", coalesce(i.vat_rate_basis_points, 0) AS "vatRateBasisPoints",
              (SELECT coalesce(sum(u.cents), 0)::bigint FROM credit_use u WHERE u.credit_note_id = n.id AND u.purpose = 'set-off')
                AS "setOffCents",
              (SELECT s.reason FROM order_step s WHERE s.order_id = n.order_id AND s.step = 'abandoned') AS reason
         FROM credit_note n
         LEFT JOIN invoice i ON i.id = n.invoice_id
         JOIN voucher_order o ON o.id = n.order_id
         LEFT JOIN grant_agreement a ON a.id = o.agreement_id
        WHERE n.id = $1`,
      [id],
    );
  }

  /** The invoices it corrects: that which it cancels, that of the payment that was too much, or those of the vouchers. */
  private corrected(tx: Tx, id: string): Promise<Corrected[]> {
    return rows<Corrected>(
      tx,
      `SELECT i.number, i.issued_on AS "issuedOn", i.total_cents AS "totalCents", payer.name AS "payerName"
         FROM credit_note n
         JOIN invoice i ON CASE n.kind
              WHEN 'overpayment' THEN i.id IN (SELECT invoice_id FROM payment WHERE excess_credit_note_id = n.id)
              WHEN 'cancellation' THEN i.id = n.invoice_id
              ELSE i.order_id = n.order_id AND i.kind IN ('vouchers-funder', 'vouchers-state') END
         JOIN paper_party payer ON payer.invoice_id = i.id AND payer.side = 'buyer'
        WHERE n.id = $1 ORDER BY i.number`,
      [id],
    );
  }
}

async function draw(
  sheet: Sheet,
  note: Note,
  corrected: readonly Corrected[],
  funderName: string,
): Promise<void> {
  const total = note.funderCents + note.stateCents;
  sheet.facts([
    ['Date de l’avoir', frenchDay(note.issuedOn)],
    ['Commande', note.orderNumber],
    ...(note.engagementNumber ? [['N° d’engagement', note.engagementNumber] as const] : []),
    ...(note.agreementReference ? [['Convention', note.agreementReference] as const] : []),
  ]);
  await sheet.table(
    [
      { title: 'Factures concernées', width: 50 },
      { title: 'Date', width: 40 },
      { title: 'Adressée à', width: 50 },
      { title: 'Montant facturé', width: 30, align: 'right' },
    ],
    corrected.map(({ number, issuedOn, payerName, totalCents }) => [
      `Facture ${number}`,
      frenchDay(issuedOn),
      payerName,
      euros(totalCents),
    ]),
  );
  await sheet.note('Motif', causeOf(note, total));
  await sheet.table(
    [
      { title: 'Part', width: 130 },
      { title: 'Montant de l’avoir', width: 40, align: 'right' },
    ],
    [
      [`Part du commanditaire, ${funderName}`, euros(note.funderCents)],
      ['Part de l’État', euros(note.stateCents)],
    ],
  );
  await sheet.totals([
    note.vatCents > 0n
      ? [`Dont TVA à ${note.vatRateBasisPoints / 100} %`, euros(note.vatCents)]
      : ['TVA : hors du champ', euros(0n)],
    ['Total de l’avoir', euros(total)],
  ]);
  if (note.kind === 'cancellation') {
    await sheet.note(
      'Règlement',
      `De la facture annulée, ${euros(note.setOffCents)} restaient dus et ne le sont plus ; ${euros(total - note.setOffCents)} ` +
        'avaient été payés et restent à l’avoir.',
    );
  }
  if (note.vatCents > 0n) return;
  await sheet.note(
    'Emploi de l’avoir',
    'La part du commanditaire paie ses prochaines commandes, ou lui est remboursée sur décision. La part de l’État ne peut payer ' +
      'qu’une commande passée sous la même convention, ou revient à l’État. Cet avoir ne s’éteint pas avec le temps.',
  );
  await sheet.note('TVA', VOUCHERS_OUTSIDE_VAT);
}

function causeOf(note: Note, total: Cents): string {
  switch (note.kind) {
    case 'year-end':
      return (
        `Chèques de l’exercice ${note.exercise} qui n’ont pas été utilisés, à leur valeur faciale de ${euros(note.voucherCents)} : ` +
        `${frenchWhole(total / note.voucherCents)} chèques, soit ${euros(total)}. Les frais de commande ne sont pas repris.`
      );
    case 'overpayment':
      return `Paiement reçu au-delà du montant de la facture : ${euros(total)}.`;
    case 'cancellation':
      return (
        `Annulation de la facture : la commande ${note.orderNumber}, qui n’a pas été payée, est abandonnée` +
        `${note.reason ? `, pour ce motif : ${note.reason}` : ''}.`
      );
  }
}
