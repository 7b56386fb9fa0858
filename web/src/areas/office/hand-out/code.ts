import { formatCode, parseCode } from '../../../../../src/scheme/voucher-symbols.js';

export { formatCode };

/** What a scanner types: the code alone (the bars), or the public address of the voucher that ends with it (the QR). */
export function readCode(typed: string): string | null {
  const [last = ''] = typed.trim().split('/').slice(-1);
  const parsed = parseCode(last);
  return parsed.ok ? parsed.canonical : null;
}
