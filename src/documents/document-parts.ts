import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { affected, oneRow, row, rows, type Tx } from '../database/sql.js';
import type { JobContext } from '../jobs/handlers.js';
import { Jobs } from '../jobs/jobs.js';
import { Leases } from '../jobs/leases.js';
import type { DocumentToWrite } from './document-kinds.js';
import { DocumentFiles } from './document-files.js';
import { joinedPdf } from './join-pdf.js';

/** How a long PDF is made of parts. */
export interface PartsMaker {
  /** What each part holds, in the order of the document: asked once, then kept. */
  plan(tx: Tx, document: DocumentToWrite): Promise<readonly (readonly bigint[])[]>;
  /** Writes a part into the stream, and ends it; false, with nothing written, when nothing of it is left to write. */
  write(document: DocumentToWrite, items: readonly bigint[], sink: Writable): Promise<boolean>;
}

export const MAKE_PART = 'make-document-part';
const LOOK_EVERY_MS = 200;
const NOTHING = 'nothing';

interface Part {
  part: number;
  items: bigint[];
}

interface Made {
  part: number;
  file: string;
  byteCount: number;
}

/**
 * Long documents, made in parts of which each, once done, stays done. Whoever makes the whole makes parts too, until none is
 * free: so it never waits for a worker that there is not, and what a killed one leaves is taken up. A part is made under a
 * lease, as pieces of work are.
 */
@Injectable()
export class DocumentParts {
  private readonly logger = new Logger('documents');

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly leases: Leases,
    private readonly files: DocumentFiles,
  ) {}

  /** Makes what is still missing, with whoever else does, then writes the whole into the stream. */
  async write(
    document: DocumentToWrite,
    maker: PartsMaker,
    sink: Writable,
    context: JobContext,
  ): Promise<void> {
    const { signal } = context;
    await this.plan(document, maker);
    for (;;) {
      signal.throwIfAborted();
      const { done, total } = await this.progress(document.id);
      await context.progress(done, total);
      if (done < total) {
        const made = await this.makeOne(document, maker, signal);
        if (!made) await pause(LOOK_EVERY_MS, undefined, { signal });
      } else {
        const paths = await this.paths(document.id);
        if (paths) return pipeline(Readable.from(joinedPdf(paths)), sink, { signal });
      }
    }
  }

  /** Makes a part that nobody has made or makes now, the first one or the one told. False when there is none. */
  async makeOne(
    document: DocumentToWrite,
    maker: PartsMaker,
    signal: AbortSignal,
    only?: number,
  ): Promise<boolean> {
    for (const part of await this.missing(document.id, only)) {
      const lease = await this.leases.take(partName(document.id, part));
      if (!lease) continue;
      try {
        // It may have been made between the look and the lease.
        const [found] = await this.items(document.id, part);
        if (!found) continue;
        await this.make(document, maker, found, AbortSignal.any([signal, lease.lost]));
        return true;
      } finally {
        await lease.release();
      }
    }
    return false;
  }

  /** Forgets the parts of a document, and gives the names of their files, which are the caller's to remove after the commit. */
  async forget(tx: Tx, documentId: string): Promise<string[]> {
    const gone = await rows<{ file: string | null }>(
      tx,
      'DELETE FROM document_part WHERE document_id = $1 RETURNING file',
      [documentId],
    );
    return gone.flatMap(({ file }) => (file && file !== NOTHING ? [file] : []));
  }

  /** The parts and the pieces of work that make them, once. */
  private async plan(document: DocumentToWrite, maker: PartsMaker): Promise<void> {
    await this.db.transaction(async (tx) => {
      await affected(tx, 'SELECT 1 FROM document WHERE id = $1 FOR NO KEY UPDATE', [document.id]);
      if (await row(tx, 'SELECT 1 FROM document_part WHERE document_id = $1 LIMIT 1', [document.id])) return;
      const plan = await maker.plan(tx, document);
      for (const [index, items] of plan.entries()) {
        await affected(tx, 'INSERT INTO document_part (document_id, part, items) VALUES ($1, $2, $3)', [
          document.id,
          index + 1,
          items,
        ]);
        // The whole is a piece of work already: with one part there is nobody to share it with.
        if (plan.length > 1) await this.jobs.add(tx, MAKE_PART, partName(document.id, index + 1));
      }
    });
  }

  private async make(
    document: DocumentToWrite,
    maker: PartsMaker,
    { part, items }: Part,
    signal: AbortSignal,
  ): Promise<void> {
    let isEmpty = false;
    const kept = await this.files.keep(
      partName(document.id, part).replace('/', '-'),
      signal,
      async (sink) => {
        isEmpty = !(await maker.write(document, items, sink));
      },
    );
    if (isEmpty) await this.files.remove([kept.file]);
    const written = await this.db.transaction((tx) =>
      affected(
        tx,
        'UPDATE document_part SET file = $3, byte_count = $4 WHERE document_id = $1 AND part = $2 AND file IS NULL',
        [document.id, part, isEmpty ? NOTHING : kept.file, kept.byteCount],
      ),
    );
    if (written === 0) await this.files.remove([kept.file]);
    this.logger.log(`part ${part} of document ${document.id}`);
  }

  /** The files of all parts in their order; null when one is not there any more, and is to be made again. */
  private async paths(documentId: string): Promise<string[] | null> {
    const made = await this.db.read((tx) =>
      rows<Made>(
        tx,
        `SELECT part, file, byte_count::int AS "byteCount" FROM document_part WHERE document_id = $1 AND file <> $2 ORDER BY part`,
        [documentId, NOTHING],
      ),
    );
    const paths: string[] = [];
    const lost: number[] = [];
    for (const { part, file, byteCount } of made) {
      const path = await this.files.find(file, byteCount);
      if (path) paths.push(path);
      else lost.push(part);
    }
    if (lost.length === 0) return paths;
    await this.db.transaction((tx) =>
      affected(
        tx,
        'UPDATE document_part SET file = NULL, byte_count = NULL WHERE document_id = $1 AND part = ANY($2)',
        [documentId, lost],
      ),
    );
    return null;
  }

  /** In items, which is what whoever waits can count. */
  private progress(documentId: string): Promise<{ done: number; total: number }> {
    return this.db.read((tx) =>
      oneRow(
        tx,
        `SELECT coalesce(sum(cardinality(items)) FILTER (WHERE file IS NOT NULL), 0)::int AS done,
                coalesce(sum(cardinality(items)), 0)::int AS total FROM document_part WHERE document_id = $1`,
        [documentId],
      ),
    );
  }

  private async missing(documentId: string, only: number | undefined): Promise<number[]> {
    const found = await this.db.read((tx) =>
      rows<{ part: number }>(
        tx,
        `SELECT part FROM document_part WHERE document_id = $1 AND file IS NULL AND ($2::int IS NULL OR part = $2) ORDER BY part`,
        [documentId, only ?? null],
      ),
    );
    return found.map(({ part }) => part);
  }

  private async items(documentId: string, part: number): Promise<Part[]> {
    const found = await this.db.read((tx) =>
      rows<{ part: number; items: string[] }>(
        tx,
        'SELECT part, items::text[] AS items FROM document_part WHERE document_id = $1 AND part = $2 AND file IS NULL',
        [documentId, part],
      ),
    );
    return found.map((each) => ({ ...each, items: each.items.map(BigInt) }));
  }
}

export function readPartName(name: string): { documentId: string; part: number } {
  const [documentId = '', part = ''] = name.split('/');
  return { documentId, part: Number(part) };
}

function partName(documentId: string, part: number): string {
  return `${documentId}/${part}`;
}
