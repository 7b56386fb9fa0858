import { Email, Flag, Id, ListOf, Nested, OneOf, Password, Text } from '../shared/http/fields.js';
import { ORGANISATION_KINDS, type OrganisationKind, type Role, ROLES } from './actor.js';

export class SignIn {
  @Email()
  email!: string;

  @Password({ min: 1 })
  password!: string;

  @Id({ optional: true, description: 'The organisation to act for; the first by name unless told.' })
  organisationId?: string;
}

export class ChosenOrganisation {
  @Id()
  organisationId!: string;
}

export class PasswordChange {
  @Password({ min: 1 })
  current!: string;

  @Password()
  new!: string;
}

export class SessionPerson {
  @Id()
  id!: string;

  @Text()
  displayName!: string;

  @Email()
  email!: string;
}

export class OrganisationName {
  @Id()
  id!: string;

  @OneOf(ORGANISATION_KINDS)
  kind!: OrganisationKind;

  @Text()
  name!: string;
}

export class SessionOrganisation extends OrganisationName {
  @OneOf(ROLES, { description: 'What the person is within it.' })
  role!: Role;
}

export class SessionOffice {
  @Id()
  id!: string;

  @Text()
  name!: string;
}

/** Who acts, for whom, and for whom else they could. */
export class SessionView {
  @Nested(() => SessionPerson, { nullable: true, description: 'Null for an API key.' })
  person!: SessionPerson | null;

  @Nested(() => OrganisationName)
  organisation!: OrganisationName;

  @OneOf(ROLES)
  role!: Role;

  @Flag({ description: 'May manage the members and API keys of the organisation.' })
  manager!: boolean;

  @Nested(() => SessionOffice, {
    nullable: true,
    description: 'The only office of a prescriber whose vouchers the person hands out; null for all of them.',
  })
  office!: SessionOffice | null;

  @ListOf(() => SessionOrganisation, { description: 'Every organisation the person may act for.' })
  organisations!: SessionOrganisation[];
}
