import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Database } from '../../database/database.js';
import { Documents } from '../../documents/documents.js';
import type { DocumentView } from '../../documents/documents.dto.js';
import { type FileToSend, pdfToSend } from '../../documents/file-answer.js';
import { Clock } from '../../shared/clock.js';
import { Settings } from '../../shared/settings.module.js';
import type { BooksToPrint } from '../issuance.dto.js';
import { BookPrinting, type BookRange } from './book-printing.service.js';

/** Bearer money on a disk is there no longer than printing takes; asked for again, it is made again. */
const KEPT_DAYS = 30;
const LAST_BOOK = 2_147_483_647;

/** The books of an order as a document: asked for, printed in parts in the background, downloaded. */
@Injectable()
export class BookDocuments implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly documents: Documents,
    private readonly printing: BookPrinting,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.documents.makesInParts(
      'books',
      { keptDays: KEPT_DAYS },
      {
        plan: (tx, document) =>
          this.printing.parts(tx, document.subjectId, rangeOf(document.variant), this.settings.booksAPart),
        write: ({ subjectId }, serials, sink) => this.printing.printPart(subjectId, serials, sink),
      },
    );
  }

  /**
   * Asks for the books of an order. What would be printed is part of what is asked for: once a voucher was lost or used, it is
   * another document. Refusals: access.not-found, issuance.nothing-to-print, issuance.key-destroyed.
   */
  async request(actor: Actor, orderId: string, asked: BooksToPrint): Promise<DocumentView> {
    const at = this.clock.now();
    return this.db.transaction(async (tx) => {
      const order = await this.printing.order(tx, actor, orderId);
      const range = rangeOf(asked);
      const contents = await this.printing.contentsOf(tx, order, range);
      return this.documents.request(tx, at, actor, {
        kind: 'books',
        subjectId: orderId,
        variant: { ...asked, contents },
        ownerId: order.funderId,
        fileName: `carnets-${order.number}${range ? `-${range.fromNumber}-${asked.toBook ?? 'fin'}` : ''}.pdf`,
      });
    });
  }

  /** Refusal: access.not-found. */
  async proof(actor: Actor, orderId: string): Promise<FileToSend> {
    const { number } = await this.db.read((tx) => this.printing.order(tx, actor, orderId));
    return pdfToSend(`bon-a-tirer-${number}.pdf`, (sink) => this.printing.proof(actor, orderId, sink));
  }
}

function rangeOf({
  fromBook,
  toBook,
}: Readonly<Record<string, unknown>> | BooksToPrint): BookRange | undefined {
  if (fromBook === undefined && toBook === undefined) return undefined;
  return { fromNumber: Number(fromBook ?? 1), toNumber: Number(toBook ?? LAST_BOOK) };
}
