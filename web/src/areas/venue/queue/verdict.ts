import type { Answer, Entry } from './entry.js';

/** What to make of what came back from sending an entry. */
export type Verdict =
  /** The API's last word on each line. */
  | { readonly kind: 'answered'; readonly answers: readonly Answer[] }
  /** Nothing came back: nobody knows whether it was carried out. The same key is sent again. */
  | { readonly kind: 'unreached' }
  /** Something came back that says nothing of the vouchers: a server in trouble, a Wi-Fi that asks to be paid. */
  | { readonly kind: 'later' }
  /** The session is over or may not scan: someone has to do something first. */
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'not-allowed' };

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

interface ReceiptBody {
  readonly id: string;
  readonly receipt: number;
  readonly voucherSerial: number;
  readonly structureCents: number;
  readonly copaymentCents: number;
}

interface Sentences {
  readonly code: string;
  readonly fr: string;
  readonly en: string;
}

const TRY_AGAIN = new Set([408, 425, 429]);

/**
 * Reads a reply, or its absence. Only an answer in the API's own words settles a voucher: whatever else a network in
 * between may say, the entry is kept.
 */
export function verdictOf(entry: Entry, reply: Reply | null): Verdict {
  if (reply === null) return { kind: 'unreached' };
  const { status, body } = reply;
  if (status === 201) {
    const answers = entry.kind === 'scan' ? scanAnswers(body) : groupAnswers(body, entry.lines.length);
    return answers ? { kind: 'answered', answers } : { kind: 'later' };
  }
  if (status === 401) return { kind: 'signed-out' };
  if (status === 403) return { kind: 'not-allowed' };
  const refusal = refusalIn(body);
  if (status < 400 || status >= 500 || TRY_AGAIN.has(status) || !refusal) return { kind: 'later' };
  return { kind: 'answered', answers: entry.lines.map(() => refused(refusal)) };
}

function scanAnswers(body: unknown): Answer[] | null {
  return isReceipt(body) ? [accepted(body)] : null;
}

function groupAnswers(body: unknown, count: number): Answer[] | null {
  const lines = (body as { lines?: unknown } | null)?.lines;
  if (!Array.isArray(lines) || lines.length !== count) return null;
  const answers = lines.map((line: { receipt?: unknown; reason?: unknown }) => {
    if (isReceipt(line.receipt)) return accepted(line.receipt);
    return isSentences(line.reason) ? refused(line.reason) : null;
  });
  return answers.every((answer) => answer !== null) ? answers : null;
}

function accepted(receipt: ReceiptBody): Answer {
  return {
    outcome: 'accepted',
    redemptionId: receipt.id,
    receipt: receipt.receipt,
    serial: receipt.voucherSerial,
    structureCents: receipt.structureCents,
    copaymentCents: receipt.copaymentCents,
  };
}

function refused({ code, fr, en }: Sentences): Answer {
  return { outcome: 'refused', code, fr, en };
}

/** The code and the sentences of a problem of ours, with what is wrong with each field if the request was malformed. */
function refusalIn(body: unknown): Sentences | null {
  const problem = body as { code?: unknown; sentences?: { fr?: unknown; en?: unknown } } | null;
  const read = { code: problem?.code, fr: problem?.sentences?.fr, en: problem?.sentences?.en };
  return isSentences(read) ? read : null;
}

function isReceipt(body: unknown): body is ReceiptBody {
  const receipt = body as Partial<ReceiptBody> | null;
  return (
    typeof receipt?.id === 'string' &&
    typeof receipt.receipt === 'number' &&
    typeof receipt.structureCents === 'number'
  );
}

function isSentences(body: unknown): body is Sentences {
  const read = body as Partial<Sentences> | null;
  return typeof read?.code === 'string' && typeof read.fr === 'string' && typeof read.en === 'string';
}

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;

/** How long to wait before sending again, after so many times in vain: 5 s, doubled up to 5 minutes. */
export function waitMs(attempts: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** Math.max(attempts - 1, 0), LONGEST_WAIT_MS);
}
