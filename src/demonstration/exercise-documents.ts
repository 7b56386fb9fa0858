import { createWriteStream, mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { INestApplicationContext } from '@nestjs/common';
import { Actors } from '../access/actors.js';
import { CreditNoteDocuments } from '../billing/credit-note-document.js';
import { InvoiceDocuments } from '../billing/invoice-document.js';
import { Database } from '../database/database.js';
import { rows } from '../database/sql.js';
import { FunderArchives } from '../insight/exports/funder-archive.service.js';
import { BookPrinting } from '../issuance/printing/book-printing.service.js';
import { BankFiles } from '../settlement/bank-files.service.js';
import { PayoutStatements } from '../settlement/payout-statement.js';
import { Clock } from '../shared/clock.js';
import { EXERCISE } from './played-exercise.js';

/** Books printed for each funder: enough to look at. */
const BOOKS = { fromNumber: 1, toNumber: 2 };

interface Named {
  readonly id: string;
  readonly name: string;
}

/** The papers of a played exercise, as files of a folder. */
export class ExerciseDocuments {
  private count = 0;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly folder: string,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** The first books of each funder, and the proof it would have approved. To be asked for while vouchers live. */
  async books(): Promise<void> {
    const actor = await this.actor();
    const printing = this.app.get(BookPrinting);
    const orders = await this.named(
      `SELECT o.id, o.number AS name FROM voucher_order o
        WHERE EXISTS (SELECT 1 FROM order_step s WHERE s.order_id = o.id AND s.step = 'issued') ORDER BY o.number`,
    );
    for (const { id, name } of orders) {
      await this.write(`books-${name}`, (sink) => printing.print(actor, id, sink, BOOKS));
      await this.write(`proof-${name}`, (sink) => printing.proof(actor, id, sink));
    }
  }

  /** Invoices and credit notes, all of the funders' and of one structure's label; the last payout of three structures. */
  async accounts(): Promise<number> {
    const actor = await this.actor();
    const invoices = await this.named(
      `SELECT id, number AS name FROM invoice WHERE kind <> 'label'
       UNION ALL (SELECT id, number FROM invoice WHERE kind = 'label' ORDER BY number LIMIT 1) ORDER BY name`,
    );
    for (const { id, name } of invoices) {
      await this.write(`invoice-${name}`, (sink) => this.app.get(InvoiceDocuments).write(actor, id, sink));
    }
    for (const { id, name } of await this.named(
      `SELECT id, number AS name FROM credit_note ORDER BY number`,
    )) {
      await this.write(`credit-note-${name}`, (sink) =>
        this.app.get(CreditNoteDocuments).write(actor, id, sink),
      );
    }
    // A payout that the bank rejected, and the two longest.
    const payouts = await this.named(
      `SELECT id, name FROM (
         (SELECT p.id, t.end_to_end_id AS name FROM payout p
            JOIN remittance t ON t.payout_id = p.id AND t.attempt = 2 ORDER BY name LIMIT 1)
         UNION
         (SELECT p.id, t.end_to_end_id FROM payout p
            JOIN remittance t ON t.payout_id = p.id AND t.attempt = 1 ORDER BY p.redemptions DESC, t.end_to_end_id LIMIT 2)
       ) chosen ORDER BY name`,
    );
    for (const { id, name } of payouts) {
      await this.write(`payout-statement-${name}`, (sink) =>
        this.app.get(PayoutStatements).write(actor, id, sink),
      );
    }
    await this.bankFiles();
    await this.archive();
    return this.count;
  }

  /** What the bank was sent, a file for each run. */
  private async bankFiles(): Promise<void> {
    const actor = await this.actor();
    for (const { id } of await this.named(
      `SELECT id, number::text AS name FROM payout_run ORDER BY number`,
    )) {
      const { name, xml } = await this.app.get(BankFiles).make(actor, id);
      await writeFile(join(this.folder, name), xml);
      this.count++;
    }
  }

  /** What one funder takes away of the exercise. */
  private async archive(): Promise<void> {
    const [funder] = await this.named(
      `SELECT f.id, f.siret AS name FROM organisation f WHERE f.kind = 'funder'
        ORDER BY (SELECT count(*) FROM voucher_order o WHERE o.funder_id = f.id) DESC, f.name LIMIT 1`,
    );
    if (!funder) return;
    const archive = { funderId: funder.id, exercise: EXERCISE, day: this.app.get(Clock).today() };
    const context = { signal: new AbortController().signal, progress: () => Promise.resolve() };
    await this.write(
      `archive-${EXERCISE}-${funder.name}`,
      (sink) => this.app.get(FunderArchives).write(archive, sink, context),
      'zip',
    );
  }

  private async write(
    name: string,
    document: (sink: Writable) => Promise<unknown>,
    ending = 'pdf',
  ): Promise<void> {
    await document(createWriteStream(join(this.folder, `${name}.${ending}`)));
    this.count++;
  }

  private named(sql: string): Promise<Named[]> {
    return this.app.get(Database).read((tx) => rows<Named>(tx, sql));
  }

  private actor() {
    return this.app.get(Database).read((tx) => this.app.get(Actors).system(tx));
  }
}
