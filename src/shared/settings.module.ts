import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from './clock.js';
import type { Environment } from './environment.js';

/** The parts of the environment that capabilities ask for, by this token class. */
export abstract class Settings {
  abstract readonly publicUrl: string;
  abstract readonly keysDir: string;
}

/** What every capability may ask for: what time it is, and the settings. */
@Global()
@Module({})
export class SettingsModule {
  static of(environment: Pick<Environment, 'publicUrl' | 'keysDir'>, clock: Clock): DynamicModule {
    return {
      module: SettingsModule,
      providers: [
        { provide: Clock, useValue: clock },
        { provide: Settings, useValue: { publicUrl: environment.publicUrl, keysDir: environment.keysDir } },
      ],
      exports: [Clock, Settings],
    };
  }
}
