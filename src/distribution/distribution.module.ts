import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IssuanceModule } from '../issuance/issuance.module.js';
import { AllotmentsController } from './allotments.controller.js';
import { Allotments } from './allotments.service.js';
import { BookPlacesController } from './book-places.controller.js';
import { BookPlaces } from './book-places.service.js';
import { Beneficiaries } from './beneficiaries.js';
import { HandOutsController } from './hand-outs.controller.js';
import { HandOuts } from './hand-outs.service.js';
import { LossesController } from './losses.controller.js';
import { LossDeclarations } from './losses.service.js';
import { Office } from './office.entity.js';
import { OfficesController } from './offices.controller.js';
import { Offices } from './offices.service.js';
import { PrintedCodes } from './printed-codes.js';
import { Stock } from './stock.service.js';

@Module({
  imports: [IssuanceModule, TypeOrmModule.forFeature([Office])],
  controllers: [
    OfficesController,
    AllotmentsController,
    BookPlacesController,
    HandOutsController,
    LossesController,
  ],
  providers: [
    Offices,
    Stock,
    Allotments,
    BookPlaces,
    Beneficiaries,
    HandOuts,
    LossDeclarations,
    PrintedCodes,
  ],
  exports: [Offices, Stock, Allotments, HandOuts, LossDeclarations],
})
export class DistributionModule {}
