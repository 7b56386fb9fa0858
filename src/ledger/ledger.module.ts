import { Global, Module } from '@nestjs/common';
import { LedgerReader } from './ledger-reader.js';
import { Ledger } from './ledger.js';

@Global()
@Module({ providers: [Ledger, LedgerReader], exports: [Ledger, LedgerReader] })
export class LedgerModule {}
