import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { CentsColumn } from '../database/cents-column.js';
import type { PaidTo } from '../scheme/rules.js';
import type { Day } from '../shared/calendar.js';
import type { Cents } from '../shared/money.js';

/** A convention of the State: its rate, its ceiling, and who is paid. */
@Entity('grant_agreement')
export class GrantAgreement {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('text')
  reference!: string;

  @Column('text')
  title!: string;

  @Column('uuid')
  stateId!: string;

  @Column('int')
  rateNumerator!: number;

  @Column('int')
  rateDenominator!: number;

  @CentsColumn()
  ceilingCents!: Cents;

  @Column('text')
  paidTo!: PaidTo;

  @Column('date')
  startsOn!: Day;

  /** The last day in force. */
  @Column('date')
  endsOn!: Day;

  @Column('timestamptz')
  createdAt!: Date;
}
