/**
 * How many vouchers this device has scanned and not sent yet. The area of venues writes it, the shell reads it, which does
 * not load that area.
 */
const WAITING = 'passerelle.waiting';

export function noteWaiting(count: number): void {
  try {
    if (count > 0) localStorage.setItem(WAITING, String(count));
    else localStorage.removeItem(WAITING);
  } catch {
    // Then signing out does not warn; what waits is kept all the same.
  }
}

export function waitingVouchers(): number {
  try {
    return Number(localStorage.getItem(WAITING) ?? 0);
  } catch {
    return 0;
  }
}
