import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.js';
import { AccessModule } from './access/access.module.js';
import { AuditModule } from './audit/audit.module.js';
import { DatabaseModule } from './database/database.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import type { Clock } from './shared/clock.js';
import type { Environment } from './shared/environment.js';
import { ProblemFilter } from './shared/http/problem.js';
import { validationPipe } from './shared/http/validation.js';
import { SettingsModule } from './shared/settings.module.js';

export type AppSettings = Pick<Environment, 'publicUrl' | 'keysDir' | 'databasePoolSize'> & {
  databaseUrl: string;
};

/** The whole service, in the order of a voucher's life. */
@Module({})
export class AppModule {
  static of(settings: AppSettings, clock: Clock): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.of(settings, clock),
        DatabaseModule.of({ url: settings.databaseUrl, poolSize: settings.databasePoolSize }),
        LedgerModule,
        AccessModule,
        AuditModule,
        JobsModule,
      ],
      providers: [
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
    };
  }
}
