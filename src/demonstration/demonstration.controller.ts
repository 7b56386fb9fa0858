import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../access/http.js';
import { Database } from '../database/database.js';
import { row } from '../database/sql.js';
import { Email, ListOf, OneOf, Text } from '../shared/http/fields.js';
import { type Role, ROLES } from '../access/actor.js';
import { DEMONSTRATION_LOGINS, DEMONSTRATION_PASSWORD, LOADED } from './demonstration.js';

export class DemonstrationLogin {
  @Email()
  email!: string;

  @OneOf(ROLES)
  role!: Role;

  @Text()
  password!: string;
}

export class DemonstrationView {
  @ListOf(() => DemonstrationLogin, { description: 'None where the demonstration is not loaded.' })
  logins!: DemonstrationLogin[];
}

/** Lets a newcomer in with one click, where the data is that of the demonstration and nobody's. */
@ApiTags('demonstration')
@Controller('demonstration')
export class DemonstrationController {
  constructor(private readonly db: Database) {}

  /** The logins of the demonstration, if this is one. */
  @Get()
  @Public()
  @ApiOkResponse({ type: DemonstrationView })
  async show(): Promise<DemonstrationView> {
    const loaded = await this.db.read((tx) =>
      row(tx, 'SELECT 1 FROM audit_entry WHERE action = $1 LIMIT 1', [LOADED]),
    );
    const password = DEMONSTRATION_PASSWORD;
    return {
      logins: loaded ? DEMONSTRATION_LOGINS.map(({ email, role }) => ({ email, role, password })) : [],
    };
  }
}
