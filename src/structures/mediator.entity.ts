import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Who teaches at a structure. */
@Entity('mediator')
export class Mediator {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('uuid')
  structureId!: string;

  /** Their account, when they have one. */
  @Column('uuid', { nullable: true })
  personId!: string | null;

  @Column('text')
  name!: string;

  @Column('boolean')
  conseillerNumerique!: boolean;

  @Column('timestamptz', { nullable: true })
  leftAt!: Date | null;
}
