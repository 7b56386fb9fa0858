import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { affected, rows } from '../database/sql.js';
import { Jobs } from '../jobs/jobs.js';
import { Letters } from '../letters/letters.js';
import { tariffOn } from '../scheme/rules.js';
import { addDays, type Day } from '../shared/calendar.js';
import { Clock } from '../shared/clock.js';
import { standingOf } from './standing.js';

const TOLD_FROM_HOUR = 8;

/**
 * Tells structures that their label ends (rules `label-notice` and `label-reminder`), once each for each end. A day on
 * which nothing ran is made up for, and a structure that is late for both is told once.
 */
@Injectable()
export class LabelNotices implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly letters: Letters,
  ) {}

  onModuleInit(): void {
    this.jobs.daily('label-notices', TOLD_FROM_HOUR, (day, { signal }) => this.tellAll(day, signal));
  }

  private async tellAll(day: Day, signal: AbortSignal): Promise<{ told: number }> {
    const ending = await this.db.read((tx) =>
      rows<{ id: string }>(
        tx,
        'SELECT DISTINCT structure_id AS id FROM label WHERE $1 < ends_on AND ends_on <= $2 ORDER BY 1',
        [day, addDays(day, tariffOn(day)['label-notice'].days)],
      ),
    );
    let told = 0;
    for (const { id } of ending) {
      signal.throwIfAborted();
      if (await this.tell(id, day)) told++;
    }
    return { told };
  }

  /** Whether the structure is told now: it may have renewed, or know. */
  private tell(structureId: string, day: Day): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const { lapsesOn, noticeDaysLeft } = await standingOf(tx, structureId, day);
      if (!lapsesOn || noticeDaysLeft === null) return false;
      const tariff = tariffOn(day);
      const rule = noticeDaysLeft <= tariff['label-reminder'].days ? 'label-reminder' : 'label-notice';
      const at = this.clock.now();
      const first = await affected(
        tx,
        `INSERT INTO label_notice (structure_id, lapses_on, rule, told_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT ON CONSTRAINT label_notice_once DO NOTHING`,
        [structureId, lapsesOn, rule, at],
      );
      if (first === 0) return false;
      await this.letters.post(tx, at, {
        kind: 'label-ending',
        to: { organisationId: structureId },
        facts: { lapsesOn, feeCents: tariff['label-fee'].feeCents },
      });
      return true;
    });
  }
}
