import { drawLogo, type Logo } from '../../documents/logo.js';
import { A4, INK, type Pdf } from '../../documents/pdf.js';
import { type Day, frenchDay } from '../../shared/calendar.js';
import { type Cents, euros } from '../../shared/money.js';

/** What every page of an order's books says. */
export interface PrintedOrder {
  readonly number: string;
  readonly exercise: number;
  readonly funderName: string;
  readonly voucherCents: Cents;
  readonly validityEndsOn: Day;
  /** The most vouchers that a person may hold at a time. */
  readonly handOutLimit: number;
  /** The public address, without a slash at the end. */
  readonly publicUrl: string;
  readonly logo: Logo | null;
  /** A proof shows what the books will be; nothing on it can be used. */
  readonly specimen: boolean;
}

export interface PrintedVoucher {
  readonly serial: bigint;
  readonly position: number;
  /** XXXX-XXXX-XXXX-XXXX-C */
  readonly code: string;
}

export interface PrintedBook {
  readonly number: number;
  readonly kind: 'ordered' | 'replacement';
  readonly vouchers: readonly PrintedVoucher[];
}

const LEFT = 24;
const WIDTH = A4.width - 2 * LEFT;
const FACTS_HEIGHT = 36;

/** Draws the covers of books: whose they are, what they are worth, until when, and how to use them in plain words. */
export class Covers {
  private stamp: ((x: number, y: number) => void) | undefined;
  private factsAt = 0;

  constructor(
    private readonly pdf: Pdf,
    private readonly order: PrintedOrder,
  ) {}

  async draw(book: PrintedBook): Promise<void> {
    const { pdf, order } = this;
    await pdf.page();
    this.stamp ??= pdf.stamp(() => (this.factsAt = drawShared(pdf, order)));
    this.stamp(0, 0);
    drawFacts(pdf, order, book, this.factsAt);
    const foot = { size: 9, colour: INK.soft };
    pdf.line(
      `Commande ${order.number} · exercice ${order.exercise} · carnet n° ${book.number}`,
      LEFT,
      275,
      foot,
    );
  }
}

/** What every cover of the order shows; returns where the facts of a book have their place. */
function drawShared(pdf: Pdf, order: PrintedOrder): number {
  pdf.rect(0, 0, A4.width, 62, INK.brand);
  pdf.text('Chèques numériques', LEFT, 19, WIDTH, { size: 32, weight: 'bold', colour: '#ffffff', lines: 1 });
  pdf.text('pour apprendre à se servir d’un ordinateur, d’un téléphone, d’internet', LEFT, 37, WIDTH, {
    size: 13,
    colour: '#ffffff',
    lines: 1,
  });
  if (order.specimen) {
    const proof = 'SPÉCIMEN : bon à tirer, sans valeur. Aucun code de ces pages ne peut servir.';
    pdf.text(proof, LEFT, 49, WIDTH, { size: 11, weight: 'bold', colour: '#ffffff', lines: 1 });
    drawSpecimen(pdf, A4.width / 2, 236, 74);
  }
  const factsAt = drawFunder(pdf, order, 76) + 8;
  drawUse(pdf, order, factsAt + FACTS_HEIGHT + 10);
  pdf.rule(LEFT, 272, LEFT + WIDTH, 272);
  return factsAt;
}

/** The word, across, pale enough for what is written over it. */
export function drawSpecimen(pdf: Pdf, centreX: number, centreY: number, size: number): void {
  const { kit } = pdf;
  const text = 'SPÉCIMEN';
  const style = { size, weight: 'bold', colour: '#b3261e' } as const;
  const width = pdf.widthOf(text, style);
  const centre = { origin: [centreX, centreY].map((each) => (each * 72) / 25.4) as [number, number] };
  kit.save();
  kit.rotate(-18, centre).fillOpacity(0.18);
  pdf.line(text, centreX - width / 2, centreY - size * 0.2, style);
  kit.fillOpacity(1).restore();
}

function drawFunder(pdf: Pdf, { funderName, logo }: PrintedOrder, y: number): number {
  const logoWidth = logo ? 50 : 0;
  if (logo) drawLogo(pdf, logo, LEFT, y, logoWidth - 8, 26);
  const x = LEFT + logoWidth;
  const width = WIDTH - logoWidth;
  pdf.text('Financés par', x, y, width, { size: 10, colour: INK.soft });
  const height = pdf.text(funderName, x, y + 6, width, { size: 18, weight: 'bold', lines: 3 });
  return Math.max(y + 6 + height, logo ? y + 26 : 0);
}

function drawFacts(pdf: Pdf, order: PrintedOrder, book: PrintedBook, y: number): void {
  const count = book.vouchers.length;
  const contents = count > 1 ? `${count} chèques` : '1 chèque';
  const worth = euros(BigInt(count) * order.voucherCents);
  const facts = [
    ['Carnet', `n° ${book.number}${book.kind === 'replacement' ? ' (remplacement)' : ''}`],
    ['Contient', `${contents} de ${wholeEuros(order.voucherCents)}, soit ${worth}`],
    ['Valables', `jusqu’au ${frenchDay(order.validityEndsOn)}`],
  ] as const;
  pdf.rect(LEFT, y, WIDTH, FACTS_HEIGHT, INK.tint);
  for (const [index, [label, value]] of facts.entries()) {
    const line = y + 5 + index * 10;
    pdf.line(label, LEFT + 6, line + 0.6, { size: 11, colour: INK.soft });
    pdf.line(value, LEFT + 36, line, { size: 13, weight: 'strong' });
  }
}

function drawUse(pdf: Pdf, order: PrintedOrder, top: number): void {
  const value = wholeEuros(order.voucherCents);
  const steps = [
    `Choisissez un lieu labellisé près de chez vous. Leur liste : ${order.publicUrl}/ou`,
    `Prenez rendez-vous et venez avec vos chèques. Chaque chèque paie ${value} de la séance. S’il reste quelque chose à payer, le lieu vous le dit avant.`,
    'À la fin de la séance, donnez le chèque. Le lieu le scanne : il est utilisé, et ne peut plus servir.',
    `Pour savoir si un chèque est encore valable, visez son carré noir et blanc avec un téléphone.`,
  ];
  let y = top;
  y += pdf.text('Comment s’en servir', LEFT, y, WIDTH, { size: 15, weight: 'bold', colour: INK.brand }) + 3;
  for (const [index, step] of steps.entries()) {
    pdf.text(`${index + 1}`, LEFT, y - 0.4, 8, { size: 14, weight: 'bold', colour: INK.brand, lines: 1 });
    y += pdf.text(step, LEFT + 9, y, WIDTH - 9, { size: 11.5 }) + 3;
  }
  y += 3;
  y += pdf.text('Bon à savoir', LEFT, y, WIDTH, { size: 12, weight: 'bold', colour: INK.brand }) + 2;
  pdf.text(
    `Un chèque n’est pas de l’argent : on ne rend pas la monnaie, et il ne peut être ni vendu ni remboursé. ` +
      `Une personne en reçoit ${order.handOutLimit} au plus à la fois. Chèque perdu ou volé ? Prévenez tout de suite le service qui vous l’a remis.`,
    LEFT,
    y,
    WIDTH,
    { size: 11 },
  );
}

/** « 10 € »: the face value without its cents when it has none. */
export function wholeEuros(cents: Cents): string {
  return euros(cents).replace(',00', '');
}
