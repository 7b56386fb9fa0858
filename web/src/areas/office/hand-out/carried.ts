/** Vouchers that another page has chosen for the next hand-out: replacements of lost ones. A code goes in no address. */
let carried: readonly string[] = [];

export function carry(codes: readonly string[]): void {
  carried = codes;
}

/** What was carried, once. */
export function takeCarried(): readonly string[] {
  const codes = carried;
  carried = [];
  return codes;
}
