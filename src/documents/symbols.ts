import bwip from 'bwip-js';
import qrcode from 'qrcode';
import { type Pdf, points } from './pdf.js';

/** Light modules that a reader needs around a symbol (ISO/IEC 18004 and 15417). */
const QR_QUIET_MODULES = 4;
const CODE_128_QUIET_MODULES = 10;
/**
 * The mask of every QR code. Trying all eight takes two thirds of the time to make one; codes are as good as random, so no
 * mask suits them better than another, and the tests read them back.
 */
const QR_MASK = 2;

/**
 * A module is a whole number of these, 50 to the inch, so of whole dots at 100, 150 and 200 to the inch: where edges fall
 * between dots, zbar misses one symbol in a hundred. One of them, half a millimetre, is what GS1 prints QR codes at.
 */
const DOT_MM = 25.4 / 50;

/** A QR code in the middle of a square of so many millimetres, its quiet zone included: black paths on white, level M. */
export function drawQr(pdf: Pdf, text: string, x: number, y: number, size: number): void {
  const { modules } = qrcode.create([{ data: Buffer.from(text, 'utf8'), mode: 'byte' }], {
    errorCorrectionLevel: 'M',
    maskPattern: QR_MASK,
  });
  const paths: string[] = [];
  for (let row = 0; row < modules.size; row++) {
    for (let from = 0; from < modules.size; from++) {
      if (!modules.get(row, from)) continue;
      let until = from + 1;
      while (until < modules.size && modules.get(row, until)) until++;
      paths.push(`${from + QR_QUIET_MODULES} ${row + QR_QUIET_MODULES} ${until - from} 1 re`);
      from = until;
    }
  }
  const across = modules.size + 2 * QR_QUIET_MODULES;
  const module = Math.floor(size / across / DOT_MM) * DOT_MM;
  const margin = (size - module * across) / 2;
  fillModules(pdf, paths, x + margin, y + margin, module, module);
}

/**
 * A Code 128 in a box of millimetres, its quiet zones included. A linear code, not a matrix: every hand scanner reads
 * it, and so does zbar, with which the tests read each page.
 */
export function drawCode128(
  pdf: Pdf,
  text: string,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const [symbol] = bwip.raw({ bcid: 'code128', text }) as unknown as { sbs: number[] }[];
  if (!symbol) throw new Error('the barcode has no bars');
  const paths: string[] = [];
  let at = CODE_128_QUIET_MODULES;
  for (const [index, modules] of symbol.sbs.entries()) {
    if (index % 2 === 0) paths.push(`${at} 0 ${modules} 1 re`);
    at += modules;
  }
  fillModules(pdf, paths, x, y, width / (at + CODE_128_QUIET_MODULES), height);
}

/** Rectangles counted in modules, filled as one shape: no hairline shows between neighbours. */
function fillModules(
  pdf: Pdf,
  rectangles: readonly string[],
  x: number,
  y: number,
  moduleWidth: number,
  moduleHeight: number,
): void {
  pdf.kit.save();
  pdf.kit.transform(points(moduleWidth), 0, 0, points(moduleHeight), points(x), points(y));
  pdf.kit.addContent(`0 g ${rectangles.join(' ')} f`);
  pdf.kit.restore();
}
