import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Database } from './database.js';
import { type DataSourceSettings, dataSourceOf } from './data-source.js';

@Global()
@Module({})
export class DatabaseModule {
  static of(settings: DataSourceSettings): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOf(settings).options,
          retryAttempts: 0,
          autoLoadEntities: true,
        }),
      ],
      providers: [Database],
      exports: [Database],
    };
  }
}
