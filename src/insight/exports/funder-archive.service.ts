import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { refuseAccess } from '../../access/access.refusals.js';
import type { Actor, SystemActor } from '../../access/actor.js';
import { Organisation } from '../../access/organisation.entity.js';
import { CreditNoteDocuments } from '../../billing/credit-note-document.js';
import { InvoiceDocuments } from '../../billing/invoice-document.js';
import { Database } from '../../database/database.js';
import { rows, type Tx } from '../../database/sql.js';
import { Documents } from '../../documents/documents.js';
import type { DocumentView } from '../../documents/documents.dto.js';
import type { JobContext } from '../../jobs/handlers.js';
import { asDay, type Day, parisDay, startOfParisDay } from '../../shared/calendar.js';
import { Clock } from '../../shared/clock.js';
import { refuseRequest } from '../../shared/http/request.refusals.js';
import { Claims } from '../claim.service.js';
import type { Claim } from '../insight.dto.js';
import { CREDIT_NOTES, INVOICES, ORDERS, PAYMENTS, STATEMENTS } from './billing.tables.js';
import { AUDIT_TRAIL } from './books.tables.js';
import { CLAIMS, claimsCsv } from './claims.js';
import type { FunderArchiveRequest } from './exports.dto.js';
import { readMe } from './read-me.js';
import { STATISTICS, statisticsOf } from './statistics.js';
import { csvOf, type Table } from './table.js';
import { HAND_OUTS, REDEMPTIONS } from './vouchers.tables.js';
import { ZipWriter } from './zip.js';

const KIND = 'funder-export';
const TABLES = [ORDERS, INVOICES, PAYMENTS, CREDIT_NOTES, HAND_OUTS, REDEMPTIONS, STATEMENTS] as const;

/** The archive of a funder's exercise, as it was asked for on a day. */
export interface FunderArchive {
  readonly funderId: string;
  readonly exercise: number;
  readonly day: Day;
}

/** One file of an archive. */
interface Part {
  readonly path: string;
  readonly about: string;
  write(content: Writable): Promise<unknown>;
}

interface Paper {
  readonly id: string;
  readonly number: string;
}

/** What a funder takes away of an exercise, whatever becomes of the platform: its tables and its papers, as one ZIP file. */
@Injectable()
export class FunderArchives implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly documents: Documents,
    private readonly claims: Claims,
    private readonly invoices: InvoiceDocuments,
    private readonly creditNotes: CreditNoteDocuments,
  ) {}

  onModuleInit(): void {
    this.documents.makes(KIND, { mediaType: 'application/zip' }, ({ subjectId, variant }, sink, context) => {
      const exercise = Number(variant['exercise']);
      const day = asDay(String(variant['day']));
      return this.write({ funderId: subjectId, exercise, day }, sink, context);
    });
  }

  /**
   * Asks for the archive of a funder's exercise as of today: asked for twice in a day, it is the same one.
   * Refusals: request.invalid when the operator does not say whose, access.not-found for another funder's or nobody's.
   */
  ask(actor: Actor, { exercise, funderId: asked }: FunderArchiveRequest): Promise<DocumentView> {
    const at = this.clock.now();
    const funderId = asked ?? (actor.role === 'funder' ? actor.organisationId : undefined);
    if (funderId === undefined) throw refuseRequest('invalid', {}, [WHOSE_ARCHIVE]);
    if (actor.role !== 'operator' && funderId !== actor.organisationId) throw refuseAccess('not-found');
    return this.db.transaction(async (tx) => {
      const funder = await tx.findOneBy(Organisation, { id: funderId, kind: 'funder' });
      if (!funder) throw refuseAccess('not-found');
      const day = parisDay(at);
      return this.documents.request(tx, at, actor, {
        kind: KIND,
        subjectId: funderId,
        variant: { exercise, day },
        ownerId: funderId,
        fileName: `archive-${exercise}-${funder.siret ?? funderId}-${day}.zip`,
      });
    });
  }

  /**
   * Writes an archive into the stream, and ends it. Made again after a crash, it begins anew: it takes seconds, and what
   * broke off is written nowhere else.
   */
  async write(
    { funderId, exercise, day }: FunderArchive,
    sink: Writable,
    { signal, progress }: Pick<JobContext, 'signal' | 'progress'>,
  ): Promise<void> {
    const funder = actorFor(funderId);
    const zip = new ZipWriter(sink, startOfParisDay(day), signal);
    try {
      const papers = await this.papers(funder, exercise);
      const tables = await this.db.read(async (tx) => {
        const parts = this.tables(tx, funder, exercise, day);
        const { name } = await tx.findOneByOrFail(Organisation, { id: funderId });
        const text = readMe({ funder: name, exercise, day, parts: [...parts, ...papers] });
        await zip.add('LISEZMOI.txt', (content) => pipeline([text], content));
        await this.addAll(zip, parts, signal, (done) => progress(done, parts.length + papers.length));
        return parts.length;
      });
      // Papers never change once issued: each is read as of its own instant, and no transaction waits for all of them.
      await this.addAll(zip, papers, signal, (done) => progress(tables + done, tables + papers.length));
      await zip.end();
    } catch (error) {
      await zip.abandon();
      throw error;
    }
  }

  private async addAll(
    zip: ZipWriter,
    parts: readonly Part[],
    signal: AbortSignal,
    done: (count: number) => Promise<void>,
  ): Promise<void> {
    for (const [index, { path, write }] of parts.entries()) {
      signal.throwIfAborted();
      await zip.add(path, write);
      await done(index + 1);
    }
  }

  /** The tables, all as of one instant. */
  private tables(tx: Tx, funder: SystemActor, exercise: number, today: Day): Part[] {
    const csv = (table: Table, year: number): Part => ({
      path: `tableaux/${table.file}-${year}.csv`,
      about: table.about,
      write: (content) => pipeline(csvOf(tx, table, funder, year), content),
    });
    return [
      ...TABLES.map((table) => csv(table, exercise)),
      {
        path: `tableaux/${STATISTICS.file}-${exercise}.csv`,
        about: STATISTICS.about,
        write: (content) => pipeline(statisticsOf(tx, funder, exercise, today), content),
      },
      // An exercise ends in the year after it: its statement, its agreement, its credit notes.
      csv(AUDIT_TRAIL, exercise),
      csv(AUDIT_TRAIL, exercise + 1),
      {
        path: `tableaux/${CLAIMS.file}-${exercise}.csv`,
        about: CLAIMS.about,
        write: (content) => pipeline(this.claimed(tx, funder, exercise), content),
      },
    ];
  }

  private async *claimed(tx: Tx, funder: SystemActor, exercise: number): AsyncGenerator<string, void> {
    const agreements = await rows<{ id: string }>(tx, CLAIMED_SQL, [funder.organisationId, exercise]);
    const claims: Claim[] = [];
    for (const { id } of agreements) claims.push(await this.claims.read(tx, funder, id, exercise));
    yield claimsCsv(claims);
  }

  private papers(funder: SystemActor, exercise: number): Promise<Part[]> {
    return this.db.read(async (tx) => {
      const whose = [funder.organisationId, exercise];
      const invoices = await rows<Paper>(tx, INVOICES_SQL, whose);
      const notes = await rows<Paper>(tx, CREDIT_NOTES_SQL, whose);
      return [
        ...invoices.map(({ id, number }) => ({
          path: `factures/${number}.pdf`,
          about: `La facture ${number}.`,
          write: (content: Writable) => this.invoices.write(funder, id, content),
        })),
        ...notes.map(({ id, number }) => ({
          path: `avoirs/${number}.pdf`,
          about: `L’avoir ${number}.`,
          write: (content: Writable) => this.creditNotes.write(funder, id, content),
        })),
      ];
    });
  }
}

const INVOICES_SQL = `
  SELECT i.id, i.number FROM invoice i JOIN voucher_order o ON o.id = i.order_id
   WHERE i.payer_id = $1 AND o.exercise = $2 ORDER BY i.number`;
const CREDIT_NOTES_SQL = `
  SELECT n.id, n.number FROM credit_note n JOIN voucher_order o ON o.id = n.order_id
   WHERE o.funder_id = $1 AND o.exercise = $2 ORDER BY n.number`;
const CLAIMED_SQL = `
  SELECT a.id FROM grant_agreement a
   WHERE EXISTS (SELECT 1 FROM voucher_order o WHERE o.agreement_id = a.id AND o.funder_id = $1 AND o.exercise = $2
                    AND o.paid_to = 'funder')
   ORDER BY a.reference`;

const WHOSE_ARCHIVE = {
  field: 'funderId',
  rule: 'required',
  fr: 'Dites de quel commanditaire est l’archive.',
  en: 'Say which funder’s archive it is.',
};

/** The archive holds what the funder may read: it is read as the funder, not as the operator whose work it is. */
function actorFor(funderId: string): SystemActor {
  return {
    organisationId: funderId,
    kind: 'funder',
    role: 'funder',
    personId: null,
    apiKeyId: null,
    officeId: null,
  };
}
