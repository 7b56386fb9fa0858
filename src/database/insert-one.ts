import type { DeepPartial } from 'typeorm';
import type { Tx } from './sql.js';

type NullableKey<Entity> = { [Key in keyof Entity]: null extends Entity[Key] ? Key : never }[keyof Entity];

/** The columns of a row to write: its identifier is the database's to make, and what may be null may be left out. */
export type NewRow<Entity> = Omit<Entity, 'id' | NullableKey<Entity>> &
  Partial<Pick<Entity, NullableKey<Entity>>>;

/** Writes one row, and gives it as the database now has it. */
export async function insertOne<Entity extends { id: string }>(
  tx: Tx,
  entity: new () => Entity,
  columns: NewRow<Entity>,
): Promise<Entity> {
  const written = tx.create(entity, columns as DeepPartial<Entity>);
  // TypeORM sets what is returned on the entity itself.
  await tx
    .createQueryBuilder()
    .insert()
    .into<{ id: string }>(entity)
    .values(written)
    .returning('*')
    .execute();
  return written;
}
