import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What a person is taught in exchange for vouchers. */
@Entity('module')
export class CatalogueModule {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('text')
  title!: string;

  @Column('smallint')
  hours!: number;

  @Column('timestamptz', { nullable: true })
  retiredAt!: Date | null;
}
