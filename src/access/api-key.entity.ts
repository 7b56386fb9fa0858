import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A key by which programs act for an organisation. Holds the hash of its secret: it is not to be answered as it is. */
@Entity('api_key')
export class ApiKey {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('uuid')
  organisationId!: string;

  @Column('text')
  name!: string;

  @Column('bytea')
  secretHash!: Buffer;

  /** Null when a key made it. */
  @Column('uuid', { nullable: true })
  createdBy!: string | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;
}
