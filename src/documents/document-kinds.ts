import type { Writable } from 'node:stream';
import type { JobContext } from '../jobs/handlers.js';

/** A document to write. */
export interface DocumentToWrite {
  readonly id: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly variant: Readonly<Record<string, string | number>>;
  readonly ownerId: string | null;
}

/** A document that somebody asks for. The same kind, subject, variant and owner are the same document. */
export interface AskedDocument {
  readonly kind: string;
  readonly subjectId: string;
  /** What makes it another document of the same subject: a range of books, an instant. Small, and without any name or code. */
  readonly variant?: Readonly<Record<string, string | number>>;
  /** The organisation that may follow and read it; null for the operator alone, which may read them all. */
  readonly ownerId: string | null;
  /** What the downloaded file is called: letters without accents, digits, « - », « _ » and « . ». */
  readonly fileName: string;
}

/**
 * Writes a document into the stream, and ends it or leaves that to the caller. It may be called again after any crash,
 * with a new stream; it looks at `context.signal` between two parts.
 */
export type DocumentWriter = (
  document: DocumentToWrite,
  sink: Writable,
  context: JobContext,
) => Promise<void>;

export interface DocumentKind {
  readonly mediaType: string;
  /** How many days its file is kept, 30 unless told. */
  readonly keptDays?: number;
}
