import { A4, INK, type Pdf, type TextStyle } from '../../documents/pdf.js';
import { drawCode128, drawQr } from '../../documents/symbols.js';
import { frenchDay } from '../../shared/calendar.js';
import {
  drawSpecimen,
  type PrintedBook,
  type PrintedOrder,
  type PrintedVoucher,
  wholeEuros,
} from './book-cover.js';

const COLUMNS = 2;
const ROWS = 5;
const WIDTH = 92;
const HEIGHT = 54;
const LEFT = (A4.width - COLUMNS * WIDTH) / 2;
const TOP = (A4.height - ROWS * HEIGHT) / 2;
const CUTS = {
  x: Array.from({ length: COLUMNS + 1 }, (_, column) => LEFT + column * WIDTH),
  y: Array.from({ length: ROWS + 1 }, (_, row) => TOP + row * HEIGHT),
};
/** Nothing is printed so near to a cut: a guillotine may be a millimetre off. */
const SAFE = 2.5;
/** Of the code in clear: points, and the most millimetres. */
const CODE_SIZE = 11.5;
const CODE_WIDTH = 57.5;
/** Of the square around the QR code: millimetres, more than any public address needs. */
const QR_SIZE = 28;
const SMALL: TextStyle = { size: 6.5, colour: INK.soft };

/** Draws the vouchers of books, ten to a page, between cut marks. What all share is in the file once. */
export class VoucherPages {
  private stamp: ((x: number, y: number) => void) | undefined;

  constructor(
    private readonly pdf: Pdf,
    private readonly order: PrintedOrder,
  ) {}

  async draw(book: PrintedBook): Promise<void> {
    const { pdf, order } = this;
    for (const [index, voucher] of book.vouchers.entries()) {
      const cell = index % (COLUMNS * ROWS);
      if (cell === 0) {
        await pdf.page();
        pdf.cutMarks(CUTS.x, CUTS.y);
      }
      const x = LEFT + (cell % COLUMNS) * WIDTH;
      const y = TOP + Math.floor(cell / COLUMNS) * HEIGHT;
      this.stamp ??= pdf.stamp(() => drawShared(pdf, order));
      this.stamp(x, y);
      drawOwn(pdf, order, book, voucher, x, y);
    }
  }
}

/** What every voucher of the order shows, in a cell at the corner of the page. */
function drawShared(pdf: Pdf, order: PrintedOrder): void {
  const [left, right] = [SAFE + 1, WIDTH - SAFE];
  pdf.rect(SAFE, SAFE, WIDTH - 2 * SAFE, 6.5, INK.brand);
  pdf.line('Chèque numérique', left + 1, SAFE + 1.2, { size: 10, weight: 'bold', colour: '#ffffff' });
  const until = `Valable jusqu’au ${frenchDay(order.validityEndsOn)}`;
  const untilStyle: TextStyle = { size: 8, weight: 'strong', colour: '#ffffff' };
  pdf.line(until, right - 1.5 - pdf.widthOf(until, untilStyle), SAFE + 1.6, untilStyle);
  if (order.specimen) drawSpecimen(pdf, 33, 25, 24);

  pdf.line(wholeEuros(order.voucherCents), left, 10.4, { size: 24, weight: 'bold', colour: INK.brand });
  pdf.line('Financé par', left + 24, 11, SMALL);
  const funderSize = fittingSize(pdf, order.funderName, 35, 2, 9, 6);
  pdf.text(order.funderName, left + 24, 13.8, 35, { size: funderSize, weight: 'strong', lines: 2 });
  pdf.line('Paie une séance dans un lieu labellisé.', left, 22.6, { size: 7.5 });
  pdf.line('On ne rend pas la monnaie.', left, 25.8, { size: 7.5 });
  pdf.text('Visez ce carré pour vérifier', right - QR_SIZE, 37, QR_SIZE, {
    ...SMALL,
    align: 'center',
    lines: 1,
  });
  const reference = `Commande ${order.number}`;
  pdf.line(reference, right - pdf.widthOf(reference, SMALL) - 1, 48, SMALL);
}

function drawOwn(
  pdf: Pdf,
  order: PrintedOrder,
  book: PrintedBook,
  { code, serial, position }: PrintedVoucher,
  x: number,
  y: number,
): void {
  const [left, right] = [x + SAFE + 1, x + WIDTH - SAFE];
  // A code of wide letters only is set smaller: it must not touch the QR code.
  const codeStyle = { size: CODE_SIZE, weight: 'bold' } as const;
  const size = Math.min(CODE_SIZE, (CODE_SIZE * CODE_WIDTH) / pdf.widthOf(code, codeStyle));
  pdf.line(code, left, y + 30.6, { ...codeStyle, size });
  const symbol = code.replaceAll('-', '');
  drawQr(pdf, `${order.publicUrl}/v/${symbol}`, right - QR_SIZE, y + 9.5, QR_SIZE);
  drawCode128(pdf, symbol, x + 0.8, y + 37, 61, 9.5);
  const which = `carnet ${book.number}, chèque ${position}`;
  pdf.line(
    order.specimen ? `SPÉCIMEN sans valeur · ${which}` : `N° ${serial} · ${which}`,
    left,
    y + 48,
    SMALL,
  );
}

/** The largest size in points, from the first to the last, at which a name fits; else the last, with an ellipsis. */
function fittingSize(
  pdf: Pdf,
  name: string,
  width: number,
  lines: number,
  first: number,
  last: number,
): number {
  for (let size = first; size > last; size -= 0.5) {
    const style: TextStyle = { size, weight: 'strong' };
    const most = pdf.heightOf(Array.from({ length: lines }, () => 'M').join('\n'), width, style);
    if (pdf.heightOf(name, width, style) <= most + 0.01) return size;
  }
  return last;
}
