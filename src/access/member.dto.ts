import { Email, Id, Instant, OneOf, Password, Text } from '../shared/http/fields.js';
import { pageOf } from '../shared/http/page.js';
import { MEMBERSHIP_ROLES, type MembershipRole } from './actor.js';

export class NewMember {
  @Email()
  email!: string;

  @Text({ optional: true, description: 'For a person the service does not know yet.' })
  displayName?: string;

  @Password({
    optional: true,
    description:
      'A first password to hand over to a person the service does not know yet; without it they are sent a link to choose their own. Refused for a known person.',
  })
  password?: string;

  @OneOf(MEMBERSHIP_ROLES)
  role!: MembershipRole;

  @Id({
    optional: true,
    description: 'The only office a prescriber’s member hands out for; all of them unless told.',
  })
  officeId?: string;
}

export class MemberChange {
  @OneOf(MEMBERSHIP_ROLES)
  role!: MembershipRole;

  @Id({
    optional: true,
    description: 'The only office a prescriber’s member hands out for; all of them when left out.',
  })
  officeId?: string;
}

export class MemberView {
  @Id()
  personId!: string;

  @Text()
  displayName!: string;

  @Email()
  email!: string;

  @OneOf(MEMBERSHIP_ROLES)
  role!: MembershipRole;

  @Id({ nullable: true })
  officeId!: string | null;

  @Instant()
  since!: Date;
}

export class MemberPage extends pageOf(MemberView) {}
