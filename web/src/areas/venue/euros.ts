/** Cents of an amount typed in euros, « 25 », « 25,50 » or « 25.5 »; null for anything else. */
export function readEuros(typed: string): number | null {
  const match = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(typed.replaceAll(/[\s€]/g, ''));
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** The amount as one types it: « 25 », « 25,50 ». */
export function writeEuros(cents: number | null): string {
  if (cents === null) return '';
  const euros = String(Math.floor(cents / 100));
  return cents % 100 === 0 ? euros : `${euros},${String(cents % 100).padStart(2, '0')}`;
}
