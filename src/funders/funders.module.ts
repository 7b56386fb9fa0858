import { Module } from '@nestjs/common';
import { GrantAgreementsController } from './grant-agreements.controller.js';
import { GrantAgreements } from './grant-agreements.service.js';

@Module({
  controllers: [GrantAgreementsController],
  providers: [GrantAgreements],
  exports: [GrantAgreements],
})
export class FundersModule {}
