import { Injectable } from '@nestjs/common';
import { oneRow, type Tx } from '../database/sql.js';
import type { SystemActor } from './actor.js';

/** Who acts when nobody in particular does. */
@Injectable()
export class Actors {
  /** Background work acts for the operator, whose organisation exists from the first boot on (bootstrap.ts). */
  async system(tx: Tx): Promise<SystemActor> {
    const { id } = await oneRow<{ id: string }>(
      tx,
      `SELECT id FROM organisation WHERE kind = 'operator' ORDER BY created_at, id LIMIT 1`,
    );
    return {
      organisationId: id,
      kind: 'operator',
      role: 'operator',
      personId: null,
      apiKeyId: null,
      officeId: null,
    };
  }
}
