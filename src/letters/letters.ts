import { Injectable } from '@nestjs/common';
import { Actors } from '../access/actors.js';
import { rows, type Tx } from '../database/sql.js';
import { Jobs } from '../jobs/jobs.js';
import { toJson } from '../shared/wire.js';
import type { FactsOf, LetterKind } from './kinds/index.js';

/** The job that sends one letter; its subject is the letter. */
export const SEND_LETTER = 'send-letter';

/**
 * Whom a letter is for: the managers of an organisation (everyone of a funder, the State or the operator), one of its
 * people, those who work in one of its offices, a person by themselves, whoever signs up, or the operator. Who that is, and at which addresses, is found when it is sent:
 * somebody who left meanwhile receives nothing.
 */
export type Addressee =
  | { readonly organisationId: string; readonly personId?: string }
  | { readonly organisationId: string; readonly officeId: string }
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
    return (await this.postAll(tx, at, [letter]))[0]!;
  }

  /** Writes the letters of many facts (a payout run) and the work of sending them, in two statements. Returns their ids. */
  async postAll<K extends LetterKind>(tx: Tx, at: Date, letters: readonly NewLetter<K>[]): Promise<string[]> {
    if (letters.length === 0) return [];
    const operator = letters.some(({ to }) => to === 'operator')
      ? { organisationId: (await this.actors.system(tx)).organisationId }
      : null;
    const posted = await rows<{ id: string }>(
      tx,
      `INSERT INTO letter (kind, organisation_id, person_id, enrolment_id, office_id, facts, posted_at)
       SELECT l.kind, l."organisationId", l."personId", l."enrolmentId", l."officeId", l.facts, $2
         FROM jsonb_to_recordset($1::jsonb)
           AS l (kind text, "organisationId" uuid, "personId" uuid, "enrolmentId" uuid, "officeId" uuid, facts jsonb)
       RETURNING id`,
      [
        toJson(
          letters.map(({ kind, to, facts }) => ({ ...(to === 'operator' ? operator : to), kind, facts })),
        ),
        at,
      ],
    );
    const ids = posted.map(({ id }) => id);
    await this.jobs.addAll(tx, SEND_LETTER, ids);
    return ids;
  }
}
