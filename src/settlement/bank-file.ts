import { XMLParser } from 'fast-xml-parser';
import { Document, enableValidations } from 'sepa';
import { Temporal } from 'temporal-polyfill';
import type { Day } from '../shared/calendar.js';
import { type Cents, sum } from '../shared/money.js';
import { sepaText } from './sepa-text.js';

/** An account as a transfer file names it. */
export interface NamedAccount {
  readonly iban: string;
  readonly bic: string;
  readonly holder: string;
}

export interface BankTransfer extends NamedAccount {
  readonly endToEndId: string;
  readonly cents: Cents;
}

/** A run, and the account that it is paid from. */
export interface RunToPay {
  readonly id: string;
  readonly number: number;
  readonly preparedAt: Date;
  /** When the bank is asked to pay. */
  readonly executesOn: Day;
  readonly account: NamedAccount;
  readonly transfers: readonly BankTransfer[];
}

/** Signs are counted in the schema's types; this is the limit of the SEPA schemes for a name. */
const NAME_MAX = 70;
const REMITTANCE_MAX = 140;
/** The only batch of a run's message. */
const BATCH = '1';

// Its own checks quote the IBAN they refuse, and know no bank whose country is not its IBAN's. The schema checks more.
enableValidations(false);

/** What the bank calls the message of a run: the number for people, and what makes it unique for ever. */
export function messageIdOf({ id, number }: { id: string; number: number }): string {
  return `PSRL-${number}-${id.slice(0, 8).toUpperCase()}`;
}

/** What the bank calls the one batch of a message: the file's library puts the two together. */
export function batchIdOf(messageId: string): string {
  return `${messageId}.${BATCH}`;
}

/**
 * The transfers of a run as an ISO 20022 message, pain.001.001.09: one batch, each transfer a debit of its own on the
 * statement. It says nothing but what the rows say, so that made again it is the same to the byte, in any time zone.
 */
export function bankFileOf(run: RunToPay): string {
  const document = new Document('pain.001.001.09');
  const holder = sepaText(run.account.holder, NAME_MAX, 'COMPTE CANTONNE');
  document.grpHdr.id = messageIdOf(run);
  document.grpHdr.created = new ParisDate(run.preparedAt);
  document.grpHdr.initiatorName = holder;

  const batch = document.createPaymentInfo();
  batch.id = BATCH;
  batch.requestedExecutionDate = noonOf(run.executesOn);
  batch.debtorName = holder;
  batch.debtorIBAN = run.account.iban;
  batch.debtorBIC = run.account.bic;
  document.addPaymentInfo(batch);

  for (const transfer of [...run.transfers].toSorted(byEndToEndId)) {
    const transaction = batch.createTransaction();
    transaction.end2endId = transfer.endToEndId;
    transaction.amount = eurosOf(transfer.cents);
    transaction.creditorName = sepaText(transfer.holder, NAME_MAX, 'BENEFICIAIRE');
    transaction.creditorIBAN = transfer.iban;
    transaction.creditorBIC = transfer.bic;
    transaction.remittanceInfo = sepaText(
      `Passerelle campagne ${run.number} paiement ${transfer.endToEndId}`,
      REMITTANCE_MAX,
      transfer.endToEndId,
    );
    batch.addTransaction(transaction);
  }
  // The library adds floats up; the total is given to it instead, as it is in cents.
  const total = eurosOf(sum(run.transfers.map(({ cents }) => cents)));
  batch.normalize = () => void (batch.controlSum = total);
  return document.toString();
}

interface Totals {
  readonly NbOfTxs: string;
  readonly CtrlSum: string;
}

interface Batch extends Totals {
  readonly CdtTrfTxInf: readonly {
    readonly PmtId: { readonly EndToEndId: string };
    readonly Amt: { readonly InstdAmt: string };
  }[];
}

interface ReadFile {
  readonly Document: {
    readonly CstmrCdtTrfInitn: { readonly GrpHdr: Totals; readonly PmtInf: readonly Batch[] };
  };
}

/** What a transfer file says of itself, read back from its text: counts, sums and amounts in exact cents. */
export function readBankFile(xml: string): {
  readonly totals: readonly { readonly transfers: number; readonly cents: Cents }[];
  readonly amounts: ReadonlyMap<string, Cents>;
} {
  const parser = new XMLParser({
    parseTagValue: false,
    isArray: (name) => name === 'CdtTrfTxInf' || name === 'PmtInf',
  });
  const file = parser.parse(xml) as ReadFile;
  const { GrpHdr: header, PmtInf: batches } = file.Document.CstmrCdtTrfInitn;
  return {
    totals: [header, ...batches].map(({ NbOfTxs, CtrlSum }) => ({
      transfers: Number(NbOfTxs),
      cents: centsOf(CtrlSum),
    })),
    amounts: new Map(
      batches
        .flatMap((batch) => batch.CdtTrfTxInf)
        .map(({ PmtId, Amt }): [string, Cents] => [PmtId.EndToEndId, centsOf(Amt.InstdAmt)]),
    ),
  };
}

function byEndToEndId(one: BankTransfer, other: BankTransfer): number {
  return one.endToEndId < other.endToEndId ? -1 : 1;
}

/**
 * An amount as the library takes it. It writes two decimals of the nearest double, which are the exact ones below
 * 2^46 euros; what it wrote is read back before it leaves (bank-files.service.ts).
 */
function eurosOf(cents: Cents): number {
  return Number(cents) / 100;
}

function centsOf(text: string): Cents {
  const [, euros, cents] = /^(\d+)\.(\d\d)$/.exec(text) ?? [];
  if (euros === undefined || cents === undefined)
    throw new Error('an amount of a bank file has no two decimals');
  return BigInt(euros + cents);
}

/** Noon of a day, as the clock of this process has it: the library writes the day that clock shows. */
function noonOf(day: Day): Date {
  const { year, month, day: dayOfMonth } = Temporal.PlainDate.from(day);
  return new Date(year, month - 1, dayOfMonth, 12);
}

/** An instant that shows the time of Paris, whatever the zone of the process: the library writes what it shows. */
class ParisDate extends Date {
  private readonly paris: Temporal.ZonedDateTime;

  constructor(instant: Date) {
    super(instant);
    this.paris = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO('Europe/Paris');
  }

  override getFullYear = () => this.paris.year;
  override getMonth = () => this.paris.month - 1;
  override getDate = () => this.paris.day;
  override getHours = () => this.paris.hour;
  override getMinutes = () => this.paris.minute;
  override getSeconds = () => this.paris.second;
}
