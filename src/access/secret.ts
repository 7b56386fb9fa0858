import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { readOrMakeKey } from '../shared/key-file.js';
import { Settings } from '../shared/settings.module.js';

/** The service's own key, for hashes that nobody else must be able to try values against. */
@Injectable()
export class ServiceSecret {
  private readonly key: Buffer;

  constructor(settings: Settings) {
    this.key = readOrMakeKey(settings.keysDir, 'service');
  }

  /** A keyed hash of a text, for one purpose: the same text hashes otherwise for another. */
  hash(purpose: string, text: string): Buffer {
    return createHmac('sha256', this.key).update(`${purpose}\n`).update(text).digest();
  }
}

/** A new secret to give to someone: 256 random bits, of which only the hash is kept. */
export function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** Tokens are random and long, so a plain hash is enough to look one up. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
