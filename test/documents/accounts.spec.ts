import { PassThrough } from 'node:stream';
import { Actors } from '../../src/access/actors.js';
import { CreditNoteDocuments } from '../../src/billing/credit-note-document.js';
import { InvoiceDocuments } from '../../src/billing/invoice-document.js';
import { affected, rows } from '../../src/database/sql.js';
import { actorOf } from '../../src/demonstration/stage.js';
import { PayoutStatements } from '../../src/settlement/payout-statement.js';
import { frenchDay } from '../../src/shared/calendar.js';
import { euros } from '../../src/shared/money.js';
import { TestApp } from '../support/app.js';
import { theOperator } from '../support/funders.js';
import { anOrganisation } from '../support/people.js';
import { PaperTray } from '../support/pages.js';
import { anOperatorAccount } from '../support/settlement.js';
import { aWholeLife, type WholeLife } from '../support/whole-life.js';

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const money = (cents: bigint) => plain(euros(cents));
const NOTHING = '00000000-0000-4000-8000-000000000000';

/** Amounts as the pages show them, in cents. */
const centsIn = (texts: readonly string[]) =>
  texts.map((text) => BigInt(text.replaceAll(/\D/g, ''))).reduce((total, each) => total + each, 0n);

describe('documents of account', () => {
  let server: TestApp;
  let life: WholeLife;
  const tray = new PaperTray();

  beforeAll(async () => {
    server = await TestApp.start();
    const { client: operator } = await theOperator(server);
    const funder = await anOrganisation(server, 'funder');
    // Who sells, who buys: what the pages must show of both.
    await server.db.transaction(async (tx) => {
      await affected(
        tx,
        `UPDATE organisation SET siret = '12345678200010', vat_number = 'FR32123456782', street = '3 rue du Pont', postcode = '37000',
                city = 'Tours' WHERE kind = 'operator'`,
      );
      await affected(
        tx,
        `UPDATE organisation SET vat_number = 'FR15223700017', service_code = 'DGA-SOLIDARITES' WHERE id = $1`,
        [funder.organisationId],
      );
    });
    for (const kind of ['ring-fenced', 'operating'] as const) await anOperatorAccount(operator, kind);
    life = await aWholeLife(server, funder);
  }, 120_000);
  afterAll(async () => {
    tray.clear();
    await server.stop();
  });

  const system = () => server.db.read((tx) => server.get(Actors).system(tx));
  const all = <T>(sql: string) => server.db.read((tx) => rows<T>(tx, sql));
  const INVOICES = `
    SELECT i.id, i.number, i.kind, i.total_cents AS total, i.net_cents AS net, i.vat_cents AS vat, i.issued_on AS "issuedOn",
           i.due_on AS "dueOn", p.siret, p.vat_number AS "vatNumber", p.service_code AS "serviceCode", p.name
      FROM invoice i JOIN organisation p ON p.id = i.payer_id`;
  const invoices = () => all<any>(`${INVOICES} ORDER BY i.number`);

  describe('an invoice', () => {
    const written = async (invoice: any) => {
      const actor = await system();
      const path = await tray.write(`invoice-${invoice.kind}-${invoice.number}.pdf`, (sink) =>
        server.get(InvoiceDocuments).write(actor, invoice.id, sink),
      );
      return tray.sentences(path);
    };

    it('never lacks a mention of the law, whatever it is for', async () => {
      const found = await invoices();
      expect(new Set(found.map(({ kind }) => kind)).size).toBe(4);
      for (const invoice of found) {
        const text = await written(invoice);
        const spaced = (siren: string) => siren.replaceAll(/\d{3}(?=\d)/g, '$& ');
        for (const mention of [
          `n° ${invoice.number}`,
          plain(frenchDay(invoice.issuedOn)),
          plain(frenchDay(invoice.dueOn)),
          'SIREN 123 456 782',
          'SIRET 123 456 782 00010',
          'N° de TVA FR32123456782',
          '3 rue du Pont 37000 Tours',
          `SIREN ${spaced(invoice.siret.slice(0, 9))}`,
          `SIRET ${spaced(invoice.siret.slice(0, 9))} ${invoice.siret.slice(9)}`,
          'indemnité forfaitaire de 40 €',
          'Paiement par virement à 30 jours',
          money(invoice.total),
        ]) {
          expect(text).toContain(mention);
        }
        if (invoice.vatNumber) expect(text).toContain(`N° de TVA ${invoice.vatNumber}`);
        if (invoice.serviceCode) expect(text).toContain(`Code service ${invoice.serviceCode}`);
      }
    });

    it('of vouchers bears no VAT and says why; one of fees bears it and never a voucher', async () => {
      for (const invoice of await invoices()) {
        const text = await written(invoice);
        const sold = invoice.kind.startsWith('vouchers');
        expect(text.includes('article 256 ter')).toBe(sold);
        expect(text.includes('Chèques numériques de')).toBe(sold);
        expect(text.includes('TVA à 20 %')).toBe(!sold);
        expect(text).toContain(money(invoice.net));
        expect(text).toContain(money(invoice.vat));
        expect(text.includes('commande publique')).toBe(invoice.kind !== 'label');
      }
    });

    it('of vouchers asks for money on the ring-fenced account alone, one of fees never does', async () => {
      const accounts = await all<{ kind: string; iban: string }>('SELECT kind, iban FROM operator_account');
      for (const invoice of await invoices()) {
        const text = (await written(invoice)).replaceAll(' ', '');
        const named = accounts.filter(({ iban }) => text.includes(iban)).map(({ kind }) => kind);
        expect(named).toEqual([invoice.kind.startsWith('vouchers') ? 'ring-fenced' : 'operating']);
      }
    });

    it('keeps the account it named: a later one is on later invoices only', async () => {
      const [first] = await invoices();
      const before = await written(first);
      const { client: operator } = await theOperator(server);
      for (const kind of ['ring-fenced', 'operating'] as const) await anOperatorAccount(operator, kind);
      expect(await written(first)).toBe(before);
    });

    it('of vouchers cannot be tied to the operating account, whatever writes it', async () => {
      const [invoice] = (await invoices()).filter(({ kind }) => kind === 'vouchers-funder');
      const tie = (invoiceKind: string) =>
        server.db.transaction(async (tx) => {
          await affected(tx, 'ALTER TABLE invoice_account DISABLE TRIGGER append_only');
          await affected(tx, 'DELETE FROM invoice_account WHERE invoice_id = $1', [invoice.id]);
          await affected(
            tx,
            `INSERT INTO invoice_account (invoice_id, invoice_kind, account_id)
             SELECT $1, $2, id FROM operator_account WHERE kind = 'operating' LIMIT 1`,
            [invoice.id, invoiceKind],
          );
        });
      await expect(tie('vouchers-funder')).rejects.toThrow('invoice_account_own');
      await expect(tie('label')).rejects.toThrow('invoice_account_invoice');
    });

    it('is not written for who does not pay it, nor when there is none', async () => {
      const [invoice] = (await invoices()).filter(({ kind }) => kind === 'label');
      const stranger = actorOf('funder', life.order.funder.organisationId);
      const documents = server.get(InvoiceDocuments);
      for (const [actor, id] of [
        [stranger, invoice.id],
        [await system(), NOTHING],
      ] as const) {
        const sink = new PassThrough();
        await expect(documents.write(actor, id, sink)).rejects.toMatchObject({ code: 'access.not-found' });
        expect(sink.readableLength).toBe(0);
      }
    });
  });

  it('a credit note names the invoices it corrects and shows both shares, which add up', async () => {
    const notes = await all<any>(
      `SELECT id, number, kind, order_id AS "orderId", funder_cents AS funder, state_cents AS state FROM credit_note ORDER BY number`,
    );
    expect(new Set(notes.map(({ kind }) => kind))).toEqual(
      new Set(['year-end', 'overpayment', 'cancellation']),
    );
    expect(notes.some(({ state }) => state > 0n)).toBe(true);
    const actor = await system();
    for (const note of notes) {
      const path = await tray.write(`credit-note-${note.kind}-${note.number}.pdf`, (sink) =>
        server.get(CreditNoteDocuments).write(actor, note.id, sink),
      );
      const text = await tray.sentences(path);
      const ofOrder = (await invoices()).filter(({ number }) => text.includes(`Facture ${number}`));
      expect(ofOrder).toHaveLength(note.kind !== 'year-end' || note.state === 0n ? 1 : 2);
      const layout = (await tray.text(path)).replaceAll(/ +/g, ' ');
      expect(layout).toMatch(new RegExp(`Part du commanditaire, .* ${money(note.funder)}`));
      expect(layout).toContain(`Part de l’État ${money(note.state)}`);
      expect(layout).toContain(`Total de l’avoir ${money(note.funder + note.state)}`);
      const ofFee = note.kind === 'cancellation' && ofOrder[0]!.kind === 'order-fee';
      expect(layout.includes('Dont TVA à 20 %')).toBe(ofFee);
      expect(text.includes('est abandonnée, pour ce motif : Budget non voté.')).toBe(
        note.kind === 'cancellation',
      );
    }
    const outsider = actorOf('structure', life.order.funder.organisationId);
    await expect(
      server.get(CreditNoteDocuments).write(outsider, notes[0].id, new PassThrough()),
    ).rejects.toMatchObject({ code: 'access.not-found' });
  });

  it('a payout statement leads to every scan, and its lines are its total', async () => {
    const payouts = await all<any>(
      `SELECT id, structure_id AS "structureId", cents, redemptions FROM payout`,
    );
    const actor = await system();
    for (const payout of payouts) {
      const path = await tray.write(`payout-statement-${payout.id.slice(0, 8)}.pdf`, (sink) =>
        server.get(PayoutStatements).write(actor, payout.id, sink),
      );
      const text = await tray.text(path);
      const receipts = await all<{ receipt: bigint }>(
        `SELECT r.receipt FROM payout_line l JOIN redemption r ON r.id = l.redemption_id WHERE l.payout_id = '${payout.id}' ORDER BY 1`,
      );
      const lines = [...text.matchAll(/^ *(\d+) +\d\d\/\d\d\/\d{4}.* ([\d ]*\d,\d\d €)$/gm)];
      expect(lines.map(([, receipt]) => BigInt(receipt!))).toEqual(receipts.map(({ receipt }) => receipt));
      expect(lines).toHaveLength(payout.redemptions);
      expect(centsIn(lines.map(([, , amount]) => amount!))).toBe(payout.cents);
      expect(text.replaceAll(/ +/g, ' ')).toContain(`Versé à la structure ${money(payout.cents)}`);
      expect(text).not.toMatch(/FR\d{2} ?(?:\d{4} ?){4}/);
    }
    expect(payouts.length).toBeGreaterThan(1);
    const [one, other] = payouts;
    await expect(
      server
        .get(PayoutStatements)
        .write(
          actorOf('structure', other.structureId === one.structureId ? NOTHING : other.structureId),
          one.id,
          new PassThrough(),
        ),
    ).rejects.toMatchObject({ code: 'access.not-found' });
  });

  describe('the PDF of an invoice or a credit note', () => {
    const papers = async () => {
      const { client } = await theOperator(server);
      const all: [string, Buffer][] = [];
      for (const list of ['/invoices', '/credit-notes']) {
        for (const { id } of (await client.get(`${list}?limit=200`)).body.items) {
          const answer = await client.get(`${list}/${id}/pdf`);
          expect([list, answer.status, answer.headers['content-type']]).toEqual([
            list,
            200,
            'application/pdf',
          ]);
          all.push([`${list}/${id}`, answer.body]);
        }
      }
      return all;
    };

    it('never changes, byte for byte, when those whom it names move, are renamed or change their numbers', async () => {
      const before = await papers();
      expect(before.length).toBeGreaterThan(8);
      await server.db.transaction(async (tx) => {
        await affected(
          tx,
          `UPDATE organisation SET name = 'Renommé', street = '9 rue Neuve', postcode = '75001', city = 'Paris', vat_number = 'FR99999999999',
                  service_code = 'AUTRE', siret = NULL`,
        );
        await affected(tx, `UPDATE structure SET legal_form = 'association'`);
      });
      server.clock.advanceDays(400);
      expect(await papers()).toEqual(before);
    });

    it('is not given to who may not read the paper, and names its file', async () => {
      const stranger = await anOrganisation(server, 'funder');
      const [path, bytes] = (await papers())[0]!;
      expect((await stranger.client.get(`${path}/pdf`)).body.code).toBe('access.not-found');
      const { client } = await theOperator(server);
      const { headers } = await client.get(`${path}/pdf`);
      expect(headers).toMatchObject({
        'content-disposition': expect.stringMatching(/^attachment; filename="facture-F\d{4}-\d{6}\.pdf"$/),
        'content-length': String(bytes.length),
        'cache-control': 'private, no-store',
      });
    });
  });
});
