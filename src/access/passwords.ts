import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';

/** Argon2id (the library's default kind) with the least cost that OWASP advises: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Kept for a person who has not chosen a password yet: no password is it. */
export const NO_PASSWORD = '!';

/** A hash that no password has, checked where there is none, so that an unknown person takes as long as a known one. */
const OF_NOBODY = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Passwords are kept as argon2id hashes; hashing is slow on purpose, so it is never done inside a transaction. */
@Injectable()
export class Passwords {
  hash(password: string): Promise<string> {
    return hash(password, COST);
  }

  /** Whether this is the password; `passwordHash` is null for a person who does not exist. */
  async matches(passwordHash: string | null, password: string): Promise<boolean> {
    const known = passwordHash?.startsWith('$argon2id$') ? passwordHash : OF_NOBODY;
    return verify(known, password);
  }
}
