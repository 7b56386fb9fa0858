/** What a person or an API key is within its organisation. */
export const ROLES = [
  'operator',
  'funder',
  'state',
  'prescriber-manager',
  'social-worker',
  'structure-manager',
  'mediator',
] as const;
export type Role = (typeof ROLES)[number];

export const ORGANISATION_KINDS = ['operator', 'funder', 'prescriber', 'state', 'structure'] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];
export const MEMBERSHIP_ROLES = ['manager', 'member'] as const;
export type MembershipRole = (typeof MEMBERSHIP_ROLES)[number];

interface ForOrganisation {
  readonly organisationId: string;
  readonly kind: OrganisationKind;
  readonly role: Role;
}

/** A person acting for one of their organisations. */
export interface PersonActor extends ForOrganisation {
  readonly personId: string;
  readonly apiKeyId: null;
  /** A social worker of one office sees only that office. */
  readonly officeId: string | null;
}

/** A program acting for an organisation, as its manager. */
export interface ApiKeyActor extends ForOrganisation {
  readonly personId: null;
  readonly apiKeyId: string;
  readonly officeId: null;
}

/** Who acts. Background work acts for the operator, as nobody in particular (personId and apiKeyId null). */
export type Actor = PersonActor | ApiKeyActor | SystemActor;
export interface SystemActor extends ForOrganisation {
  readonly personId: null;
  readonly apiKeyId: null;
  readonly officeId: null;
}

/** What a membership of an organisation makes of a person. The State, funders and the operator have one role each. */
export function roleOf(kind: OrganisationKind, membership: MembershipRole): Role {
  switch (kind) {
    case 'operator':
    case 'funder':
    case 'state':
      return kind;
    case 'prescriber':
      return membership === 'manager' ? 'prescriber-manager' : 'social-worker';
    case 'structure':
      return membership === 'manager' ? 'structure-manager' : 'mediator';
  }
}
