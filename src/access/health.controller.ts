import { readFileSync } from 'node:fs';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Database } from '../database/database.js';
import { oneRow } from '../database/sql.js';
import { OneOf, Text } from '../shared/http/fields.js';
import { Refuses } from '../shared/http/refuses.js';
import { fromRoot } from '../shared/paths.js';
import { refuseAccess } from './access.refusals.js';
import { Public } from './http.js';

export class Health {
  @OneOf(['ok'])
  status!: 'ok';

  @Text({ example: '0.1.0' })
  version!: string;
}

@ApiTags('access')
@Controller('health')
export class HealthController {
  private readonly version = (
    JSON.parse(readFileSync(fromRoot('package.json'), 'utf8')) as { version: string }
  ).version;

  constructor(private readonly db: Database) {}

  /** Whether the service works: it asks its database. */
  @Get()
  @Public()
  @ApiOkResponse({ type: Health })
  @Refuses('access.database-away')
  async read(): Promise<Health> {
    try {
      await this.db.read((tx) => oneRow(tx, 'SELECT 1'));
    } catch {
      throw refuseAccess('database-away');
    }
    return { status: 'ok', version: this.version };
  }
}
