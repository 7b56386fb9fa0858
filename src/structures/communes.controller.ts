import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../access/http.js';
import { centreOf } from '../shared/commune-centres.js';
import { type Commune, communeOf, findCommunes } from '../shared/communes.js';
import { CommuneList, CommuneQuery, type CommuneView } from './structure.dto.js';

const MOST = 8;

@ApiTags('venues')
@Controller('communes')
export class CommunesController {
  /** The communes that someone may mean by what they typed, for a field that completes it. */
  @Get()
  @Public()
  @Header('cache-control', 'public, max-age=86400')
  @ApiOkResponse({ type: CommuneList })
  search(@Query() { search = '', insee }: CommuneQuery): CommuneList {
    const named = insee === undefined ? findCommunes(search, MOST) : [communeOf(insee)];
    const items = named.flatMap((each) => (each ? [communeView(each)] : []));
    return { items };
  }
}

function communeView({ insee, name, postcodes }: Commune): CommuneView {
  return { insee, name, postcodes, position: centreOf(insee) };
}
