import { parseCode } from '../../../src/scheme/voucher-symbols.js';

/**
 * The canonical code in what a camera or a hand scanner read, or null when it is not that of a voucher: the public address
 * of the voucher (…/v/CODE, its QR code), whatever the site was called when it was printed, or the code alone (its bars).
 * Its check symbol is checked.
 */
export function codeInScan(text: string): string | null {
  const written = /\/v\/([^/?#]+)\/?(?:[?#].*)?$/i.exec(text.trim())?.[1] ?? text;
  const parsed = parseCode(written);
  return parsed.ok ? parsed.canonical : null;
}
