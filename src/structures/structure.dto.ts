import { ApiProperty } from '@nestjs/swagger';
import type { Day } from '../shared/calendar.js';
import {
  AmountCents,
  DayField,
  Email,
  Flag,
  Id,
  Instant,
  ListOf,
  Nested,
  OneOf,
  Password,
  QueryWhole,
  Text,
  TextList,
  Whole,
} from '../shared/http/fields.js';
import { pageOf, PageQuery } from '../shared/http/page.js';
import { BankDetails } from './bank-details.dto.js';
import { LabelHistory } from './label.dto.js';
import { LABEL_GAPS, type LabelGap } from './label-readiness.js';

/** What the database accepts too (constraint structure_legal_form). */
export const LEGAL_FORMS = [
  'association',
  'commune',
  'intercommunality',
  'department',
  'public-body',
  'cooperative',
  'company',
  'sole-trader',
  'other',
] as const;

const INSEE = /^\d[\dAB]\d{3}$/;

const POSTCODE = {
  pattern: /^\d{5}$/,
  patternSays: { fr: 'Un code postal a 5 chiffres.', en: 'A postcode has 5 digits.' },
  min: 5,
  max: 5,
  example: '37500',
};

/** In euros it is at most 100 000: dearer than that is a slip of the keyboard. */
const DEAREST_CENTS = 10_000_000;

export class FirstManager {
  @Email()
  email!: string;

  @Text({ max: 120 })
  displayName!: string;
}

export class EnrolmentForm {
  @Text({ min: 2 })
  name!: string;

  @Text({ min: 14, max: 20, description: '14 digits, checked.', example: '732 829 320 00074' })
  siret!: string;

  @OneOf(LEGAL_FORMS)
  legalForm!: (typeof LEGAL_FORMS)[number];

  @Email({ description: 'Where the structure can be written to.' })
  contactEmail!: string;

  @Text({ min: 2 })
  street!: string;

  @Text(POSTCODE)
  postcode!: string;

  @Text({ max: 100 })
  city!: string;

  @Nested(() => FirstManager)
  manager!: FirstManager;
}

export class EnrolmentAsked {
  @Instant({ description: 'Until when the link of the letter can be followed.' })
  expiresAt!: Date;
}

export class EnrolmentConfirmation {
  @Text({
    min: 80,
    max: 80,
    pattern: /^[0-9a-f-]{36}\.[\w-]{43}$/,
    description: 'What the link holds after its #.',
  })
  token!: string;

  @Password({ description: 'Of the manager, chosen now.' })
  password!: string;
}

export class Enrolled {
  @Id()
  structureId!: string;

  @Id()
  applicationId!: string;
}

export class NewVenue {
  @Text({ min: 2 })
  name!: string;

  @Text({ min: 2 })
  street!: string;

  @Text(POSTCODE)
  postcode!: string;

  @Text({
    min: 5,
    max: 5,
    pattern: INSEE,
    description: 'INSEE code of the commune.',
    example: '37072',
  })
  insee!: string;

  @Text({ min: 2, max: 1000, multiline: true, description: 'Opening days and hours, as they are published.' })
  opening!: string;
}

export class VenueView extends NewVenue {
  @Id()
  id!: string;

  @Text({ description: 'Name of the commune.' })
  commune!: string;
}

export class NewMediator {
  @Text({ max: 120 })
  name!: string;

  @Flag({
    description:
      'Whether sessions are those of a conseiller numérique, free of charge (rule free-of-charge).',
  })
  conseillerNumerique!: boolean;

  @Id({ optional: true, description: 'Their account, when they are a member of the structure.' })
  personId?: string;
}

export class MediatorView {
  @Id()
  id!: string;

  @Text({ max: 120 })
  name!: string;

  @Flag()
  conseillerNumerique!: boolean;

  @Id({ nullable: true })
  personId!: string | null;
}

export class NewOffer {
  @Id()
  moduleId!: string;

  @AmountCents({ max: DEAREST_CENTS, description: 'Price of one session for one person.' })
  priceCents!: bigint;
}

export class NewOffers {
  @ListOf(() => NewOffer, { max: 200, description: 'All that is offered: what is left out is withdrawn.' })
  offers!: NewOffer[];
}

export class Offer extends NewOffer {
  @Text({ max: 120 })
  title!: string;

  @Flag({
    description: 'False under the value of a voucher: no change is given, so such a price cannot take one.',
  })
  payableByVoucher!: boolean;
}

export class OfferList {
  @ListOf(() => Offer)
  items!: Offer[];
}

export class LabelStanding {
  @Flag({ description: 'Without a label in force no voucher can be redeemed.' })
  inForce!: boolean;

  @DayField({ nullable: true, description: 'The first day without a label, renewals counted.' })
  lapsesOn!: Day | null;

  @Whole({ nullable: true, description: 'Days left, from the day on which the structure is warned.' })
  noticeDaysLeft!: number | null;

  @TextList({
    oneOf: LABEL_GAPS,
    description: 'What has to be declared before a label can be granted or renewed.',
  })
  missing!: LabelGap[];
}

class StructureIdentity {
  @Id()
  id!: string;

  @Text()
  name!: string;

  @Text({ min: 14, max: 14 })
  siret!: string;
}

export class Structure extends StructureIdentity {
  @OneOf(LEGAL_FORMS)
  legalForm!: (typeof LEGAL_FORMS)[number];

  @Email()
  contactEmail!: string;

  @Text({ nullable: true })
  street!: string | null;

  @Text({ nullable: true })
  postcode!: string | null;

  @Text({ nullable: true })
  city!: string | null;

  @Nested(() => LabelStanding)
  label!: LabelStanding;

  @Nested(() => LabelHistory)
  history!: LabelHistory;

  @ListOf(() => VenueView, { description: 'Those that are open.' })
  venues!: VenueView[];

  @ListOf(() => MediatorView, { description: 'Those who have not left.' })
  mediators!: MediatorView[];

  @ListOf(() => Offer)
  offers!: Offer[];

  @Nested(() => BankDetails, {
    nullable: true,
    description: 'The latest; money waits until they are verified.',
  })
  bankDetails!: BankDetails | null;
}

export const STRUCTURE_NEEDS = ['decision', 'bank-verification', 'renewal'] as const;
export type StructureNeed = (typeof STRUCTURE_NEEDS)[number];

export class StructureQuery extends PageQuery {
  @OneOf(STRUCTURE_NEEDS, {
    optional: true,
    description:
      'Only those that wait for the operator: to decide an application, verify bank details, or renew a label that lapses soon.',
  })
  needs?: StructureNeed;
}

export class StructureSummary extends StructureIdentity {
  @Flag()
  labelInForce!: boolean;

  @DayField({ nullable: true })
  lapsesOn!: Day | null;

  @Whole({ nullable: true })
  noticeDaysLeft!: number | null;

  @OneOf(['none', 'to-verify', 'verified'])
  bankDetails!: 'none' | 'to-verify' | 'verified';

  @Id({ nullable: true, description: 'The application that awaits a decision.' })
  openApplicationId!: string | null;
}

export class StructurePage extends pageOf(StructureSummary) {}

/** Farther than this nobody goes to spend a voucher. */
export const FARTHEST_KM = 100;

export class VenueQuery extends PageQuery {
  @Text({
    optional: true,
    min: 5,
    max: 5,
    pattern: INSEE,
    description: 'INSEE code of a commune.',
  })
  insee?: string;

  @Id({ optional: true, description: 'Only venues where a voucher can pay for this module.' })
  moduleId?: string;

  @Text({
    optional: true,
    min: 5,
    max: 5,
    pattern: INSEE,
    description: 'INSEE code of the commune that distances are from: the nearest venues come first.',
  })
  near?: string;

  @QueryWhole({
    optional: true,
    min: 1,
    max: FARTHEST_KM,
    description: `How far from it, in kilometres; ${FARTHEST_KM} unless told.`,
  })
  withinKm?: number;
}

/** Of the centre of the commune, in degrees (WGS 84). */
export class Position {
  @ApiProperty({ type: 'number' })
  lon!: number;

  @ApiProperty({ type: 'number' })
  lat!: number;
}

export class PublicVenue extends VenueView {
  @Text({ description: 'Name of the structure.' })
  structure!: string;

  @ListOf(() => Offer)
  modules!: Offer[];

  @Nested(() => Position, { nullable: true, description: 'The centre of its commune.' })
  position!: Position | null;

  @Whole({ nullable: true, description: 'From centre to centre of communes; null unless `near` is told.' })
  metres!: number | null;
}

export class CommuneQuery {
  @Text({ optional: true, max: 80, description: 'The beginning of a name or of a postcode.' })
  search?: string;

  @Text({ optional: true, min: 5, max: 5, pattern: INSEE, description: 'Or the INSEE code of one.' })
  insee?: string;
}

export class CommuneView {
  @Text({ example: '37072' })
  insee!: string;

  @Text()
  name!: string;

  @TextList()
  postcodes!: readonly string[];

  @Nested(() => Position, { nullable: true, description: 'Its centre, where it is known.' })
  position!: Position | null;
}

export class CommuneList {
  @ListOf(() => CommuneView, { max: 20, description: 'The likeliest first.' })
  items!: CommuneView[];
}

export class PublicVenuePage extends pageOf(PublicVenue) {}
