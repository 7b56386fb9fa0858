import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
// The types of the kit know its default export only.
// oxlint-disable-next-line import/no-named-as-default
import PDFDocument from 'pdfkit';
import { type Day, startOfParisDay } from '../shared/calendar.js';
import { FONT_WEIGHTS, fontFile, type Weight } from './fonts.js';

/** A4, in millimetres, which every measure of a document is given in. */
export const A4 = { width: 210, height: 297 } as const;

/** Deep teal on white: calm, and dark enough on a poor printer (contrast 9:1). No emblem or colour of the State. */
export const INK = {
  text: '#1b2a30',
  soft: '#4f6068',
  brand: '#0f4c5c',
  tint: '#e8f1f2',
  line: '#b9c8cc',
} as const;
export type Colour = string;

const POINTS_PER_MM = 72 / 25.4;
/** What the document may hold that its reader has not taken yet: beyond it, drawing waits. */
const MOST_WAITING_BYTES = 1_000_000;
const AUTHOR = 'Passerelle';

export interface About {
  readonly title: string;
  /** The document's own day: it dates the file too, so that the same document is the same bytes. */
  readonly on: Day;
}

export interface TextStyle {
  /** In points. */
  readonly size?: number;
  readonly weight?: Weight;
  readonly colour?: Colour;
  readonly align?: 'left' | 'right' | 'center';
  /** The most lines; what does not fit ends with an ellipsis. */
  readonly lines?: number;
  /** Figures of one width, for columns. */
  readonly figures?: boolean;
}

/** What the kit has and its types leave out. */
interface KitWithin {
  readonly page: Record<
    'fonts' | 'xobjects' | 'ext_gstates' | 'colorSpaces' | 'patterns',
    Record<string, unknown>
  >;
  addContent(line: string): PDFKit.PDFDocument;
  ref(data: object): { end(content: string): void };
}

/** A page being drawn. Positions and lengths are in millimetres from the upper left corner. */
export class Pdf {
  private stamps = 0;

  constructor(
    readonly kit: PDFKit.PDFDocument,
    private readonly sink: Writable,
    private readonly failed: AbortSignal,
  ) {
    for (const weight of FONT_WEIGHTS) kit.registerFont(weight, fontFile(weight));
  }

  /** Begins an A4 page; waits first until what was drawn before is taken, so that memory stays flat. */
  async page(): Promise<void> {
    // Drawing is synchronous: without this pause nothing else of the process would run until the last page.
    await setImmediate();
    while (this.kit.readableLength > MOST_WAITING_BYTES && !this.failed.aborted) {
      if (this.sink.writableNeedDrain) await once(this.sink, 'drain', { signal: this.failed });
      else await setImmediate();
    }
    this.failed.throwIfAborted();
    this.kit.addPage({ size: 'A4', margin: 0 });
  }

  /** Writes in a box as wide as told and returns its height. */
  text(text: string, x: number, y: number, width: number, style: TextStyle = {}): number {
    const height = this.heightOf(text, width, style);
    this.use(style)
      .fillColor(style.colour ?? INK.text)
      .text(printable(text), points(x), points(y), {
        ...optionsOf(width, style),
        // Half a point more than the lines need: the kit would leave out one that fits exactly.
        ...(style.lines
          ? { height: points(this.lineHeight(style)) * style.lines + 0.5, ellipsis: true }
          : {}),
      });
    return height;
  }

  /** One short line that is known to fit, left-aligned: several times faster than a box. */
  line(text: string, x: number, y: number, style: TextStyle = {}): void {
    this.use(style)
      .fillColor(style.colour ?? INK.text)
      .text(printable(text), points(x), points(y), { lineBreak: false });
  }

  /** The height of a text in a box, in millimetres. */
  heightOf(text: string, width: number, style: TextStyle = {}): number {
    const height = this.use(style).heightOfString(printable(text), optionsOf(width, style)) / POINTS_PER_MM;
    return style.lines ? Math.min(height, style.lines * this.lineHeight(style)) : height;
  }

  /** The width of a line, in millimetres. */
  widthOf(text: string, style: TextStyle = {}): number {
    return this.use(style).widthOfString(printable(text)) / POINTS_PER_MM;
  }

  rect(x: number, y: number, width: number, height: number, colour: Colour): void {
    this.kit.rect(points(x), points(y), points(width), points(height)).fill(colour);
  }

  /** A line of a width in millimetres. */
  rule(x1: number, y1: number, x2: number, y2: number, colour: Colour = INK.line, width = 0.2): void {
    this.kit
      .moveTo(points(x1), points(y1))
      .lineTo(points(x2), points(y2))
      .lineWidth(points(width))
      .stroke(colour);
  }

  /** Cuts a page into cells: short marks in the margins, at each line of the cutter, and none on what is kept. */
  cutMarks(xs: readonly number[], ys: readonly number[]): void {
    const [left, right] = [xs[0]!, xs.at(-1)!];
    const [top, bottom] = [ys[0]!, ys.at(-1)!];
    const [gap, length] = [1.5, 5];
    for (const x of xs) {
      this.rule(x, top - gap - length, x, top - gap, '#000000', 0.1);
      this.rule(x, bottom + gap, x, bottom + gap + length, '#000000', 0.1);
    }
    for (const y of ys) {
      this.rule(left - gap - length, y, left - gap, y, '#000000', 0.1);
      this.rule(right + gap, y, right + gap + length, y, '#000000', 0.1);
    }
  }

  /**
   * Draws once, from the upper left corner of the page, what many places will show (a PDF form): each place then costs a
   * line of the file. Called on a page, as it takes over that page's fonts.
   */
  stamp(draw: () => void): (x: number, y: number) => void {
    const { kit } = this;
    const inner = kit as unknown as KitWithin;
    const [page, content] = [inner.page, inner.addContent];
    const written: string[] = [];
    inner.addContent = (line) => {
      written.push(line);
      return kit;
    };
    try {
      draw();
    } finally {
      inner.addContent = content;
    }
    const form = inner.ref({
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, 0, points(A4.width), points(A4.height)],
      Resources: {
        Font: { ...page.fonts },
        XObject: { ...page.xobjects },
        ExtGState: { ...page.ext_gstates },
        ColorSpace: { ...page.colorSpaces },
        Pattern: { ...page.patterns },
      },
    });
    form.end(written.join('\n'));
    const name = `Form${++this.stamps}`;
    return (x, y) => {
      inner.page.xobjects[name] = form;
      kit.addContent(`q 1 0 0 1 ${points(x).toFixed(3)} ${points(y).toFixed(3)} cm /${name} Do Q`);
    };
  }

  private use({ size = 10, weight = 'regular' }: TextStyle): PDFKit.PDFDocument {
    return this.kit.font(weight).fontSize(size);
  }

  private lineHeight(style: TextStyle): number {
    return this.use(style).currentLineHeight(true) / POINTS_PER_MM;
  }
}

/**
 * Draws a document into a stream, which it ends. Rejects with what the drawing threw, or with the stream's own error:
 * what was written until then is no document, and is the caller's to throw away.
 */
export async function writePdf(
  sink: Writable,
  about: About,
  draw: (pdf: Pdf) => Promise<void>,
): Promise<void> {
  const date = startOfParisDay(about.on);
  const kit = new PDFDocument({
    autoFirstPage: false,
    lang: 'fr-FR',
    displayTitle: true,
    info: {
      Title: about.title,
      Author: AUTHOR,
      Creator: AUTHOR,
      Producer: AUTHOR,
      CreationDate: date,
      ModDate: date,
    },
  });
  const failed = new AbortController();
  const written = pipeline(kit as unknown as NodeJS.ReadableStream, sink).catch((error: unknown) => {
    failed.abort(error);
    throw error;
  });
  const drawn = draw(new Pdf(kit, sink, failed.signal)).then(
    () => kit.end(),
    (error: unknown) => {
      (kit as unknown as { destroy(error: unknown): void }).destroy(error);
      throw error;
    },
  );
  const [drawing, writing] = await Promise.allSettled([drawn, written]);
  if (failed.signal.aborted && drawing.status === 'fulfilled') throw failed.signal.reason;
  if (drawing.status === 'rejected') throw drawing.reason;
  if (writing.status === 'rejected') throw writing.reason;
}

/** Millimetres as points. */
export function points(millimetres: number): number {
  return millimetres * POINTS_PER_MM;
}

/** The font has no narrow no-break space: the ordinary no-break one stands in its place. */
function printable(text: string): string {
  return text.replaceAll('\u202f', '\u00a0');
}

function optionsOf(width: number, style: TextStyle): PDFKit.Mixins.TextOptions {
  return {
    width: points(width),
    align: style.align ?? 'left',
    ...(style.figures ? { features: ['tnum'] } : {}),
  };
}
