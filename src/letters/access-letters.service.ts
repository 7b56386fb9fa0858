import { Injectable } from '@nestjs/common';
import { AccessLetters } from '../access/access-letters.js';
import { Organisation } from '../access/organisation.entity.js';
import type { Tx } from '../database/sql.js';
import { Letters } from './letters.js';

/** Posts the letters that access asks for. */
@Injectable()
export class PostedAccessLetters extends AccessLetters {
  constructor(private readonly letters: Letters) {
    super();
  }

  async memberAdded(
    tx: Tx,
    at: Date,
    to: { readonly organisationId: string; readonly personId: string },
  ): Promise<void> {
    const { name } = await tx.findOneByOrFail(Organisation, { id: to.organisationId });
    await this.letters.post(tx, at, { kind: 'member-added', to, facts: { organisationName: name } });
  }
}
