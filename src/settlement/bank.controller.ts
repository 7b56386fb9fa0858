import {
  Body,
  Controller,
  Get,
  Header,
  Param,
  type PipeTransform,
  Post,
  Put,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { refuseAccess } from '../access/access.refusals.js';
import { By, May, Once, OnceOnly } from '../access/http.js';
import type { OnceRequest } from '../database/database.js';
import { PageQuery } from '../shared/http/page.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { TakesXml, XmlBody } from '../shared/http/xml-body.js';
import {
  BankLine,
  BankReportApplied,
  NewOperatorAccount,
  OperatorAccount,
  OperatorAccountsView,
} from './bank.dto.js';
import { type BankFile, BankFiles } from './bank-files.service.js';
import { BankReports } from './bank-reports.service.js';
import { PayoutLists } from './payout-lists.service.js';
import { OperatorAccounts } from './operator-accounts.js';

/** What no reference of ours looks like belongs to no transfer, whatever the database would make of it. */
class EndToEndId implements PipeTransform<string, string> {
  transform(value: string): string {
    if (/^[0-9a-f]{32}-\d{1,5}$/.test(value)) return value;
    throw refuseAccess('not-found');
  }
}

/** What goes to the bank and comes back from it. */
@ApiTags('settlement')
@Controller()
export class BankController {
  constructor(
    private readonly accounts: OperatorAccounts,
    private readonly files: BankFiles,
    private readonly reports: BankReports,
    private readonly lists: PayoutLists,
  ) {}

  /** The accounts that the operator is paid into and pays from. */
  @Get('operator-accounts')
  @May('operator-accounts.manage')
  @Header('cache-control', 'no-store')
  @ApiOkResponse({ type: OperatorAccountsView })
  getAccounts() {
    return this.accounts.get();
  }

  /** Sets the account that vouchers are paid into and structures from: on invoices and runs from now on. */
  @Put('operator-accounts/ring-fenced')
  @May('operator-accounts.manage')
  @ApiOkResponse({ type: OperatorAccount })
  @Refuses('structures.iban-invalid', 'structures.iban-outside-sepa', 'structures.bic-invalid')
  setRingFencedAccount(@By() actor: Actor, @Body() account: NewOperatorAccount) {
    return this.accounts.set(actor, 'ring-fenced', account);
  }

  /** Sets the account that fees and labels are paid into: on invoices from now on. */
  @Put('operator-accounts/operating')
  @May('operator-accounts.manage')
  @ApiOkResponse({ type: OperatorAccount })
  @Refuses('structures.iban-invalid', 'structures.iban-outside-sepa', 'structures.bic-invalid')
  setOperatingAccount(@By() actor: Actor, @Body() account: NewOperatorAccount) {
    return this.accounts.set(actor, 'operating', account);
  }

  /** The transfers of a run as a file for the bank, pain.001.001.09. Each download is in the audit trail. */
  @Get('payout-runs/:id/bank-file')
  @May('payout-runs.manage')
  @Header('cache-control', 'private, no-store')
  @ApiOkResponse({ content: { 'application/xml': { schema: { type: 'string', format: 'binary' } } } })
  @Refuses(
    'access.not-found',
    'settlement.no-ring-fenced-account',
    'settlement.bank-file-not-as-ledger',
    'settlement.bank-file-changed',
  )
  async downloadBankFile(@By() actor: Actor, @PathId() id: string) {
    return asDownload(await this.files.make(actor, id));
  }

  /** Applies the bank's report on the transfers of a run (pain.002.001.10 or .03). */
  @Post('bank-reports')
  @May('payout-runs.manage')
  @OnceOnly()
  @TakesXml()
  @ApiCreatedResponse({ type: BankReportApplied })
  @Refuses(
    'settlement.bank-report-malformed',
    'settlement.bank-report-not-understood',
    'settlement.bank-report-of-another-message',
    'settlement.not-sent',
  )
  applyReport(@By() actor: Actor, @Once() once: OnceRequest, @XmlBody() xml: string) {
    return this.reports.apply(actor, once, xml);
  }

  /** From a line of the bank's statement to the payout it paid, and to every scan. */
  @Get('bank-lines/:endToEndId')
  @May('payouts.read')
  @ApiOkResponse({ type: BankLine })
  @Refuses('access.not-found')
  getBankLine(
    @By() actor: Actor,
    @Param('endToEndId', EndToEndId) endToEndId: string,
    @Query() page: PageQuery,
  ) {
    return this.lists.bankLine(actor, endToEndId, page);
  }
}

function asDownload({ name, xml }: BankFile): StreamableFile {
  const bytes = Buffer.from(xml, 'utf8');
  return new StreamableFile(bytes, {
    type: 'application/xml; charset=utf-8',
    disposition: `attachment; filename="${name}"`,
    length: bytes.length,
  });
}
