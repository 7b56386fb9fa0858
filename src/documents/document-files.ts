import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { Settings } from '../shared/settings.module.js';

/** A file of the folder, as it was written. */
export interface KeptFile {
  readonly file: string;
  readonly byteCount: number;
  readonly sha256: Buffer;
}

const DRAFT = '.draft-';
const DAY_MS = 86_400_000;

/**
 * The folder of documents (DATA_DIR/documents), shared by every process of the service. A file comes under its name whole
 * and on the disk, and its name is new each time: two processes that make one document do not write into each other's.
 */
@Injectable()
export class DocumentFiles {
  readonly folder: string;

  constructor(settings: Settings) {
    this.folder = join(settings.dataDir, 'documents');
  }

  /** Keeps what `write` puts into the stream, which the signal ends. When it fails, nothing is left. */
  async keep(
    prefix: string,
    signal: AbortSignal,
    write: (sink: Writable) => Promise<void>,
  ): Promise<KeptFile> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await chmod(this.folder, 0o700);
    const file = `${prefix}-${randomBytes(6).toString('hex')}`;
    const draft = this.path(`${DRAFT}${file}`);
    try {
      const digest = new Digest();
      const disk = createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true });
      const written = pipeline(digest, disk, { signal });
      const filled = write(digest).then(
        () => void (digest.writableEnded || digest.end()),
        (error: unknown) => {
          digest.destroy(error instanceof Error ? error : new Error('the writer failed'));
          throw error;
        },
      );
      // What ends one ends the other; the writer knows better than the stream why.
      for (const ended of await Promise.allSettled([filled, written]))
        if (ended.status === 'rejected') throw ended.reason;
      await rename(draft, this.path(file));
      await this.flushNames();
      return { file, ...digest.result() };
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  /**
   * Opens a file after having read it whole against its checksum; what is then read is the same file, whatever happens to
   * its name. Null when it is not there, `damaged` when it is not what was written.
   */
  async openIntact(kept: KeptFile): Promise<Readable | 'damaged' | null> {
    const handle = await open(this.path(kept.file), 'r').catch(absent);
    if (!handle) return null;
    try {
      if (await this.isIntact(handle, kept)) return createReadStream('', { fd: handle, start: 0 });
    } catch (error) {
      await handle.close();
      throw error;
    }
    await handle.close();
    return 'damaged';
  }

  /** Where a kept file is, for what reads it out of order; null when it is not there whole. */
  async find(file: string, byteCount: number): Promise<string | null> {
    const found = await stat(this.path(file)).catch(absent);
    return found?.size === byteCount ? this.path(file) : null;
  }

  /** Removes files; those already gone are no error. */
  async remove(files: readonly string[]): Promise<void> {
    for (const file of files) await rm(this.path(file), { force: true });
  }

  /**
   * Removes what crashes left behind: drafts, and files that `known` does not name, if a day has passed since anything was
   * written there. What is being made meanwhile is younger.
   */
  async tidy(now: Date, known: (files: readonly string[]) => Promise<ReadonlySet<string>>): Promise<void> {
    const names = await readdir(this.folder).catch(absent);
    const old: string[] = [];
    for (const name of names ?? []) {
      const found = await stat(this.path(name)).catch(absent);
      if (found?.isFile() && found.mtimeMs < now.getTime() - DAY_MS) old.push(name);
    }
    const kept = await known(old.filter((name) => !name.startsWith(DRAFT)));
    await this.remove(old.filter((name) => !kept.has(name)));
  }

  private path(file: string): string {
    return join(this.folder, file);
  }

  private async isIntact(handle: FileHandle, { byteCount, sha256 }: KeptFile): Promise<boolean> {
    if ((await handle.stat()).size !== byteCount) return false;
    const hash = createHash('sha256');
    await pipeline(handle.createReadStream({ start: 0, autoClose: false }), hash);
    return hash.digest().equals(sha256);
  }

  /** A name is only on the disk once its folder is. */
  private async flushNames(): Promise<void> {
    const folder = await open(this.folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}

/** Counts and sums what passes through. */
class Digest extends Transform {
  private readonly hash = createHash('sha256');
  private byteCount = 0;

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: null, chunk: Buffer) => void,
  ): void {
    this.hash.update(chunk);
    this.byteCount += chunk.length;
    done(null, chunk);
  }

  /** Once all has passed. */
  result(): { byteCount: number; sha256: Buffer } {
    return { byteCount: this.byteCount, sha256: this.hash.digest() };
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
