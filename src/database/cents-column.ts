import { Column, type ColumnOptions } from 'typeorm';

/** An amount in integer cents: bigint in PostgreSQL and in TypeScript. */
export function CentsColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({
    type: 'bigint',
    transformer: {
      from: (value: unknown) =>
        value === null || value === undefined ? value : BigInt(value as string | bigint),
      to: (value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    },
    ...options,
  });
}
