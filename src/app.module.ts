import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.js';
import { AccessModule } from './access/access.module.js';
import { AuditModule } from './audit/audit.module.js';
import { BillingModule } from './billing/billing.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DemonstrationModule } from './demonstration/demonstration.module.js';
import { DistributionModule } from './distribution/distribution.module.js';
import { DocumentsModule } from './documents/documents.module.js';
import { FundersModule } from './funders/funders.module.js';
import { InsightModule } from './insight/insight.module.js';
import { IssuanceModule } from './issuance/issuance.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { LettersModule } from './letters/letters.module.js';
import { ModulesModule } from './modules/modules.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { RedemptionModule } from './redemption/redemption.module.js';
import { SettlementModule } from './settlement/settlement.module.js';
import type { Clock } from './shared/clock.js';
import type { Environment } from './shared/environment.js';
import { ProblemFilter } from './shared/http/problem.js';
import { validationPipe } from './shared/http/validation.js';
import { type Settings, SettingsModule } from './shared/settings.module.js';
import { StructuresModule } from './structures/structures.module.js';
import { YearEndModule } from './year-end/year-end.module.js';

export type AppSettings = Pick<Environment, 'publicUrl' | 'keysDir' | 'dataDir' | 'databasePoolSize'> &
  Partial<Pick<Environment, 'trustedProxies' | 'logLevel' | 'redisUrl' | 'mail'>> & {
    databaseUrl: string;
    booksAPart?: number;
    sweepEveryMs?: number;
  };

/** A hundred books are a thousand vouchers: a few seconds of work, and a few megabytes. */
const BOOKS_A_PART = 100;
const SWEEP_EVERY_MS = 3_000;

function settingsOf(settings: AppSettings): Settings {
  const { publicUrl, keysDir, dataDir, booksAPart = BOOKS_A_PART, sweepEveryMs = SWEEP_EVERY_MS } = settings;
  return { publicUrl, keysDir, dataDir, booksAPart, sweepEveryMs };
}

/** The whole service, in the order of a voucher's life. */
@Module({})
export class AppModule {
  static of(settings: AppSettings, clock: Clock): DynamicModule {
    const common = settingsOf(settings);
    return {
      module: AppModule,
      imports: [
        SettingsModule.of(common, clock),
        DatabaseModule.of({ url: settings.databaseUrl, poolSize: settings.databasePoolSize }),
        LedgerModule,
        AccessModule,
        AuditModule,
        JobsModule.of(settings.redisUrl, common.sweepEveryMs),
        LettersModule.of(settings.mail),
        DocumentsModule,
        BillingModule,
        FundersModule,
        ModulesModule,
        StructuresModule,
        OrdersModule,
        IssuanceModule,
        DistributionModule,
        RedemptionModule,
        SettlementModule,
        YearEndModule,
        InsightModule,
        DemonstrationModule,
      ],
      providers: [
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
    };
  }
}
