import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BillingModule } from '../billing/billing.module.js';
import { ModulesModule } from '../modules/modules.module.js';
import { BankDetailsOfStructures } from './bank-details.service.js';
import { CommunesController } from './communes.controller.js';
import { Declarations } from './declarations.service.js';
import { Enrolment } from './enrolment.service.js';
import { Labels } from './labels.service.js';
import { LabelNotices } from './label-notices.service.js';
import { LabelsController } from './labels.controller.js';
import { Mediator } from './mediator.entity.js';
import { ModuleOffer } from './module-offer.entity.js';
import { StructuresController } from './structures.controller.js';
import { Structures } from './structures.service.js';
import { Venue } from './venue.entity.js';
import { VenueSearch } from './venue-search.service.js';
import { VenuesController } from './venues.controller.js';

@Module({
  imports: [BillingModule, ModulesModule, TypeOrmModule.forFeature([Mediator, ModuleOffer, Venue])],
  controllers: [StructuresController, LabelsController, VenuesController, CommunesController],
  providers: [
    Enrolment,
    Structures,
    Declarations,
    BankDetailsOfStructures,
    Labels,
    LabelNotices,
    VenueSearch,
  ],
  exports: [Enrolment, Structures, Declarations, BankDetailsOfStructures, Labels],
})
export class StructuresModule {}
