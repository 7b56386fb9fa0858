import { types } from 'pg';
import { DataSource, DefaultNamingStrategy } from 'typeorm';
import { MIGRATIONS } from './migrations/index.js';

// Amounts are bigint from the driver on, and a Paris day stays the text it is: a Date would move it across midnights.
types.setTypeParser(types.builtins.INT8, (text) => BigInt(text));
types.setTypeParser(types.builtins.DATE, (text) => text);

/** Columns and tables in snake_case, properties in camelCase. */
class SnakeCase extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string, prefixes: string[]): string {
    return snake([...prefixes, customName || propertyName].join('_'));
  }

  override joinColumnName(relationName: string, referencedColumnName: string): string {
    return snake(`${relationName}_${referencedColumnName}`);
  }
}

function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

export interface DataSourceSettings {
  readonly url: string;
  readonly poolSize: number;
  readonly entities?: readonly (new () => object)[];
}

export function dataSourceOf(settings: DataSourceSettings): DataSource {
  return new DataSource({
    type: 'postgres',
    url: settings.url,
    entities: [...(settings.entities ?? [])],
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeCase(),
    synchronize: false,
    // The schema is the migrations' affair: TypeORM would add the uuid-ossp extension, which needs rights and is not used.
    installExtensions: false,
    logging: false,
    extra: { max: settings.poolSize, application_name: 'passerelle', connectionTimeoutMillis: 10_000 },
  });
}
