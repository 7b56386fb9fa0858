import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../access/http.js';
import { PublicVenuePage, VenueQuery } from './structure.dto.js';
import { VenueSearch } from './venue-search.service.js';

@ApiTags('venues')
@Controller('venues')
export class VenuesController {
  constructor(private readonly search: VenueSearch) {}

  /** Where vouchers can be used today. */
  @Get()
  @Public()
  @ApiOkResponse({ type: PublicVenuePage })
  find(@Query() query: VenueQuery) {
    return this.search.find(query);
  }
}
