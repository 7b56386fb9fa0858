import type { Writable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { oneRow, row, rows, type Tx } from '../database/sql.js';
import { refuseAccess } from '../access/access.refusals.js';
import { type FileToSend, pdfToSend } from '../documents/file-answer.js';
import { partyFoot, partyLines, partyOf, theOperatorAsParty } from '../documents/party.js';
import { writePdf } from '../documents/pdf.js';
import { Sheet } from '../documents/sheet.js';
import { type Day, frenchDay, parisDay } from '../shared/calendar.js';
import { type Cents, euros, frenchWhole } from '../shared/money.js';
import { maskIban } from '../structures/iban.js';

interface Payout {
  structureId: string;
  runNumber: number;
  preparedAt: Date;
  cutOffAt: Date;
  redemptions: number;
  cents: Cents;
}

interface Transfer {
  attempt: number;
  endToEndId: string;
  iban: string;
  sentAt: Date | null;
  outcome: keyof typeof ANSWERS | null;
  answeredAt: Date | null;
}

interface Line {
  receipt: bigint;
  at: Date;
  sessionOn: Day;
  venueName: string;
  moduleTitle: string;
  cents: Cents;
  feeCents: Cents;
}

const ANSWERS = { confirmed: 'confirmé', rejected: 'rejeté', returned: 'retourné' } as const;
const LINES_AT_ONCE = 500;
const SCAN_TIME = new Intl.DateTimeFormat('fr-FR', {
  timeZone: 'Europe/Paris',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** What a payout pays, scan by scan, as PDF: a structure checks it against its own receipts. */
@Injectable()
export class PayoutStatements {
  constructor(private readonly db: Database) {}

  /** A statement to download, as the transfer stands now. Refusal: access.not-found. */
  async pdf(actor: Actor, payoutId: string): Promise<FileToSend> {
    const { runNumber } = await this.db.read((tx) => this.payout(tx, actor, payoutId));
    return pdfToSend(`releve-paiement-${runNumber}.pdf`, (sink) => this.write(actor, payoutId, sink));
  }

  /**
   * Writes the statement of a payout into the stream, and ends it. Refusal, before the first byte: access.not-found, for
   * another structure's too. A payout that its scans do not add up to is a bug, and gives no statement.
   */
  write(actor: Actor, payoutId: string, sink: Writable): Promise<void> {
    return this.db.read(async (tx) => {
      const payout = await this.payout(tx, actor, payoutId);
      const sums = await this.sums(tx, payoutId);
      if (sums.cents !== payout.cents || sums.lines !== payout.redemptions) {
        throw new Error('the scans of a payout do not add up to it');
      }
      const seller = await theOperatorAsParty(tx);
      const structure = await partyOf(tx, payout.structureId);
      const transfers = await this.transfers(tx, payoutId);
      const about = {
        title: `Relevé de paiement, campagne ${payout.runNumber}`,
        on: parisDay(payout.preparedAt),
      };
      await writePdf(sink, about, async (pdf) => {
        const sheet = new Sheet(pdf, {
          kind: 'Relevé de paiement',
          number: `campagne n° ${payout.runNumber}`,
          foot: partyFoot(seller),
        });
        await sheet.turn();
        sheet.blocks([
          { label: 'Émis par', lines: partyLines(seller) },
          { label: 'Structure payée', lines: partyLines(structure) },
        ]);
        sheet.facts([
          ['Campagne de paiement', `n° ${payout.runNumber}`],
          ['Préparée le', frenchDay(parisDay(payout.preparedAt))],
          ['Encaissements avant le', SCAN_TIME.format(payout.cutOffAt)],
          ['Chèques payés', frenchWhole(payout.redemptions)],
        ]);
        await drawTransfers(sheet, payout, transfers);
        await drawLines(sheet, this.lines(tx, payoutId));
        await sheet.totals([
          ['Valeur des chèques', euros(sums.cents + sums.feeCents)],
          ['Retenue de la plateforme, TTC', euros(sums.feeCents)],
          ['Versé à la structure', euros(sums.cents)],
        ]);
      });
    });
  }

  private async payout(tx: Tx, actor: Actor, id: string): Promise<Payout> {
    const payout = await row<Payout>(
      tx,
      `SELECT p.structure_id AS "structureId", r.number AS "runNumber", r.at AS "preparedAt", r.cut_off_at AS "cutOffAt",
              p.redemptions, p.cents
         FROM payout p JOIN payout_run r ON r.id = p.run_id
        WHERE p.id = $1 AND ($2::uuid IS NULL OR p.structure_id = $2)`,
      [id, actor.kind === 'operator' ? null : actor.organisationId],
    );
    if (!payout) throw refuseAccess('not-found');
    return payout;
  }

  private sums(tx: Tx, id: string): Promise<{ lines: number; cents: Cents; feeCents: Cents }> {
    return oneRow(
      tx,
      `SELECT count(*)::int AS lines, sum(r.structure_cents)::bigint AS cents, sum(r.fee_cents)::bigint AS "feeCents"
         FROM payout_line l JOIN redemption r ON r.id = l.redemption_id WHERE l.payout_id = $1`,
      [id],
    );
  }

  private transfers(tx: Tx, id: string): Promise<Transfer[]> {
    return rows<Transfer>(
      tx,
      `SELECT t.attempt, t.end_to_end_id AS "endToEndId", d.iban, s.at AS "sentAt", o.outcome,
              coalesce(o.returned_at, o.answered_at) AS "answeredAt"
         FROM remittance t
         JOIN bank_details d ON d.id = t.bank_details_id
         LEFT JOIN payout_run_sent s ON s.run_id = t.run_id
         LEFT JOIN standing_answer o ON o.payout_id = t.payout_id AND o.attempt = t.attempt
        WHERE t.payout_id = $1 ORDER BY t.attempt`,
      [id],
    );
  }

  private async *lines(tx: Tx, id: string): AsyncGenerator<Line> {
    for (let after = 0n; ;) {
      const batch = await rows<Line>(
        tx,
        `SELECT r.receipt, r.at, r.session_on AS "sessionOn", v.name AS "venueName", m.title AS "moduleTitle",
                r.structure_cents AS cents, r.fee_cents AS "feeCents"
           FROM payout_line l
           JOIN redemption r ON r.id = l.redemption_id
           JOIN venue v ON v.id = r.venue_id
           JOIN module m ON m.id = r.module_id
          WHERE l.payout_id = $1 AND r.receipt > $2 ORDER BY r.receipt LIMIT $3`,
        [id, after, LINES_AT_ONCE],
      );
      yield* batch;
      const last = batch.at(-1);
      if (!last || batch.length < LINES_AT_ONCE) return;
      after = last.receipt;
    }
  }
}

function drawTransfers(sheet: Sheet, { cents }: Payout, transfers: readonly Transfer[]): Promise<void> {
  return sheet.table(
    [
      { title: 'Virement', width: 52 },
      { title: 'Compte', width: 48 },
      { title: 'État', width: 42 },
      { title: 'Montant', width: 28, align: 'right' },
    ],
    transfers.map((transfer) => [
      transfer.endToEndId,
      maskIban(transfer.iban),
      stateOf(transfer),
      euros(cents),
    ]),
  );
}

function stateOf({ sentAt, outcome, answeredAt }: Transfer): string {
  if (outcome && answeredAt) {
    return `${ANSWERS[outcome]} le ${frenchDay(parisDay(answeredAt))}`;
  }
  return sentAt ? `envoyé le ${frenchDay(parisDay(sentAt))}` : 'préparé';
}

function drawLines(sheet: Sheet, lines: AsyncIterable<Line>): Promise<void> {
  async function* cells() {
    for await (const line of lines) {
      yield [
        String(line.receipt),
        SCAN_TIME.format(line.at),
        line.sessionOn.split('-').toReversed().join('/'),
        `${line.venueName}\n${line.moduleTitle}`,
        euros(line.cents + line.feeCents),
        euros(line.feeCents),
        euros(line.cents),
      ];
    }
  }
  return sheet.table(
    [
      { title: 'Reçu', width: 15 },
      { title: 'Encaissé le', width: 30 },
      { title: 'Séance du', width: 21 },
      { title: 'Lieu et module', width: 53 },
      { title: 'Valeur', width: 17, align: 'right' },
      { title: 'Retenue', width: 17, align: 'right' },
      { title: 'Versé', width: 17, align: 'right' },
    ],
    cells(),
    8.5,
  );
}
