import type { BankReport, GivenStatus } from './bank-report.js';
import { batchIdOf } from './bank-file.js';
import { BANK_REASONS } from './bank-reasons.js';
import type { Answered, AwaitedTransfer } from './payouts.service.js';

/** What became of what a report says of one transfer. */
export const REPORT_RESULTS = {
  confirmed: { fr: 'Le virement est réglé.', en: 'The transfer is settled.' },
  rejected: {
    fr: 'La banque a rejeté le virement : la somme est due à nouveau.',
    en: 'The bank rejected the transfer: the money is owed again.',
  },
  'not-final': {
    fr: 'La banque n’a pas encore réglé ni rejeté ce virement : rien n’est enregistré.',
    en: 'The bank has neither settled nor rejected this transfer yet: nothing is recorded.',
  },
  duplicate: {
    fr: 'La banque a refusé une copie de ce virement, déjà reçu : le premier suit son cours, rien n’est enregistré.',
    en: 'The bank refused a copy of this transfer, which it has already: the first one stands, nothing is recorded.',
  },
  contradiction: {
    fr: 'Ce compte rendu contredit une réponse déjà enregistrée, ou se contredit : rien n’est enregistré, voyez avec la banque.',
    en: 'This report contradicts an answer on record, or itself: nothing is recorded, ask the bank.',
  },
  'other-run': {
    fr: 'Ce virement est d’une autre campagne que le fichier dont parle ce compte rendu : rien n’est enregistré.',
    en: 'This transfer is of another run than the file that the report is about: nothing is recorded.',
  },
  unknown: {
    fr: 'Aucun virement n’a cette référence : rien n’est enregistré.',
    en: 'No transfer has this reference: nothing is recorded.',
  },
} as const;
export type ReportResult = keyof typeof REPORT_RESULTS;

export interface TransferOfRun extends AwaitedTransfer {
  readonly endToEndId: string;
  readonly outcome: Answered['outcome'] | null;
}

export interface ReportLine extends GivenStatus {
  readonly endToEndId: string;
  readonly payoutId: string | null;
  readonly result: ReportResult;
  /** False where the same was on record before. */
  readonly isNew: boolean;
  readonly sentences: { readonly fr: string; readonly en: string };
  readonly reason: { readonly fr: string; readonly en: string } | null;
}

/** What a report says of one transfer. */
export type Said = GivenStatus & { readonly endToEndId: string };

/** Settled on the debtor's account, or on the creditor's: what comes before may still be rejected. */
const SETTLED = ['ACSC', 'ACCC'];
const REJECTED = 'RJCT';
/** A message, a batch or a transfer that the bank has had before: a file uploaded twice. */
const COPY_REASONS = ['AM05', 'DUPL', 'DU01', 'DU02', 'DU03', 'DU04', 'DU05'];

/**
 * What a report says, transfer by transfer. A final status given for the message or for its batch is that of every
 * transfer of which nothing nearer is said; a batch that is not the message's says nothing of ours.
 */
export function saidOf(report: BankReport, transfers: ReadonlyMap<string, TransferOfRun>): Said[] {
  const isOwn = ({ batchId }: { batchId: string }) => batchId === batchIdOf(report.messageId);
  const batch = report.batches.find((each) => isOwn(each) && each.status !== null);
  const { status, reasonCode }: GivenStatus = batch ?? report;
  const lines = report.batches.flatMap((each) =>
    each.transfers.map((line) => ({
      endToEndId: line.endToEndId,
      status: line.status ?? (isOwn(each) ? status : null),
      reasonCode: line.reasonCode ?? (isOwn(each) ? reasonCode : null),
    })),
  );
  if (outcomeOf(status) === null) return lines;
  const named = new Set(lines.map(({ endToEndId }) => endToEndId));
  const others = [...transfers.keys()].filter((endToEndId) => !named.has(endToEndId));
  return [...lines, ...others.map((endToEndId) => ({ endToEndId, status, reasonCode }))];
}

function outcomeOf(status: string | null): Answered['outcome'] | null {
  if (status === REJECTED) return 'rejected';
  return status !== null && SETTLED.includes(status) ? 'confirmed' : null;
}

/** A copy that the bank turned away: the transfer it took first goes its way, and is not owed again. */
function isOfACopy({ status, reasonCode }: GivenStatus): boolean {
  return status === REJECTED && COPY_REASONS.includes(reasonCode ?? '');
}

/** One line for each transfer that a report names, with what is to be recorded of it. */
export function linesOf(
  said: readonly Said[],
  transfers: ReadonlyMap<string, TransferOfRun>,
  strangers: ReadonlySet<string>,
): ReportLine[] {
  const outcomes = new Map<string, Set<Answered['outcome']>>();
  for (const each of said) {
    const outcome = isOfACopy(each) ? null : outcomeOf(each.status);
    if (outcome) outcomes.set(each.endToEndId, (outcomes.get(each.endToEndId) ?? new Set()).add(outcome));
  }
  const seen = new Set<string>();
  return said.map((each) => {
    const transfer = transfers.get(each.endToEndId);
    const result = resultOf(each, transfer, strangers, outcomes.get(each.endToEndId)?.size ?? 0);
    const isFinal = result === 'confirmed' || result === 'rejected';
    const isNew = isFinal && transfer?.outcome === null && !seen.has(each.endToEndId);
    if (isNew) seen.add(each.endToEndId);
    return {
      ...each,
      payoutId: transfer?.payoutId ?? null,
      result,
      isNew,
      sentences: REPORT_RESULTS[result],
      reason: BANK_REASONS[each.reasonCode ?? ''] ?? null,
    };
  });
}

function resultOf(
  said: Said,
  transfer: TransferOfRun | undefined,
  strangers: ReadonlySet<string>,
  outcomesSaid: number,
): ReportResult {
  if (!transfer) return strangers.has(said.endToEndId) ? 'other-run' : 'unknown';
  if (isOfACopy(said)) return 'duplicate';
  const outcome = outcomeOf(said.status);
  if (!outcome) return 'not-final';
  const contradicts = outcomesSaid > 1 || (transfer.outcome !== null && transfer.outcome !== outcome);
  return contradicts ? 'contradiction' : outcome;
}

/** What is to be recorded. */
export function answersOf(
  lines: readonly ReportLine[],
  transfers: ReadonlyMap<string, TransferOfRun>,
): Answered[] {
  return lines
    .filter(({ isNew }) => isNew)
    .map(({ endToEndId, result, reasonCode, reason }) => ({
      ...transfers.get(endToEndId)!,
      outcome: result as Answered['outcome'],
      reason: result === 'rejected' ? reasonText(reasonCode, reason?.fr) : null,
    }));
}

function reasonText(code: string | null, sentence: string | undefined): string {
  if (code === null) return 'La banque ne donne pas de motif.';
  return sentence ? `${code} : ${sentence}` : code;
}

export function countsOf(lines: readonly ReportLine[]) {
  const count = (result: Answered['outcome']) =>
    lines.filter((line) => line.isNew && line.result === result).length;
  return {
    confirmed: count('confirmed'),
    rejected: count('rejected'),
    notRecorded: lines.filter(({ result }) => result !== 'confirmed' && result !== 'rejected').length,
  };
}
