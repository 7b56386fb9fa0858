import { Readable } from 'node:stream';
import { Injectable, type OnModuleDestroy, StreamableFile } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Database } from '../../database/database.js';
import type { Tx } from '../../database/sql.js';
import { Clock } from '../../shared/clock.js';
import { refuseExports } from './exports.refusals.js';
import { STATISTICS, statisticsOf } from './statistics.js';
import { csvOf, type Table } from './table.js';

/** Each export keeps a connection of the pool for as long as its client takes to read it: the scans need the others. */
const AT_ONCE = 2;

/** Tables as CSV files, sent as they are read: memory stays flat at any size. */
@Injectable()
export class Exports implements OnModuleDestroy {
  /** A client that takes nothing for so long has gone, and its connection is wanted. */
  patienceMs = 60_000;

  private running = 0;
  private readonly sent = new Set<Readable>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** A table of an exercise, as far as the actor may read it. Refusal: exports.busy while two others are being read. */
  table(actor: Actor, table: Table, exercise: number): Promise<StreamableFile> {
    return this.file(`${table.file}-${exercise}`, (tx) => csvOf(tx, table, actor, exercise));
  }

  /** Whom the vouchers of an exercise reached. Refusal: exports.busy. */
  statistics(actor: Actor, exercise: number): Promise<StreamableFile> {
    const today = this.clock.today();
    return this.file(`${STATISTICS.file}-${exercise}`, (tx) => statisticsOf(tx, actor, exercise, today));
  }

  /** What is being sent would keep a service that stops waiting: it breaks off, and does not look whole. */
  onModuleDestroy(): void {
    for (const stream of this.sent) stream.destroy();
  }

  /**
   * Answers once the first lines are there, so that what fails before them is an ordinary problem. What fails later
   * destroys the stream, and Fastify the connection with it: a broken transfer, never a file that looks complete. A client
   * that goes away destroys it from the other end, which ends the transaction and frees its connection.
   */
  private async file(name: string, csv: (tx: Tx) => AsyncGenerator<string>): Promise<StreamableFile> {
    if (this.running >= AT_ONCE) throw refuseExports('busy');
    this.running++;
    const lines = this.db.reading(csv);
    try {
      const first = await lines.next();
      const stream: Readable = Readable.from(
        this.patiently(first, lines, () => stream.destroy(new Error('nobody reads this export'))),
        { objectMode: false },
      );
      this.sent.add(stream);
      stream.once('close', () => {
        this.sent.delete(stream);
        this.running--;
        // Of a stream that nobody began to read, the lines still wait.
        void lines.return();
      });
      return new StreamableFile(stream, {
        type: 'text/csv; charset=utf-8',
        disposition: `attachment; filename="${name}.csv"`,
      });
    } catch (error) {
      this.running--;
      throw error;
    }
  }

  /** Asks for more lines when those before are taken, and gives up when they are not. */
  private async *patiently(
    first: IteratorResult<string, void>,
    rest: AsyncGenerator<string>,
    giveUp: () => void,
  ): AsyncGenerator<string, void> {
    for (let next = first; !next.done; next = await rest.next()) {
      const patience = setTimeout(giveUp, this.patienceMs);
      try {
        yield next.value;
      } finally {
        clearTimeout(patience);
      }
    }
  }
}
