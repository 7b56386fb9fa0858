import { Module } from '@nestjs/common';
import { IssuanceModule } from '../issuance/issuance.module.js';
import { GroupSessions } from './group-sessions.service.js';
import { RedemptionLists } from './redemption-lists.service.js';
import { RedemptionUndo } from './redemption-undo.service.js';
import { RedemptionController } from './redemption.controller.js';
import { Redemptions } from './redemptions.service.js';
import { ScanFactsWriter } from './scan-facts.service.js';
import { ScannedCodes } from './scanned-codes.js';

@Module({
  imports: [IssuanceModule],
  controllers: [RedemptionController],
  providers: [Redemptions, GroupSessions, RedemptionUndo, RedemptionLists, ScannedCodes, ScanFactsWriter],
  exports: [Redemptions, GroupSessions, RedemptionUndo],
})
export class RedemptionModule {}
