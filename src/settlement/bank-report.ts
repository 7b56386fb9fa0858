import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { refuseSettlement } from './settlement.refusals.js';

/** The status of a transfer, a batch or a message, as the bank gives it. */
export interface GivenStatus {
  /** Of ISO 20022: ACSC, RJCT… Null where the bank gives none. */
  readonly status: string | null;
  /** Why: a code of ISO 20022 or of the bank's own; null where it gives none. */
  readonly reasonCode: string | null;
}

export interface ReportedTransfer extends GivenStatus {
  readonly endToEndId: string;
}

export interface ReportedBatch extends GivenStatus {
  readonly batchId: string;
  readonly transfers: readonly ReportedTransfer[];
}

/** A payment status report (pain.002): what the bank says of a message, of its batches and of their transfers. */
export interface BankReport extends GivenStatus {
  readonly messageId: string;
  readonly batches: readonly ReportedBatch[];
}

/** What is read: the version of today, and the one that banks of the SEPA area have given for years. */
const VERSIONS = ['pain.002.001.10', 'pain.002.001.03'];
const LISTS = ['OrgnlPmtInfAndSts', 'TxInfAndSts', 'StsRsnInf'];
const CODE_MAX = 35;
/** Of what is told back; longer than any reference of ours. */
const TEXT_MAX = 140;
const DEEPEST = 40;

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  maxNestedTags: DEEPEST,
  isArray: (name) => LISTS.includes(name),
});

/**
 * Reads a payment status report. A document type is refused before anything is read, and with it every entity that a
 * file could define, of its own or elsewhere. Refusals: settlement.bank-report-malformed,
 * settlement.bank-report-not-understood.
 */
export function readBankReport(xml: string): BankReport {
  // oxlint-disable-next-line no-control-regex -- characters that XML 1.0 forbids
  if (/<!DOCTYPE/i.test(xml) || /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(xml))
    throw refuseSettlement('bank-report-malformed');
  const report = childOf(childOf(parse(xml), 'Document'), 'CstmrPmtStsRpt');
  if (!VERSIONS.includes(versionOf(xml) ?? '')) throw refuseSettlement('bank-report-not-understood');
  const group = childOf(report, 'OrgnlGrpInfAndSts');
  const messageId = textOf(group, 'OrgnlMsgId');
  if (messageId === null) throw refuseSettlement('bank-report-not-understood');
  return {
    messageId,
    ...statusOf(group, 'GrpSts'),
    batches: listOf(report, 'OrgnlPmtInfAndSts').map((batch) => ({
      batchId: textOf(batch, 'OrgnlPmtInfId') ?? '',
      ...statusOf(batch, 'PmtInfSts'),
      transfers: listOf(batch, 'TxInfAndSts').map((transfer) => ({
        endToEndId: textOf(transfer, 'OrgnlEndToEndId') ?? '',
        ...statusOf(transfer, 'TxSts'),
      })),
    })),
  };
}

type Node = Readonly<Record<string, unknown>>;

function parse(xml: string): Node {
  try {
    if (XMLValidator.validate(xml) === true) return parser.parse(xml) as Node;
  } catch {
    // Nested too deeply, or an entity that does not exist: not a report either.
  }
  throw refuseSettlement('bank-report-malformed');
}

/** The message that the root declares, by its namespace. */
function versionOf(xml: string): string | undefined {
  const root = /<(?:([\w.-]+):)?Document\s([^>]*)>/.exec(xml);
  const declared = root?.[1] ? `xmlns:${root[1]}` : 'xmlns';
  const [, version] =
    new RegExp(`(?:^|\\s)${declared}\\s*=\\s*["']urn:iso:std:iso:20022:tech:xsd:([\\w.]+)["']`).exec(
      root?.[2] ?? '',
    ) ?? [];
  return version;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function childOf(node: Node, name: string): Node {
  const child = node[name];
  if (!isNode(child)) throw refuseSettlement('bank-report-not-understood');
  return child;
}

function listOf(node: Node, name: string): Node[] {
  const list = node[name];
  return Array.isArray(list) ? list.filter(isNode) : [];
}

function textOf(node: Node, name: string): string | null {
  const value = node[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, TEXT_MAX) : null;
}

function statusOf(node: Node, name: string): GivenStatus {
  const reason = listOf(node, 'StsRsnInf')
    .map(({ Rsn }) => (isNode(Rsn) ? (textOf(Rsn, 'Cd') ?? textOf(Rsn, 'Prtry')) : null))
    .find((code) => code !== null);
  return { status: textOf(node, name), reasonCode: reason?.slice(0, CODE_MAX) ?? null };
}
