import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  content: Buffer;
  /** Seconds since 1970, from the extended timestamp. */
  seconds: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const TIMESTAMP = 0x5455;

/** The files of a ZIP archive by their paths, found from its central directory as any reader finds them. */
export function unzip(zip: Buffer): Map<string, ZipEntry> {
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(END);
  const entries = new Map<string, ZipEntry>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    expect(zip.readUInt32LE(at)).toBe(CENTRAL);
    const [method, crc, packed, size] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 16),
      zip.readUInt32LE(at + 20),
      zip.readUInt32LE(at + 24),
    ];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      zip.readUInt16LE(at + offset),
    );
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength!);
    const extra = zip.subarray(at + 46 + nameLength!, at + 46 + nameLength! + extraLength!);
    expect(extra.readUInt16LE(0)).toBe(TIMESTAMP);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const raw = zip.subarray(start, start + packed);
    const content = method === 0 ? raw : inflateRawSync(raw);
    expect([name, content.length, crcOf(content)]).toEqual([name, size, crc]);
    entries.set(name, { content, seconds: extra.readUInt32LE(5) });
    at += 46 + nameLength! + extraLength! + commentLength!;
  }
  return entries;
}

/** CRC-32 of ISO 3309, bit by bit. */
function crcOf(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
