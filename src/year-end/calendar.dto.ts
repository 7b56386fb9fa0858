import { Exercise } from '../issuance/issuance.dto.js';
import {
  AWAITED_AT_YEAR_END,
  type AwaitedAtYearEnd,
  STEP_STATES,
  type StepState,
  YEAR_END_STEPS,
  type YearEndStep,
} from '../scheme/year-end-steps.js';
import type { Day } from '../shared/calendar.js';
import { DayField, Flag, Id, Instant, ListOf, Nested, OneOf, Text, Whole } from '../shared/http/fields.js';
import { STEP_FIGURES } from './calendar-figures.js';

const WIDE = { max: Number.MAX_SAFE_INTEGER };

export class StepSentences {
  @Text({ max: 500 })
  fr!: string;

  @Text({ max: 500 })
  en!: string;
}

export class StepFigureView {
  @OneOf(STEP_FIGURES)
  figure!: string;

  @Whole({ ...WIDE, description: 'A number of things; cents where the name of the figure ends in -cents.' })
  value!: number;
}

export class AwaitedView {
  @OneOf(AWAITED_AT_YEAR_END)
  what!: AwaitedAtYearEnd;

  @Whole()
  count!: number;

  @Nested(() => StepSentences)
  sentences!: StepSentences;
}

export class StepRehearsal {
  @OneOf(YEAR_END_STEPS)
  step!: YearEndStep;

  @ListOf(() => StepFigureView, { description: 'What it has done and what it would do, together.' })
  figures!: StepFigureView[];
}

export class CalendarStep extends StepRehearsal {
  @DayField()
  day!: Day;

  @Nested(() => StepSentences, { description: 'What it does.' })
  sentences!: StepSentences;

  @OneOf(STEP_STATES, {
    description:
      'What is due begins by itself, but the closing. `missed`: a notice whose use is over and that was not sent; `failed`: its job was given up, and can be tried again.',
  })
  state!: StepState;

  @ListOf(() => AwaitedView, { description: 'What a waiting step waits for.' })
  waitsFor!: AwaitedView[];

  @Id({ nullable: true, description: 'The job of its last run, for the operator.' })
  jobId!: string | null;

  @Whole({ nullable: true, description: 'Parts done by that job.' })
  done!: number | null;

  @Whole({ nullable: true, description: 'Parts in all; null while that is not known.' })
  total!: number | null;

  @Instant({ nullable: true, description: 'When its last run was begun.' })
  begunAt!: Date | null;

  @Instant({ nullable: true, description: 'When its last run was done.' })
  doneAt!: Date | null;

  @Flag({
    nullable: true,
    description: 'Whether its last run began by its day; false when somebody asked for it.',
  })
  scheduled!: boolean | null;

  @Text({ nullable: true, description: 'Who asked for it, for the operator; null also for a program.' })
  byName!: string | null;
}

export class CalendarView extends Exercise {
  @ListOf(() => CalendarStep, { description: 'In the order in which they come.' })
  steps!: CalendarStep[];
}

export class StepBegun {
  @Whole()
  exercise!: number;

  @OneOf(YEAR_END_STEPS)
  step!: YearEndStep;

  @Id()
  runId!: string;

  @Id({ description: 'The job that works it: its progress is at /jobs/{id}.' })
  jobId!: string;
}
