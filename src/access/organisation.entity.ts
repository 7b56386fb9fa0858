import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { OrganisationKind } from './actor.js';

/** Who takes part in the scheme. Only the operator, made at the first boot, may be without SIRET and address. */
@Entity('organisation')
export class Organisation {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('text')
  kind!: OrganisationKind;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  siret!: string | null;

  @Column('text', { nullable: true })
  street!: string | null;

  @Column('text', { nullable: true })
  postcode!: string | null;

  @Column('text', { nullable: true })
  city!: string | null;

  @Column('text', { nullable: true })
  vatNumber!: string | null;

  @Column('text', { nullable: true })
  serviceCode!: string | null;

  @Column('timestamptz')
  createdAt!: Date;
}
