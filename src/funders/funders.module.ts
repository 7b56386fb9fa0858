import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { GrantAgreement } from './grant-agreement.entity.js';
import { GrantAgreementsController } from './grant-agreements.controller.js';
import { GrantAgreements } from './grant-agreements.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([GrantAgreement])],
  controllers: [GrantAgreementsController],
  providers: [GrantAgreements],
  exports: [GrantAgreements],
})
export class FundersModule {}
