import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../access/http.js';
import { centreOf } from '../shared/commune-centres.js';
import { findCommunes } from '../shared/communes.js';
import { CommuneList, CommuneQuery } from './structure.dto.js';

const MOST = 8;

@ApiTags('venues')
@Controller('communes')
export class CommunesController {
  /** The communes that someone may mean by what they typed, for a field that completes it. */
  @Get()
  @Public()
  @Header('cache-control', 'public, max-age=86400')
  @ApiOkResponse({ type: CommuneList })
  search(@Query() { search }: CommuneQuery): CommuneList {
    const items = findCommunes(search, MOST).map(({ insee, name, postcodes }) => ({
      insee,
      name,
      postcodes: [...postcodes],
      position: centreOf(insee),
    }));
    return { items };
  }
}
