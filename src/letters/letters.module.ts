import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AccessLetters } from '../access/access-letters.js';
import type { MailSettings } from '../shared/environment.js';
import { LetterViews } from './letter-views.service.js';
import { LettersController } from './letters.controller.js';
import { PostedAccessLetters } from './access-letters.service.js';
import { Letters } from './letters.js';
import { Mail, mailOf } from './mail.js';
import { Postman } from './postman.js';

/** Letters by e-mail. Without settings they are written and wait: for commands, and for tests that send none. */
@Global()
@Module({})
export class LettersModule {
  static of(settings: MailSettings | undefined): DynamicModule {
    return {
      module: LettersModule,
      controllers: [LettersController],
      providers: [
        Letters,
        { provide: AccessLetters, useClass: PostedAccessLetters },
        LetterViews,
        Postman,
        ...(settings ? [{ provide: Mail, useFactory: () => mailOf(settings) }] : []),
      ],
      exports: [Letters, AccessLetters],
    };
  }
}
