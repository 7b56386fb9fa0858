import { PassThrough, type Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/**
 * A ZIP file written as it is made, part after part: memory stays flat at any size (ZIP64 beyond 4 GB). All its files bear
 * one date, so that the same content is the same archive.
 */
export class ZipWriter {
  private readonly zip = new ZipFile();
  private readonly written: Promise<void>;
  private current: PassThrough | undefined;
  private failure: Error | undefined;

  /** Writes into the stream, and ends it. */
  constructor(
    sink: Writable,
    private readonly date: Date,
    signal: AbortSignal,
  ) {
    this.written = pipeline(this.zip.outputStream as Readable, sink, { signal });
    // Whoever is writing a part would wait for ever for a stream that is gone; `end` tells why it is.
    this.written.catch((error: Error) => {
      this.failure = error;
      this.current?.destroy(error);
    });
  }

  /** Adds one file: what `write` puts into the stream, which it ends. */
  async add(path: string, write: (content: Writable) => Promise<unknown>): Promise<void> {
    if (this.failure) throw this.failure;
    this.current = new PassThrough();
    // Told by what writes into it, or by `written`: here it would only be heard a second time, and end the process.
    this.current.on('error', () => undefined);
    this.zip.addReadStream(this.current, path, { mtime: this.date, mode: 0o100644 });
    await write(this.current);
  }

  /** Ends the archive once every part is written. */
  async end(): Promise<void> {
    this.zip.end();
    await this.written;
  }

  /** Gives the archive up: what was written of it is none. */
  async abandon(): Promise<void> {
    (this.zip.outputStream as Readable).destroy(this.failure ?? new Error('the archive is given up'));
    await Promise.allSettled([this.written]);
  }
}
