import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Actors } from './actors.js';
import { ApiKey } from './api-key.entity.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeys } from './api-keys.service.js';
import { AuditTrailController } from './audit-trail.controller.js';
import { Authentication } from './authentication.js';
import { HealthController } from './health.controller.js';
import { LedgerController } from './ledger.controller.js';
import { Members } from './members.service.js';
import { Membership } from './membership.entity.js';
import { Organisation } from './organisation.entity.js';
import { OrganisationsController } from './organisations.controller.js';
import { Organisations } from './organisations.service.js';
import { PasswordResetsController } from './password-resets.controller.js';
import { PasswordResets } from './password-resets.service.js';
import { Passwords } from './passwords.js';
import { Person } from './person.entity.js';
import { ServiceSecret } from './secret.js';
import { SessionController } from './session.controller.js';
import { Sessions } from './sessions.service.js';
import { SignInAttempts } from './sign-in-attempts.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([ApiKey, Membership, Organisation, Person])],
  controllers: [
    SessionController,
    PasswordResetsController,
    OrganisationsController,
    ApiKeysController,
    AuditTrailController,
    LedgerController,
    HealthController,
  ],
  providers: [
    Actors,
    ApiKeys,
    Authentication,
    Members,
    Organisations,
    PasswordResets,
    Passwords,
    ServiceSecret,
    Sessions,
    SignInAttempts,
  ],
  exports: [
    Actors,
    ApiKeys,
    Authentication,
    Members,
    Organisations,
    Passwords,
    ServiceSecret,
    Sessions,
    SignInAttempts,
  ],
})
export class AccessModule {}
