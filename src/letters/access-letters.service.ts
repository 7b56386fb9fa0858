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
    member: { readonly organisationId: string; readonly personId: string; readonly linkId: string | null },
  ): Promise<void> {
    const { linkId, ...to } = member;
    const { name: organisationName } = await tx.findOneByOrFail(Organisation, { id: to.organisationId });
    await (linkId === null
      ? this.letters.post(tx, at, { kind: 'member-added', to, facts: { organisationName } })
      : this.letters.post(tx, at, { kind: 'invitation', to, facts: { organisationName, linkId } }));
  }

  async passwordReset(
    tx: Tx,
    at: Date,
    { personId, linkId }: { readonly personId: string; readonly linkId: string },
  ): Promise<void> {
    await this.letters.post(tx, at, { kind: 'password-reset', to: { personId }, facts: { linkId } });
  }
}
