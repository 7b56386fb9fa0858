import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/sql.js';
import type { SystemActor } from './actor.js';
import { Organisation } from './organisation.entity.js';

/** Who acts when nobody in particular does. */
@Injectable()
export class Actors {
  /** Background work acts for the operator, whose organisation exists from the first boot on (bootstrap.ts). */
  async system(tx: Tx): Promise<SystemActor> {
    const { id } = await tx.findOneOrFail(Organisation, {
      where: { kind: 'operator' },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
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
