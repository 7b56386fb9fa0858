import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Where a structure receives people. */
@Entity('venue')
export class Venue {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('uuid')
  structureId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  street!: string;

  @Column('text')
  postcode!: string;

  /** The INSEE code of its commune. */
  @Column('text')
  insee!: string;

  @Column('text')
  opening!: string;

  @Column('timestamptz', { nullable: true })
  closedAt!: Date | null;
}
