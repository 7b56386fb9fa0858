import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { MembershipRole } from './actor.js';

/** That a person acts for an organisation; `officeId` narrows a prescriber's member to one office. */
@Entity('membership')
export class Membership {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('uuid')
  personId!: string;

  @Column('uuid')
  organisationId!: string;

  @Column('text')
  role!: MembershipRole;

  @Column('uuid', { nullable: true })
  officeId!: string | null;

  @Column('timestamptz')
  createdAt!: Date;
}
