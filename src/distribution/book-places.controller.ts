import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { By, May } from '../access/http.js';
import { PageQuery } from '../shared/http/page.js';
import { PathId } from '../shared/http/path-id.js';
import { Refuses } from '../shared/http/refuses.js';
import { BookPlacesPage } from './book-places.dto.js';
import { BookPlaces } from './book-places.service.js';

@ApiTags('distribution')
@Controller('orders/:id/book-places')
export class BookPlacesController {
  constructor(private readonly places: BookPlaces) {}

  /** Where the books of an order are, by ranges of numbers: with which office, or still to be allotted. */
  @Get()
  @May('books.read')
  @ApiOkResponse({ type: BookPlacesPage })
  @Refuses('access.not-found')
  listPlaces(@By() actor: Actor, @PathId() id: string, @Query() page: PageQuery) {
    return this.places.of(actor, id, page);
  }
}
