import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AccountPage, AccountQuery, TransferPage, TransferQuery } from '../ledger/ledger.dto.js';
import { LedgerReader } from '../ledger/ledger-reader.js';
import { May } from './http.js';

/** Reads what src/ledger keeps. It stands here because a route asks access who may, and access comes after the ledger. */
@ApiTags('ledger')
@Controller('ledger')
export class LedgerController {
  constructor(private readonly ledger: LedgerReader) {}

  /** The accounts and their balances. */
  @Get('accounts')
  @May('ledger.read')
  @ApiOkResponse({ type: AccountPage })
  accounts(@Query() query: AccountQuery) {
    return this.ledger.accounts(query);
  }

  /** The transfers, newest first. */
  @Get('transfers')
  @May('ledger.read')
  @ApiOkResponse({ type: TransferPage })
  transfers(@Query() query: TransferQuery) {
    return this.ledger.transfers(query);
  }
}
