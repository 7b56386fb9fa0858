import { Column, Entity, PrimaryColumn } from 'typeorm';
import { CentsColumn } from '../database/cents-column.js';

/** A module that a structure teaches, or taught until it withdrew the offer. */
@Entity('module_offer')
export class ModuleOffer {
  @PrimaryColumn('uuid')
  structureId!: string;

  @PrimaryColumn('uuid')
  moduleId!: string;

  /** The price of one session for one person. */
  @CentsColumn()
  priceCents!: bigint;

  @Column('timestamptz', { nullable: true })
  withdrawnAt!: Date | null;
}
