import { Body, Controller, Delete, Get, HttpCode, Ip, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May, Public } from '../access/http.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { BankDetails, NewBankDetails } from './bank-details.dto.js';
import { BankDetailsOfStructures } from './bank-details.service.js';
import { Declarations } from './declarations.service.js';
import { Enrolment } from './enrolment.service.js';
import {
  Enrolled,
  EnrolmentAsked,
  EnrolmentConfirmation,
  EnrolmentForm,
  MediatorView,
  NewMediator,
  NewOffers,
  NewVenue,
  OfferList,
  Structure,
  StructurePage,
  StructureQuery,
  VenueView,
} from './structure.dto.js';
import { Structures } from './structures.service.js';

@ApiTags('structures')
@Controller('structures')
export class StructuresController {
  constructor(
    private readonly enrolment: Enrolment,
    private readonly structures: Structures,
    private readonly declarations: Declarations,
    private readonly bankDetails: BankDetailsOfStructures,
  ) {}

  /** Asks to register a structure with its first manager, who receives a link: until it is followed, nothing is. */
  @Post()
  @Public()
  @ApiCreatedResponse({ type: EnrolmentAsked })
  @Refuses(
    'access.too-many-attempts',
    'access.siret-invalid',
    'access.siret-taken',
    'access.email-taken',
    'structures.enrolment-waits',
  )
  enrol(@Body() form: EnrolmentForm, @Ip() address: string) {
    return this.enrolment.ask(form, address);
  }

  /** Follows the link: registers the structure with its first manager, and applies for its label. */
  @Post('confirmation')
  @Public()
  @ApiCreatedResponse({ type: Enrolled })
  @Refuses('structures.enrolment-link-over', 'access.siret-taken', 'access.email-taken')
  confirmEnrolment(@Body() confirmation: EnrolmentConfirmation) {
    return this.enrolment.confirm(confirmation);
  }

  @Get()
  @May('structures.list')
  @ApiOkResponse({ type: StructurePage })
  list(@Query() query: StructureQuery) {
    return this.structures.list(query);
  }

  @Get(':id')
  @May('structures.read')
  @ApiOkResponse({ type: Structure })
  @Refuses('access.not-found')
  one(@By() actor: Actor, @PathId() id: string) {
    return this.structures.one(actor, id);
  }

  @Post(':id/venues')
  @May('structures.change')
  @ApiCreatedResponse({ type: VenueView })
  @Refuses('access.not-found', 'access.commune-unknown', 'structures.venue-exists')
  openVenue(@By() actor: Actor, @PathId() id: string, @Body() venue: NewVenue) {
    return this.declarations.openVenue(actor, id, venue);
  }

  /** Closes a venue; what was scanned there stays. */
  @Delete(':id/venues/:venueId')
  @HttpCode(204)
  @May('structures.change')
  @ApiNoContentResponse()
  @Refuses('access.not-found')
  closeVenue(@By() actor: Actor, @PathId() id: string, @PathId('venueId') venueId: string) {
    return this.declarations.closeVenue(actor, id, venueId);
  }

  @Post(':id/mediators')
  @May('structures.change')
  @ApiCreatedResponse({ type: MediatorView })
  @Refuses(
    'access.not-found',
    'structures.mediator-exists',
    'structures.mediator-has-account',
    'structures.person-not-member',
  )
  declareMediator(@By() actor: Actor, @PathId() id: string, @Body() mediator: NewMediator) {
    return this.declarations.declareMediator(actor, id, mediator);
  }

  /** A mediator leaves; the sessions they led stay. */
  @Delete(':id/mediators/:mediatorId')
  @HttpCode(204)
  @May('structures.change')
  @ApiNoContentResponse()
  @Refuses('access.not-found')
  mediatorLeaves(@By() actor: Actor, @PathId() id: string, @PathId('mediatorId') mediatorId: string) {
    return this.declarations.mediatorLeaves(actor, id, mediatorId);
  }

  /** Replaces the list of modules offered; a module left out is withdrawn. */
  @Put(':id/offers')
  @May('structures.change')
  @ApiOkResponse({ type: OfferList })
  @Refuses('access.not-found', 'structures.module-twice', 'modules.unknown', 'modules.retired')
  replaceOffers(@By() actor: Actor, @PathId() id: string, @Body() offers: NewOffers) {
    return this.declarations.replaceOffers(actor, id, offers);
  }

  /** New details replace those before, which no longer count even while these await verification. */
  @Post(':id/bank-details')
  @May('bank-details.submit')
  @ApiCreatedResponse({ type: BankDetails })
  @Refuses(
    'access.not-found',
    'structures.iban-invalid',
    'structures.iban-outside-sepa',
    'structures.bic-invalid',
  )
  submitBankDetails(@By() actor: Actor, @PathId() id: string, @Body() details: NewBankDetails) {
    return this.bankDetails.submit(actor, id, details);
  }

  @Post(':id/bank-details/:detailsId/verification')
  @May('bank-details.verify')
  @ApiCreatedResponse({ type: BankDetails })
  @Refuses('access.not-found', 'structures.bank-details-superseded', 'structures.bank-details-verified')
  verifyBankDetails(@By() actor: Actor, @PathId() id: string, @PathId('detailsId') detailsId: string) {
    return this.bankDetails.verify(actor, id, detailsId);
  }
}
