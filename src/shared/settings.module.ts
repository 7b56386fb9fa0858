import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from './clock.js';

/** The parts of the environment that capabilities ask for, by this token class. */
export abstract class Settings {
  abstract readonly publicUrl: string;
  abstract readonly keysDir: string;
  /** Absolute path of the folder of everything that is written outside the database. */
  abstract readonly dataDir: string;
  /** How many books a part of a long print holds. */
  abstract readonly booksAPart: number;
  /** How often the table of jobs is looked at for what is due and nobody was told of. */
  abstract readonly sweepEveryMs: number;
}

/** What every capability may ask for: what time it is, and the settings. */
@Global()
@Module({})
export class SettingsModule {
  static of(settings: Settings, clock: Clock): DynamicModule {
    return {
      module: SettingsModule,
      providers: [
        { provide: Clock, useValue: clock },
        { provide: Settings, useValue: settings },
      ],
      exports: [Clock, Settings],
    };
  }
}
