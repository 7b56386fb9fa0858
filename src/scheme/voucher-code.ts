import { createHmac, timingSafeEqual } from 'node:crypto';
import { encodeCode, MAC_BITS, requireBits, SERIAL_BITS } from './voucher-symbols.js';

export {
  encodeCode,
  formatCode,
  MAC_BITS,
  type ParsedCode,
  parseCode,
  SERIAL_BITS,
} from './voucher-symbols.js';

/** The keyed half of a voucher's code (voucher-symbols.ts says how it is written): nobody without the key can mint one. */
const KEY_BYTES = 32;
const DOMAIN = 'passerelle:voucher-code:1';

/**
 * The 45 bits that only the holder of the exercise's key can find for a serial: the first 45 of HMAC-SHA-256 over
 * `passerelle:voucher-code:1:<exercise>:<serial>`, both in decimal. The key has 32 bytes or more.
 */
export function macOf(key: Uint8Array, exercise: number, serial: bigint): bigint {
  if (key.length < KEY_BYTES) throw new RangeError(`a code key has at least ${KEY_BYTES} bytes`);
  if (!Number.isSafeInteger(exercise)) throw new RangeError(`not an exercise: ${exercise}`);
  requireBits('serial', serial, SERIAL_BITS);
  const digest = createHmac('sha256', key).update(`${DOMAIN}:${exercise}:${serial}`, 'utf8').digest();
  return digest.readBigUInt64BE(0) >> (64n - MAC_BITS);
}

/** Whether a MAC read from a code is the one of its serial, compared in constant time. */
export function macMatches(key: Uint8Array, exercise: number, serial: bigint, mac45: bigint): boolean {
  return timingSafeEqual(bytesOf(macOf(key, exercise, serial)), bytesOf(mac45));
}

/** The canonical code of a voucher, derived from its serial: it is stored nowhere. */
export function codeOf(key: Uint8Array, exercise: number, serial: bigint): string {
  return encodeCode(serial, macOf(key, exercise, serial));
}

function bytesOf(mac45: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(mac45);
  return bytes;
}
