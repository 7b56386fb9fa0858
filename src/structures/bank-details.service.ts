import { Injectable } from '@nestjs/common';
import { refuseAccess } from '../access/access.refusals.js';
import type { Actor } from '../access/actor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Database } from '../database/database.js';
import { affected, row, type Tx } from '../database/sql.js';
import { Letters } from '../letters/letters.js';
import { Clock } from '../shared/clock.js';
import type { BankDetails, NewBankDetails } from './bank-details.dto.js';
import { latestBankDetails } from './bank-details.js';
import { maskIban, readBankAccount } from './iban.js';
import { lockStructure } from './structure-access.js';
import { refuseStructures } from './structures.refusals.js';

/**
 * The accounts that structures are paid on. New details are a new row; only the last one counts, and only once the
 * operator has verified it. An IBAN is in this table and nowhere else: no log, no audit trail.
 */
@Injectable()
export class BankDetailsOfStructures {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly letters: Letters,
  ) {}

  /**
   * Records new details. Those already on record, sent again, stay as they are: verified if they were.
   * Refusals: access.not-found, structures.iban-invalid, structures.iban-outside-sepa, structures.bic-invalid.
   */
  async submit(actor: Actor, structureId: string, typed: NewBankDetails): Promise<BankDetails> {
    return this.db.transaction(async (tx) => {
      await lockStructure(tx, actor, structureId);
      const given = { ...readBankAccount(typed), holder: typed.holder };
      const before = await latestBankDetails(tx, structureId);
      if (before && sameAccount(before, given)) return shownTo(actor, before);
      const at = this.clock.now();
      // Later than the details they replace even if the clock went back meanwhile: the last row is the one that counts.
      await affected(
        tx,
        `INSERT INTO bank_details (structure_id, iban, bic, holder, submitted_at)
         SELECT $1, $2, $3, $4, greatest($5::timestamptz, max(submitted_at) + interval '1 millisecond')
           FROM bank_details WHERE structure_id = $1`,
        [structureId, given.iban, given.bic, given.holder, at],
      );
      const after = await this.latest(tx, structureId);
      await this.audit.record(tx, actor, at, {
        action: 'bank-details.submitted',
        subject: 'bank-details',
        subjectId: after.id,
        concerns: [structureId],
      });
      await this.letters.post(tx, at, {
        kind: 'bank-details-changed',
        to: { organisationId: structureId },
        facts: {},
      });
      return shownTo(actor, after);
    });
  }

  /**
   * The operator has checked that the account is the structure's: from now on it can be paid.
   * Refusals: access.not-found, structures.bank-details-superseded, structures.bank-details-verified.
   */
  async verify(actor: Actor, structureId: string, detailsId: string): Promise<BankDetails> {
    return this.db.transaction(async (tx) => {
      await lockStructure(tx, actor, structureId);
      const known = await row(tx, 'SELECT 1 FROM bank_details WHERE id = $1 AND structure_id = $2', [
        detailsId,
        structureId,
      ]);
      if (!known) throw refuseAccess('not-found');
      const latest = await this.latest(tx, structureId);
      if (latest.id !== detailsId) throw refuseStructures('bank-details-superseded');
      if (latest.verifiedAt) throw refuseStructures('bank-details-verified');
      const at = this.clock.now();
      await affected(
        tx,
        'INSERT INTO bank_details_verification (bank_details_id, verified_at, verified_by) VALUES ($1, $2, $3)',
        [detailsId, at, actor.personId],
      );
      await this.audit.record(tx, actor, at, {
        action: 'bank-details.verified',
        subject: 'bank-details',
        subjectId: detailsId,
        concerns: [structureId],
      });
      await this.letters.post(tx, at, {
        kind: 'bank-details-verified',
        to: { organisationId: structureId },
        facts: {},
      });
      return shownTo(actor, { ...latest, verifiedAt: at });
    });
  }

  private async latest(tx: Tx, structureId: string): Promise<BankDetails> {
    const latest = await latestBankDetails(tx, structureId);
    if (!latest) throw new Error('a structure has just been given bank details');
    return latest;
  }
}

/** Bank details as an actor may see them: the operator compares the whole IBAN, nobody else needs it. */
export function shownTo(actor: Actor, details: BankDetails): BankDetails {
  return actor.kind === 'operator' ? details : { ...details, iban: maskIban(details.iban) };
}

function sameAccount(one: NewBankDetails, other: NewBankDetails): boolean {
  return one.iban === other.iban && one.bic === other.bic && one.holder === other.holder;
}
