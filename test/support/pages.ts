import { execFile } from 'node:child_process';
import { createWriteStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Writable } from 'node:stream';

const run = promisify(execFile);
const MOST_OUTPUT = { maxBuffer: 64 * 1024 * 1024 };

/** A folder for the PDFs of one test file, and what other programs than ours read in them. */
export class PaperTray {
  /** PAPER_TRAY keeps the files for whoever wants to look at them. */
  private readonly folder = process.env['PAPER_TRAY'] ?? mkdtempSync(join(tmpdir(), 'passerelle-pages-'));

  /** Writes a document to a file and returns its path. */
  async write(name: string, document: (sink: Writable) => Promise<unknown>): Promise<string> {
    const path = join(this.folder, name);
    await document(createWriteStream(path));
    return path;
  }

  clear(): void {
    if (!process.env['PAPER_TRAY']) rmSync(this.folder, { recursive: true, force: true });
  }

  /** The text as a reader copies it, no-break spaces made ordinary. */
  async text(path: string): Promise<string> {
    const { stdout } = await run('pdftotext', ['-layout', path, '-'], MOST_OUTPUT);
    return stdout.replaceAll(/[\u00a0\u202f]/g, ' ');
  }

  /** The text with every run of spaces and line ends as one space, so that a sentence is found across lines. */
  async sentences(path: string): Promise<string> {
    const { stdout } = await run('pdftotext', [path, '-'], MOST_OUTPUT);
    return stdout.replaceAll(/\s+/g, ' ');
  }

  /** Pictures of the pages, at so many dots per inch. */
  async pictures(path: string, dotsPerInch: number): Promise<string[]> {
    const prefix = `${path}-${dotsPerInch}`;
    await run('pdftoppm', ['-r', String(dotsPerInch), '-png', path, prefix]);
    const name = prefix.slice(this.folder.length + 1);
    return readdirSync(this.folder)
      .filter((each) => each.startsWith(`${name}-`) && each.endsWith('.png'))
      .toSorted()
      .map((each) => join(this.folder, each));
  }

  /** What zbar reads in a picture, by the kind of symbol: 'QR-Code', 'CODE-128'. */
  async zbar(picture: string): Promise<Record<string, string[]>> {
    const read: Record<string, string[]> = {};
    const { stdout } = await run('zbarimg', ['--quiet', picture]).catch((error: { code?: number }) => {
      if (error.code === 4) return { stdout: '' };
      throw error;
    });
    for (const line of stdout.split('\n').filter(Boolean)) {
      const at = line.indexOf(':');
      (read[line.slice(0, at)] ??= []).push(line.slice(at + 1));
    }
    return read;
  }

  /** The QR codes that zxing reads in each picture. */
  async zxing(pictures: readonly string[]): Promise<string[][]> {
    const { stdout } = await run(process.execPath, ['test/support/read-qr.mjs', ...pictures]);
    return JSON.parse(stdout) as string[][];
  }
}
