import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { type AuditEntry, AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { affected, oneRow, row, rows, type Tx } from '../database/sql.js';
import type { JobContext } from '../jobs/handlers.js';
import { Jobs } from '../jobs/jobs.js';
import { Clock } from '../shared/clock.js';
import { type Page, readCursor, rowsToFetch, toPage, type PageQuery } from '../shared/http/page.js';
import type { AskedDocument, DocumentKind, DocumentToWrite, DocumentWriter } from './document-kinds.js';
import { DocumentFiles, type KeptFile } from './document-files.js';
import { DocumentParts, MAKE_PART, type PartsMaker, readPartName } from './document-parts.js';
import type { DocumentView } from './documents.dto.js';
import { refuseDocuments } from './documents.refusals.js';
import type { FileToSend } from './file-answer.js';

/** Files of printed books are bearer money, and an archive is a copy of what the database holds: none is kept for long. */
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;
const MAKE = 'make-document';
const REMOVE = 'remove-document';

interface Stored extends Omit<DocumentView, 'sha256' | 'byteCount'> {
  file: string | null;
  byteCount: bigint | null;
  sha256: Buffer | null;
}

/** $1 is the instant of reading: a document whose time is over is removed, even before its file is. */
const DOCUMENT_SQL = `
  SELECT d.id, d.kind, d.subject_id AS "subjectId", d.variant, d.owner_id AS "ownerId", d.asked_at AS "askedAt",
         d.file_name AS "fileName", d.media_type AS "mediaType", d.made_at AS "madeAt", d.expires_at AS "expiresAt", d.file, d.byte_count AS "byteCount",
         d.sha256, j.id AS "jobId",
         CASE WHEN d.removed_at IS NOT NULL OR d.expires_at <= $1 THEN 'removed' WHEN d.made_at IS NOT NULL THEN 'ready'
              WHEN j.failed_at IS NOT NULL THEN 'failed' ELSE 'making' END AS state
    FROM document d JOIN job j ON j.kind = '${MAKE}' AND j.subject_id = d.id::text`;

/**
 * Documents made in the background: asked for, made once, downloaded, removed after a time. Their rows are in the
 * database, their files are not (document-files.ts).
 */
@Injectable()
export class Documents implements OnModuleInit {
  private readonly logger = new Logger('documents');
  private readonly makers = new Map<string, { kind: DocumentKind; writer: DocumentWriter }>();
  private readonly partsMakers = new Map<string, PartsMaker>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly audit: AuditTrail,
    private readonly files: DocumentFiles,
    private readonly parts: DocumentParts,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(MAKE, (id, context) => this.make(id, context));
    this.jobs.handle(REMOVE, (id) => this.expire(id));
    this.jobs.handle(MAKE_PART, (part, { signal }) => this.makePart(part, signal));
  }

  /** Says what writes one kind of document. Each capability registers its own when the service starts. */
  makes(name: string, kind: DocumentKind, writer: DocumentWriter): void {
    if (this.makers.has(name)) throw new Error(`two writers for the document ${name}`);
    this.makers.set(name, { kind, writer });
  }

  /**
   * The same for a long PDF: its parts are pieces of work of their own, that any number of workers share and that no crash
   * makes lose, then joined.
   */
  makesInParts(name: string, kind: Omit<DocumentKind, 'mediaType'>, maker: PartsMaker): void {
    this.makes(name, { ...kind, mediaType: 'application/pdf' }, (document, sink, context) =>
      this.parts.write(document, maker, sink, context),
    );
    this.partsMakers.set(name, maker);
  }

  /**
   * Asks for a document, in the transaction in which the caller has checked that the actor may have it. Whoever asks for
   * the same while it is being made or kept gets the same one; one that failed or was removed is made anew.
   */
  async request(tx: Tx, at: Date, actor: Actor, asked: AskedDocument): Promise<DocumentView> {
    for (;;) {
      const id = (await this.insert(tx, at, actor, asked)) ?? (await this.kept(tx, at, asked));
      if (id) return this.find(tx, at, actor, id);
    }
  }

  /** Newest first; the operator sees all of them, an organisation its own. */
  async list(actor: Actor, query: PageQuery): Promise<Page<DocumentView>> {
    const [at, id] = readCursor(query, 'instant', 'id');
    const found = await this.db.read((tx) =>
      rows<Stored>(
        tx,
        `${DOCUMENT_SQL} WHERE ($2::uuid IS NULL OR d.owner_id = $2)
            AND ($3::timestamptz IS NULL OR (d.asked_at, d.id) < ($3, $4::uuid))
          ORDER BY d.asked_at DESC, d.id DESC LIMIT $5`,
        [this.clock.now(), ownerOf(actor), at, id, rowsToFetch(query)],
      ),
    );
    const page = toPage(query, found, (last) => [last.askedAt, last.id]);
    return { ...page, items: page.items.map((each) => this.view(each)) };
  }

  /** Refusal: access.not-found, for another organisation's too. */
  read(actor: Actor, id: string): Promise<DocumentView> {
    return this.db.read((tx) => this.find(tx, this.clock.now(), actor, id));
  }

  /**
   * Opens the file of a document, read whole against its checksum first; that it was downloaded is in the audit trail.
   * Refusals: access.not-found, documents.not-ready, documents.removed, documents.file-lost.
   */
  async open(actor: Actor, id: string): Promise<FileToSend> {
    const at = this.clock.now();
    const stored = await this.db.read((tx) => this.stored(tx, at, actor, id));
    if (stored.state === 'removed') throw refuseDocuments('removed');
    if (stored.state !== 'ready') throw refuseDocuments('not-ready');
    const kept = keptFile(stored);
    const content = await this.files.openIntact(kept);
    if (content === null || content === 'damaged') {
      this.logger.error(`the file of document ${id} is ${content ?? 'not there'}`);
      await this.db.transaction((tx) => this.remove(tx, at, id, 'lost'));
      await this.files.remove([kept.file]);
      throw refuseDocuments('file-lost');
    }
    try {
      await this.db.transaction((tx) =>
        this.audit.record(tx, actor, at, { action: 'document.downloaded', ...subjectOf(stored) }),
      );
    } catch (error) {
      content.destroy();
      throw error;
    }
    const { mediaType, fileName } = stored;
    const sha256 = kept.sha256.toString('hex');
    return { content, mediaType, fileName, byteCount: kept.byteCount, sha256 };
  }

  private async insert(tx: Tx, at: Date, actor: Actor, asked: AskedDocument): Promise<string | null> {
    const { kind, subjectId, ownerId, fileName } = asked;
    const { mediaType, keptDays = KEPT_DAYS } = this.maker(kind).kind;
    const expiresAt = new Date(at.getTime() + keptDays * DAY_MS);
    const added = await row<{ id: string }>(
      tx,
      `INSERT INTO document (kind, subject_id, variant, owner_id, file_name, media_type, asked_by, asked_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id`,
      [kind, subjectId, variantOf(asked), ownerId, fileName, mediaType, actor.organisationId, at, expiresAt],
    );
    if (!added) return null;
    await this.jobs.add(tx, MAKE, added.id, ownerId ?? actor.organisationId);
    await this.jobs.add(tx, REMOVE, added.id, null, expiresAt);
    await this.audit.record(tx, actor, at, {
      action: 'document.requested',
      ...subjectOf({ ...asked, id: added.id }),
    });
    return added.id;
  }

  /** The document that stands in the way of a new one; null when it failed or its time is over, and is out of the way now. */
  private async kept(tx: Tx, at: Date, asked: AskedDocument): Promise<string | null> {
    const found = await row<{ id: string; isOver: boolean }>(
      tx,
      `SELECT d.id, d.expires_at <= $5 OR j.failed_at IS NOT NULL AS "isOver"
         FROM document d JOIN job j ON j.kind = '${MAKE}' AND j.subject_id = d.id::text
        WHERE d.kind = $1 AND d.subject_id = $2 AND d.variant = $3 AND d.owner_id IS NOT DISTINCT FROM $4
          AND d.removed_at IS NULL FOR NO KEY UPDATE OF d`,
      [asked.kind, asked.subjectId, variantOf(asked), asked.ownerId, at],
    );
    if (!found?.isOver) return found?.id ?? null;
    await this.remove(tx, at, found.id, 'expired');
    return null;
  }

  private async make(id: string, context: JobContext): Promise<void> {
    const document = await this.toWrite(id);
    if (!document) return;
    const { writer } = this.maker(document.kind);
    const kept = await this.files.keep(id, context.signal, (sink) => writer(document, sink, context));
    await this.files.remove(await this.settle(id, kept));
  }

  /** A part of a document that is still to be made, by whoever comes first. */
  private async makePart(name: string, signal: AbortSignal): Promise<void> {
    const { documentId, part } = readPartName(name);
    const document = await this.toWrite(documentId);
    const maker = document && this.partsMakers.get(document.kind);
    if (maker) await this.parts.makeOne(document, maker, signal, part);
  }

  /** Null once it is made, or given up. */
  private toWrite(id: string): Promise<DocumentToWrite | null> {
    return this.db.read((tx) =>
      row<DocumentToWrite>(
        tx,
        `SELECT id, kind, subject_id AS "subjectId", variant, owner_id AS "ownerId" FROM document
          WHERE id = $1 AND made_at IS NULL AND removed_at IS NULL`,
        [id],
      ),
    );
  }

  /** Gives the files that nobody needs any more: those of its parts, or its own when another process made it meanwhile. */
  private settle(id: string, { file, byteCount, sha256 }: KeptFile): Promise<string[]> {
    return this.db.transaction(async (tx) => {
      const settled = await affected(
        tx,
        `UPDATE document SET made_at = $2, file = $3, byte_count = $4, sha256 = $5
          WHERE id = $1 AND made_at IS NULL AND removed_at IS NULL`,
        [id, this.clock.now(), file, byteCount, sha256],
      );
      return settled === 0 ? [file] : this.parts.forget(tx, id);
    });
  }

  /** The time of a document is over, made or not: what there is of it goes, and what crashes left behind. */
  private async expire(id: string): Promise<void> {
    const at = this.clock.now();
    const files = await this.db.transaction(async (tx) => {
      await this.remove(tx, at, id, 'expired');
      const { file } = await oneRow<{ file: string | null }>(tx, 'SELECT file FROM document WHERE id = $1', [
        id,
      ]);
      return [...(file ? [file] : []), ...(await this.parts.forget(tx, id))];
    });
    await this.files.remove(files);
    await this.files.tidy(at, (names) => this.known(names));
  }

  /** Its file goes when its time is over, if not before. What was never made has failed. */
  private async remove(tx: Tx, at: Date, id: string, removal: 'expired' | 'lost'): Promise<void> {
    await affected(
      tx,
      `UPDATE document SET removed_at = $2, removal = CASE WHEN made_at IS NULL THEN 'failed' ELSE $3 END
        WHERE id = $1 AND removed_at IS NULL`,
      [id, at, removal],
    );
  }

  private async known(files: readonly string[]): Promise<Set<string>> {
    const found = await this.db.read((tx) =>
      rows<{ file: string }>(
        tx,
        `SELECT file FROM document WHERE file = ANY($1) AND removed_at IS NULL
         UNION ALL SELECT file FROM document_part WHERE file = ANY($1)`,
        [files],
      ),
    );
    return new Set(found.map(({ file }) => file));
  }

  private async find(tx: Tx, at: Date, actor: Actor, id: string): Promise<DocumentView> {
    return this.view(await this.stored(tx, at, actor, id));
  }

  private async stored(tx: Tx, at: Date, actor: Actor, id: string): Promise<Stored> {
    const found = await row<Stored>(
      tx,
      `${DOCUMENT_SQL} WHERE d.id = $2 AND ($3::uuid IS NULL OR d.owner_id = $3)`,
      [at, id, ownerOf(actor)],
    );
    if (!found) throw refuseAccess('not-found');
    return found;
  }

  private view({ file: _file, sha256, byteCount, ...stored }: Stored): DocumentView {
    return {
      ...stored,
      byteCount: byteCount === null ? null : Number(byteCount),
      sha256: sha256?.toString('hex') ?? null,
    };
  }

  private maker(kind: string): { kind: DocumentKind; writer: DocumentWriter } {
    const found = this.makers.get(kind);
    if (!found) throw new Error(`no writer for the document ${kind}`);
    return found;
  }
}

function ownerOf(actor: Actor): string | null {
  return actor.role === 'operator' ? null : actor.organisationId;
}

function variantOf({ variant }: AskedDocument): string {
  return JSON.stringify(variant ?? {});
}

function keptFile({ file, byteCount, sha256 }: Stored): KeptFile {
  if (!file || !byteCount || !sha256) throw new Error('a document that is ready has a file');
  return { file, byteCount: Number(byteCount), sha256 };
}

function subjectOf(
  document: Pick<DocumentToWrite, 'id' | 'kind' | 'subjectId' | 'ownerId'>,
): Omit<AuditEntry, 'action'> {
  return {
    subject: 'document',
    subjectId: document.id,
    concerns: document.ownerId ? [document.ownerId] : [],
    details: { kind: document.kind, of: document.subjectId },
  };
}
