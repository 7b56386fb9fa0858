import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Where a prescriber holds books and hands them out. */
@Entity('office')
export class Office {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('uuid')
  prescriberId!: string;

  @Column('text')
  name!: string;

  /** The INSEE code of its commune. */
  @Column('text')
  insee!: string;

  @Column('timestamptz', { nullable: true })
  closedAt!: Date | null;
}
