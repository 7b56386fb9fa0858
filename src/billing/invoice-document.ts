import type { Writable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { oneRow, type Tx } from '../database/sql.js';
import { type FileToSend, pdfToSend } from '../documents/file-answer.js';
import { partyFoot, partyLines } from '../documents/party.js';
import { writePdf } from '../documents/pdf.js';
import { type Column, Sheet } from '../documents/sheet.js';
import { type Day, frenchDay } from '../shared/calendar.js';
import { type Cents, euros, frenchWhole } from '../shared/money.js';
import type { InvoiceView } from './billing.dto.js';
import { InvoiceViews } from './invoice-views.js';
import { type InvoiceParties, partiesOf } from './paper-parties.js';

interface Subject {
  payerKind: string;
  books: number | null;
  bookSize: number | null;
  voucherCents: Cents | null;
  faceValueCents: Cents | null;
  engagementNumber: string | null;
  agreementReference: string | null;
  labelFrom: Day | null;
  labelUntil: Day | null;
}

const COLUMNS: readonly Column[] = [
  { title: 'Désignation', width: 92 },
  { title: 'Quantité', width: 22, align: 'right' },
  { title: 'Prix unitaire HT', width: 28, align: 'right' },
  { title: 'Montant HT', width: 28, align: 'right' },
];

/** Structures that are public buyers; funders and the State's services are too. */
const PUBLIC_FORMS = ['commune', 'intercommunality', 'department', 'public-body'];

/**
 * Vouchers are exchanged for their face value, and the service they will pay for, so its VAT, is not known when they are
 * sold: multi-purpose vouchers, whose transfer is outside the scope of VAT (directive 2006/112/CE, art. 30 ter).
 */
export const VOUCHERS_OUTSIDE_VAT =
  'Hors du champ de la TVA : les chèques sont des bons à usages multiples, cédés à leur valeur faciale (article 256 ter du ' +
  'code général des impôts). La TVA éventuellement due sur les séances qu’ils paient relève des structures qui les accueillent.';

/** Code de la commande publique: 30 days, interest at the ECB's rate and eight points, 40 euros. */
const PUBLIC_TERMS =
  'Paiement par virement à 30 jours. En cas de retard, sont dus de plein droit des intérêts moratoires au taux de refinancement ' +
  'de la Banque centrale européenne majoré de huit points, et une indemnité forfaitaire de 40 € pour frais de recouvrement ' +
  '(code de la commande publique, articles L. 2192-13, R. 2192-31 et D. 2192-35).';
/** Code de commerce: the same between other professionals, at ten points unless agreed otherwise. */
const PRIVATE_TERMS =
  'Paiement par virement à 30 jours, sans escompte pour paiement anticipé. En cas de retard, sont dues sans rappel des pénalités ' +
  'au taux de refinancement de la Banque centrale européenne majoré de dix points, et une indemnité forfaitaire de 40 € pour ' +
  'frais de recouvrement (code de commerce, articles L. 441-10 et D. 441-5).';

/** Invoices as PDF. */
@Injectable()
export class InvoiceDocuments {
  constructor(
    private readonly db: Database,
    private readonly views: InvoiceViews,
  ) {}

  /** An invoice to download, the same bytes whenever it is. Refusal: access.not-found. */
  async pdf(actor: Actor, invoiceId: string): Promise<FileToSend> {
    const { number } = await this.views.get(actor, invoiceId);
    return pdfToSend(`facture-${number}.pdf`, (sink) => this.write(actor, invoiceId, sink));
  }

  /** Writes an invoice into the stream, and ends it. Refusal, before the first byte: access.not-found. */
  write(actor: Actor, invoiceId: string, sink: Writable): Promise<void> {
    return this.db.read(async (tx) => {
      const invoice = await this.views.find(tx, actor, invoiceId);
      const subject = await this.subject(tx, invoiceId);
      const parties = await partiesOf(tx, { invoiceId });
      const { seller } = parties;
      const about = { title: `Facture ${invoice.number}`, on: invoice.issuedOn };
      await writePdf(sink, about, async (pdf) => {
        const sheet = new Sheet(pdf, {
          kind: 'Facture',
          number: `n° ${invoice.number}`,
          foot: partyFoot(seller),
        });
        await draw(sheet, invoice, subject, parties);
      });
    });
  }

  private subject(tx: Tx, invoiceId: string): Promise<Subject> {
    return oneRow<Subject>(
      tx,
      `SELECT payer.kind AS "payerKind", o.books, o.book_size AS "bookSize",
              o.voucher_cents AS "voucherCents", o.face_value_cents AS "faceValueCents", o.engagement_number AS "engagementNumber",
              a.reference AS "agreementReference", l.starts_on AS "labelFrom",
              l.ends_on - 1 AS "labelUntil"
         FROM invoice i
         JOIN organisation payer ON payer.id = i.payer_id
         LEFT JOIN voucher_order o ON o.id = i.order_id
         LEFT JOIN grant_agreement a ON a.id = o.agreement_id
         LEFT JOIN label l ON l.id = i.label_id
        WHERE i.id = $1`,
      [invoiceId],
    );
  }
}

async function draw(
  sheet: Sheet,
  invoice: InvoiceView,
  subject: Subject,
  parties: InvoiceParties,
): Promise<void> {
  await sheet.turn();
  sheet.blocks([
    { label: 'Émise par', lines: partyLines(parties.seller) },
    { label: 'Adressée à', lines: partyLines(parties.buyer) },
  ]);
  sheet.facts([
    ['Date de la facture', frenchDay(invoice.issuedOn)],
    ['À payer au plus tard le', frenchDay(invoice.dueOn)],
    ...(invoice.orderNumber ? [['Commande', invoice.orderNumber] as const] : []),
    ...(subject.engagementNumber ? [['N° d’engagement', subject.engagementNumber] as const] : []),
    ...(subject.agreementReference ? [['Convention', subject.agreementReference] as const] : []),
  ]);
  await sheet.table(COLUMNS, [lineOf(invoice, subject, parties)]);
  await sheet.totals(totalsOf(invoice));
  const sold = invoice.kind === 'vouchers-funder' || invoice.kind === 'vouchers-state';
  if (sold) await sheet.note('TVA', VOUCHERS_OUTSIDE_VAT);
  const isPublic = subject.payerKind !== 'structure' || PUBLIC_FORMS.includes(parties.buyer.legalForm ?? '');
  await sheet.note('Conditions de paiement', isPublic ? PUBLIC_TERMS : PRIVATE_TERMS);
  await sheet.note('Pour payer', howToPay(invoice));
  if (sold) {
    await sheet.note(
      'À savoir',
      'Les sommes reçues pour les chèques sont déposées sur un compte cantonné. Les chèques ne peuvent être remis au public qu’une ' +
        'fois leur valeur entière reçue. Les frais de commande, s’il y en a, font l’objet d’une facture distincte.',
    );
  }
}

function howToPay({ number, payTo }: InvoiceView): string {
  const reference = `Référence à rappeler dans le libellé du virement : ${number}`;
  if (!payTo) return `${reference}. Les coordonnées bancaires vous sont données à part.`;
  const iban = payTo.iban.replaceAll(/(.{4})(?=.)/g, '$1\u00a0');
  return `Titulaire du compte : ${payTo.holder}\nIBAN : ${iban}\nBIC : ${payTo.bic}\n${reference}`;
}

/** What is invoiced: one line, since each invoice is for one thing. */
function lineOf(invoice: InvoiceView, subject: Subject, { funder }: InvoiceParties): string[] {
  const net = euros(invoice.netCents);
  const { books, bookSize, voucherCents, faceValueCents } = subject;
  switch (invoice.kind) {
    case 'label':
      return [
        `Label annuel de la structure, du ${frenchDay(subject.labelFrom!)} au ${frenchDay(subject.labelUntil!)}`,
        '1',
        net,
        net,
      ];
    case 'order-fee':
      return [`Frais de la commande ${invoice.orderNumber}, passée sans aide de l’État`, '1', net, net];
    default: {
      const vouchers = BigInt(books!) * BigInt(bookSize!);
      const what = `Chèques numériques de ${euros(voucherCents!)}, en ${frenchWhole(books!)} carnets de ${bookSize}`;
      const total = invoice.totalCents;
      if (total === faceValueCents) return [what, frenchWhole(vouchers), euros(voucherCents!), net];
      const share = invoice.kind === 'vouchers-state' ? 'Part de l’État' : 'Part du commanditaire';
      const whose = invoice.kind === 'vouchers-state' ? `, commande de ${funder?.name}` : '';
      return [
        `${share} : ${euros(total)} sur ${euros(faceValueCents!)} de valeur faciale.\n${what} (${frenchWhole(vouchers)} chèques)${whose}`,
        '1',
        net,
        net,
      ];
    }
  }
}

function totalsOf(invoice: InvoiceView): [string, string][] {
  const total = euros(invoice.totalCents);
  if (invoice.vatRateBasisPoints === 0) {
    return [
      ['Total hors taxes', euros(invoice.netCents)],
      ['TVA : hors du champ', euros(0n)],
      ['Total à payer', total],
    ];
  }
  return [
    ['Total hors taxes', euros(invoice.netCents)],
    [`TVA à ${percent(invoice.vatRateBasisPoints)}`, euros(invoice.vatCents)],
    ['Total TTC à payer', total],
  ];
}

/** Basis points as a percentage: 2000 is « 20 % », 550 is « 5,5 % ». */
function percent(basisPoints: number): string {
  return `${String(basisPoints / 100).replace('.', ',')}\u202f%`;
}
