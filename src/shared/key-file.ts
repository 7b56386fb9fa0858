import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY_BYTES = 32;

/** A file of the keys' folder that is not what it must be: the service cannot go on with it. */
export class WrongKeyFile extends Error {}

/** Reads a key of 32 bytes, or null where there is none. */
export function readKey(dir: string, name: string): Buffer | null {
  let text: string;
  try {
    text = readFileSync(join(dir, `${name}.key`), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  if (!/^[0-9a-f]{64}$/.test(text)) throw new WrongKeyFile(`the key file ${name} is damaged`);
  return Buffer.from(text, 'hex');
}

/**
 * Reads a key, making it if there is none. Two processes that make it at once end up with the same: each writes a
 * file of its own and the first to link it to the name wins.
 */
export function readOrMakeKey(dir: string, name: string): Buffer {
  const existing = readKey(dir, name);
  if (existing) return existing;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  const draft = join(dir, `.${name}.${randomBytes(6).toString('hex')}`);
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('hex')}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  try {
    linkSync(draft, join(dir, `${name}.key`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  const made = readKey(dir, name);
  if (!made) throw new WrongKeyFile(`the key file ${name} could not be made`);
  return made;
}

/** Destroys a key for good. A key already gone is no error: destroying twice is the same as once. */
export function destroyKey(dir: string, name: string): void {
  const file = join(dir, `${name}.key`);
  try {
    writeFileSync(file, randomBytes(KEY_BYTES), { flag: 'r+', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  rmSync(file, { force: true });
}
