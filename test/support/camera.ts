import { execFile } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Actors } from '../../src/access/actors.js';
import { oneRow, rows } from '../../src/database/sql.js';
import { CodeBook } from '../../src/issuance/code-book.js';
import { BookPrinting } from '../../src/issuance/printing/book-printing.service.js';
import type { TestApp } from './app.js';
import { PaperTray } from './pages.js';

const run = promisify(execFile);

/** A voucher in somebody's hands: handed out in the demonstration, not spent yet. */
export interface PaperVoucher {
  readonly serial: bigint;
  readonly code: string;
  readonly orderId: string;
  readonly book: number;
}

/** Vouchers of the demonstration: those handed out that nobody has spent, or those of an office's drawer. */
export async function papersOf(
  server: TestApp,
  where: 'in hands' | 'in the drawer',
): Promise<PaperVoucher[]> {
  const isHandedOut = where === 'in hands';
  return server.db.read(async (tx) => {
    const found = await rows<Omit<PaperVoucher, 'code'> & { exercise: number }>(
      tx,
      `SELECT v.serial, v.exercise, v.order_id AS "orderId", b.number AS book
         FROM voucher v JOIN book b ON b.id = v.book_id LEFT JOIN hand_out_voucher h ON h.voucher_serial = v.serial
        WHERE (h.voucher_serial IS NOT NULL) = $1
          AND NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial) ORDER BY v.serial`,
      [isHandedOut],
    );
    const codes = await server.get(CodeBook).codesOf(tx, found);
    return found.map((paper) => ({ ...paper, code: codes.get(paper.serial)! }));
  });
}

const SIZE = { width: 640, height: 480 };
const FRAMES_A_SECOND = 5;
/** How the printed page is cut: see src/issuance/printing/voucher-page.ts. In millimetres. */
const VOUCHER = { width: 92, height: 54, left: 13, top: 13.5, columns: 2, ofPage: 10 };
/** What of a voucher is held before the camera, from its corner; and how near. */
const PARTS = {
  whole: { x: 0, y: 0, width: VOUCHER.width, height: VOUCHER.height, dotsPerInch: 165 },
  bars: { x: 0.5, y: 36, width: 61.5, height: 11.5, dotsPerInch: 250 },
} as const;
type Part = keyof typeof PARTS;

/** A picture of a voucher, as it is cut from the page that the product prints: RGB, rows from the top. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
}

/** Its place among those of its book that are still printed, from 0: what has ended is not. */
async function placeOf(server: TestApp, { orderId, book, serial }: PaperVoucher): Promise<number> {
  const { place } = await server.db.read((tx) =>
    oneRow<{ place: number }>(
      tx,
      `SELECT count(*)::int AS place FROM voucher v JOIN book b ON b.id = v.book_id, voucher it
        WHERE b.order_id = $1 AND b.number = $2 AND it.serial = $3 AND v.position < it.position
          AND NOT EXISTS (SELECT 1 FROM voucher_end e WHERE e.voucher_serial = v.serial)`,
      [orderId, book, serial],
    ),
  );
  return place;
}

/** Prints the book of a voucher and cuts it out, whole or its bars alone. */
async function pictureOf(
  server: TestApp,
  tray: PaperTray,
  paper: PaperVoucher,
  part: Part,
): Promise<Picture> {
  const actor = await server.db.read((tx) => server.get(Actors).system(tx));
  const range = { fromNumber: paper.book, toNumber: paper.book };
  const pdf = await tray.write(`book-${paper.serial}.pdf`, (sink) =>
    server.get(BookPrinting).print(actor, paper.orderId, sink, range),
  );
  const place = await placeOf(server, paper);
  const cell = place % VOUCHER.ofPage;
  const { x, y, width, height, dotsPerInch } = PARTS[part];
  const dots = (millimetres: number) => String(Math.round((millimetres / 25.4) * dotsPerInch));
  const page = String(2 + Math.floor(place / VOUCHER.ofPage));
  const cut = [
    ['-x', dots(VOUCHER.left + (cell % VOUCHER.columns) * VOUCHER.width + x)],
    ['-y', dots(VOUCHER.top + Math.floor(cell / VOUCHER.columns) * VOUCHER.height + y)],
    ['-W', dots(width)],
    ['-H', dots(height)],
  ].flat();
  const { stdout } = await run('pdftoppm', ['-r', String(dotsPerInch), '-f', page, '-l', page, ...cut, pdf], {
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
  });
  return readPpm(stdout);
}

/** P6, width, height, 255, then three bytes a dot. */
function readPpm(ppm: Buffer): Picture {
  const header = /^P6\s(\d+)\s(\d+)\s255\s/.exec(ppm.subarray(0, 40).toString('latin1'))!;
  return { width: Number(header[1]), height: Number(header[2]), rgb: ppm.subarray(header[0].length) };
}

/** What a camera sees in turn, over and over: a voucher on a grey table, or the table alone. */
type Scene = readonly { readonly picture: Picture | null; readonly seconds: number }[];

/** Writes what the faked camera shows from the next time that it is opened: uncompressed video, YUV 4:2:0. */
function writeVideo(path: string, scene: Scene): void {
  const file = openSync(path, 'w');
  writeSync(file, `YUV4MPEG2 W${SIZE.width} H${SIZE.height} F${FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n`);
  for (const { picture, seconds } of scene) {
    const frame = frameOf(picture);
    for (let count = 0; count < seconds * FRAMES_A_SECOND; count++) {
      writeSync(file, 'FRAME\n');
      writeSync(file, frame);
    }
  }
  closeSync(file);
}

/** The picture in the middle of the table; colours are left out, as a camera in the evening does. */
function frameOf(picture: Picture | null): Buffer {
  const { width, height } = SIZE;
  const frame = Buffer.alloc((width * height * 3) / 2, 128);
  frame.fill(110, 0, width * height);
  if (!picture) return frame;
  const left = Math.floor((width - picture.width) / 2);
  const top = Math.floor((height - picture.height) / 2);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const at = (y * picture.width + x) * 3;
      const [red, green, blue] = [picture.rgb[at]!, picture.rgb[at + 1]!, picture.rgb[at + 2]!];
      frame[(top + y) * width + left + x] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    }
  }
  return frame;
}

/** A voucher and for how many seconds it is held there: whole, or its bars alone. Null is the table without any. */
export type Held = readonly [PaperVoucher | null, number, Part?];

/** A camera that sees what tests hold before it: paper that the product printed. */
export class FakedCamera {
  private readonly folder = mkdtempSync(join(tmpdir(), 'passerelle-camera-'));
  private readonly path = join(this.folder, 'camera.y4m');
  private readonly tray = new PaperTray();

  /** The words that make Chromium show it. */
  get flags(): string[] {
    return [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${this.path}`,
    ];
  }

  /** From the next time that it is opened it sees these in turn, over and over. */
  async hold(server: TestApp, scene: readonly Held[]): Promise<void> {
    const seen: { picture: Picture | null; seconds: number }[] = [];
    for (const [paper, seconds, part = 'whole'] of scene) {
      seen.push({ picture: paper && (await pictureOf(server, this.tray, paper, part)), seconds });
    }
    writeVideo(this.path, seen);
  }

  clear(): void {
    this.tray.clear();
    rmSync(this.folder, { recursive: true });
  }
}
