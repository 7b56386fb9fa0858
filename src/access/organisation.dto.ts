import { Instant, OneOf, Text } from '../shared/http/fields.js';
import { pageOf, PageQuery } from '../shared/http/page.js';
import { ORGANISATION_KINDS, type OrganisationKind } from './actor.js';
import { OrganisationName } from './session.dto.js';

/** The operator exists from the first boot on, and a structure comes by its own application. */
export const CREATED_KINDS = ['funder', 'prescriber', 'state'] as const;

/** All that is known of an organisation; what is optional and left out is none. */
export class OrganisationDetails {
  @Text({ min: 2 })
  name!: string;

  @Text({ min: 14, max: 20, example: '200 000 017 00015', description: 'Spaces are left out.' })
  siret!: string;

  @Text({ description: 'The address written on invoices.' })
  street!: string;

  @Text({
    example: '37500',
    pattern: /^\d{5}$/,
    patternSays: { fr: 'Cinq chiffres sont attendus.', en: 'Five digits are expected.' },
  })
  postcode!: string;

  @Text()
  city!: string;

  @Text({
    optional: true,
    max: 20,
    example: 'FR64 200 000 017',
    description: 'FR, a key of two characters, the SIREN. Spaces are left out.',
  })
  vatNumber?: string;

  @Text({ optional: true, max: 100, description: 'The service that invoices are addressed to (Chorus Pro).' })
  serviceCode?: string;
}

export class NewOrganisation extends OrganisationDetails {
  @OneOf(CREATED_KINDS)
  kind!: (typeof CREATED_KINDS)[number];
}

export class OrganisationView extends OrganisationName {
  @Text({ nullable: true })
  siret!: string | null;

  @Text({ nullable: true })
  street!: string | null;

  @Text({ nullable: true })
  postcode!: string | null;

  @Text({ nullable: true })
  city!: string | null;

  @Text({ nullable: true })
  vatNumber!: string | null;

  @Text({ nullable: true })
  serviceCode!: string | null;

  @Instant()
  createdAt!: Date;
}

export class OrganisationQuery extends PageQuery {
  @OneOf(ORGANISATION_KINDS, { optional: true })
  kind?: OrganisationKind;
}

export class OrganisationPage extends pageOf(OrganisationName) {}
