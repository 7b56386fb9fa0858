import { Instant, OneOf, Text } from '../shared/http/fields.js';
import { pageOf, PageQuery } from '../shared/http/page.js';
import { ORGANISATION_KINDS, type OrganisationKind } from './actor.js';
import { OrganisationName } from './session.dto.js';

/** The operator exists from the first boot on, and a structure comes by its own application. */
export const CREATED_KINDS = ['funder', 'prescriber', 'state'] as const;

export class NewOrganisation {
  @OneOf(CREATED_KINDS)
  kind!: (typeof CREATED_KINDS)[number];

  @Text({ min: 2 })
  name!: string;

  @Text({ min: 14, max: 20, example: '200 000 017 00015', description: 'Spaces are left out.' })
  siret!: string;

  @Text({ description: 'The address written on invoices.' })
  street!: string;

  @Text({
    pattern: /^\d{5}$/,
    patternSays: { fr: 'Cinq chiffres sont attendus.', en: 'Five digits are expected.' },
  })
  postcode!: string;

  @Text()
  city!: string;

  @Text({
    optional: true,
    max: 14,
    pattern: /^[A-Z]{2}[0-9A-Z]{2,12}$/,
    patternSays: {
      fr: 'Un numéro de TVA sans espace est attendu, comme FR12345678901.',
      en: 'A VAT number without spaces is expected, like FR12345678901.',
    },
  })
  vatNumber?: string;

  @Text({ optional: true, max: 100, description: 'The service that invoices are addressed to (Chorus Pro).' })
  serviceCode?: string;
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
