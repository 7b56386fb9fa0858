import { Injectable } from '@nestjs/common';
import { Actors } from '../access/actors.js';
import { oneRow, type Tx } from '../database/sql.js';
import { Jobs } from '../jobs/jobs.js';
import { toJson } from '../shared/wire.js';
import type { FactsOf, LetterKind } from './kinds/index.js';

/** The job that sends one letter; its subject is the letter. */
export const SEND_LETTER = 'send-letter';

/**
 * Whom a letter is for: the managers of an organisation (everyone of a funder, the State or the operator), one of its
 * people, a person by themselves, whoever signs up, or the operator. Who that is, and at which addresses, is found when it is sent:
 * somebody who left meanwhile receives nothing.
 */
export type Addressee =
  | { readonly organisationId: string; readonly personId?: string }
  | { readonly personId: string }
  | { readonly enrolmentId: string }
  | 'operator';

export interface NewLetter<K extends LetterKind> {
  readonly kind: K;
  readonly to: Addressee;
  readonly facts: FactsOf<K>;
}

/** The outbox: a letter is written in the transaction of what it tells, and leaves if and only if that is committed. */
@Injectable()
export class Letters {
  constructor(
    private readonly jobs: Jobs,
    private readonly actors: Actors,
  ) {}

  /** Writes a letter and the work of sending it. Returns its id. */
  async post<K extends LetterKind>(tx: Tx, at: Date, letter: NewLetter<K>): Promise<string> {
    const to =
      letter.to === 'operator'
        ? { organisationId: (await this.actors.system(tx)).organisationId }
        : letter.to;
    const { id } = await oneRow<{ id: string }>(
      tx,
      `INSERT INTO letter (kind, organisation_id, person_id, enrolment_id, facts, posted_at)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
      [
        letter.kind,
        'organisationId' in to ? to.organisationId : null,
        'personId' in to ? to.personId : null,
        'enrolmentId' in to ? to.enrolmentId : null,
        toJson(letter.facts),
        at,
      ],
    );
    await this.jobs.add(tx, SEND_LETTER, id);
    return id;
  }
}
