import { A4, INK, type Pdf, type TextStyle } from './pdf.js';

const LEFT = 20;
const RIGHT = A4.width - 20;
const WIDTH = RIGHT - LEFT;
const TOP = 18;
const BOTTOM = A4.height - 26;
const GAP = 6;
const LABEL: TextStyle = { size: 8, weight: 'strong', colour: INK.soft };

export interface Heading {
  /** What it is, in French: « Facture ». */
  readonly kind: string;
  /** How it is told from others: « n° F2026-000001 ». */
  readonly number: string;
  /** One line at the foot of each page: who wrote it. */
  readonly foot: string;
}

export interface Column {
  readonly title: string;
  /** In millimetres; together at most 170. */
  readonly width: number;
  readonly align?: 'left' | 'right';
}

/** A page of correspondence: heading, parties, tables, notes, each below the one before, on as many pages as it takes. */
export class Sheet {
  private y = TOP;
  private pages = 0;

  constructor(
    private readonly pdf: Pdf,
    private readonly heading: Heading,
  ) {}

  /** Begins the first page, and any other. */
  async turn(): Promise<void> {
    const { pdf, heading } = this;
    await pdf.page();
    this.pages++;
    pdf.rect(0, 0, A4.width, 4, INK.brand);
    pdf.rule(LEFT, BOTTOM + 6, RIGHT, BOTTOM + 6);
    const foot = { size: 8, colour: INK.soft, lines: 2 };
    pdf.text(heading.foot, LEFT, BOTTOM + 8, WIDTH - 60, foot);
    pdf.text(`${heading.kind} ${heading.number}\nPage ${this.pages}`, RIGHT - 58, BOTTOM + 8, 58, {
      ...foot,
      align: 'right',
    });
    this.y = TOP;
    if (this.pages > 1) return;
    pdf.text('Passerelle', LEFT, TOP, 60, { size: 15, weight: 'bold', colour: INK.brand });
    pdf.text('Chèques de médiation numérique', LEFT, TOP + 7, 80, { size: 9, colour: INK.soft });
    pdf.text(heading.kind, RIGHT - 90, TOP - 1, 90, { size: 19, weight: 'bold', align: 'right', lines: 1 });
    pdf.text(heading.number, RIGHT - 90, TOP + 8, 90, {
      size: 11,
      weight: 'strong',
      align: 'right',
      lines: 1,
    });
    this.y = TOP + 24;
  }

  /** Blocks side by side, each a label and lines of which the first stands out. */
  blocks(blocks: readonly { readonly label: string; readonly lines: readonly string[] }[]): void {
    const width = (WIDTH - GAP * (blocks.length - 1)) / blocks.length;
    let lowest = this.y;
    for (const [index, { label, lines }] of blocks.entries()) {
      const x = LEFT + index * (width + GAP);
      let y = this.y;
      y += this.pdf.text(label, x, y, width, LABEL) + 1;
      for (const [number, line] of lines.entries()) {
        y +=
          this.pdf.text(line, x, y, width, { weight: number === 0 ? 'strong' : 'regular', lines: 4 }) + 0.4;
      }
      lowest = Math.max(lowest, y);
    }
    this.y = lowest + GAP;
  }

  /** A band of facts: a label above each value. */
  facts(facts: readonly (readonly [label: string, value: string])[]): void {
    const each = Math.min(facts.length, 4);
    const width = (WIDTH - 6) / each;
    for (let from = 0; from < facts.length; from += each) {
      const shown = facts.slice(from, from + each);
      const tallest = Math.max(
        ...shown.map(([, value]) => this.pdf.heightOf(value, width - 4, { lines: 2 })),
      );
      const height = tallest + 10;
      this.pdf.rect(LEFT, this.y, WIDTH, height, INK.tint);
      for (const [index, [label, value]] of shown.entries()) {
        const x = LEFT + 4 + index * width;
        this.pdf.text(label, x, this.y + 2.5, width - 4, { ...LABEL, lines: 1 });
        this.pdf.text(value, x, this.y + 6.5, width - 4, { lines: 2 });
      }
      this.y += height;
    }
    this.y += GAP;
  }

  /** A table whose rows may come as they are read; its head is repeated on every page. */
  async table(
    columns: readonly Column[],
    rows: Iterable<readonly string[]> | AsyncIterable<readonly string[]>,
    size = 9.5,
  ): Promise<void> {
    this.head(columns);
    for await (const cells of rows) {
      const styles = columns.map(({ align = 'left' }): TextStyle => ({
        size,
        align,
        figures: align === 'right',
      }));
      const height = Math.max(
        ...cells.map((cell, index) => this.cellHeight(columns[index]!, cell, styles[index]!)),
      );
      if (this.y + height + 3 > BOTTOM) {
        await this.turn();
        this.head(columns);
      }
      let x = LEFT;
      for (const [index, column] of columns.entries()) {
        this.pdf.text(cells[index] ?? '', x + 2, this.y + 1.5, column.width - 4, styles[index]);
        x += column.width;
      }
      this.y += height + 3;
      this.pdf.rule(LEFT, this.y, RIGHT, this.y);
    }
    this.y += 3;
  }

  /** Sums on the right, the last of which stands out. */
  async totals(totals: readonly (readonly [label: string, amount: string])[]): Promise<void> {
    await this.room(totals.length * 7 + 4);
    for (const [index, [label, amount]] of totals.entries()) {
      const last = index === totals.length - 1;
      const style: TextStyle = { size: last ? 12 : 10, weight: last ? 'bold' : 'regular', lines: 1 };
      if (last) this.pdf.rect(RIGHT - 100, this.y, 100, 9, INK.tint);
      const y = this.y + (last ? 2 : 1);
      this.pdf.text(label, RIGHT - 98, y, 60, style);
      this.pdf.text(amount, RIGHT - 42, y, 40, { ...style, align: 'right', figures: true });
      this.y += last ? 9 : 6.5;
    }
    this.y += GAP;
  }

  /** A title and a paragraph under it. */
  async note(title: string, text: string): Promise<void> {
    const style: TextStyle = { size: 9, colour: INK.text };
    const height = this.pdf.heightOf(text, WIDTH, style);
    await this.room(height + 6);
    this.y +=
      this.pdf.text(title, LEFT, this.y, WIDTH, { size: 9, weight: 'strong', colour: INK.brand }) + 0.6;
    this.y += this.pdf.text(text, LEFT, this.y, WIDTH, style) + 3.5;
  }

  private async room(height: number): Promise<void> {
    if (this.y + height > BOTTOM) await this.turn();
  }

  private head(columns: readonly Column[]): void {
    this.pdf.rect(LEFT, this.y, WIDTH, 7, INK.brand);
    let x = LEFT;
    for (const { title, width, align = 'left' } of columns) {
      this.pdf.text(title, x + 2, this.y + 1.8, width - 4, {
        size: 8.5,
        weight: 'strong',
        colour: '#ffffff',
        align,
        lines: 1,
      });
      x += width;
    }
    this.y += 7;
  }

  private cellHeight(column: Column, cell: string, style: TextStyle): number {
    return this.pdf.heightOf(cell, column.width - 4, style);
  }
}
