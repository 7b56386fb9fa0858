import { type Actor, type Role, ROLES } from './actor.js';

/**
 * Who may do what: the one table. A role is what a person or an API key is within its organisation. Which object of
 * the kind (one's own order, one's own office) is asked by the service, where another organisation's answers 404.
 */
const EVERYONE = ROLES;
const PRESCRIBER = ['prescriber-manager', 'social-worker'] as const;
const STRUCTURE = ['structure-manager', 'mediator'] as const;
const MANAGERS = ['operator', 'funder', 'state', 'prescriber-manager', 'structure-manager'] as const;

export const PERMISSIONS = {
  'session.read': EVERYONE,
  'members.read': MANAGERS,
  'members.change': MANAGERS,
  'organisations.read': ['operator', 'funder', 'state'],
  'organisations.own': MANAGERS,
  'organisations.create': ['operator'],
  'api-keys.manage': MANAGERS,
  'audit-trail.read': MANAGERS,
  'ledger.read': ['operator'],
  'jobs.list': ['operator'],
  'jobs.read': EVERYONE,
  'jobs.retry': ['operator'],
  'letters.read': MANAGERS,
  'documents.read': MANAGERS,
  'logos.read': ['operator', 'funder'],
  'logos.change': ['operator', 'funder'],
  'books.print': ['operator', 'funder'],
  'invoices.read': ['operator', 'funder', 'state', 'structure-manager'],
  'payments.record': ['operator'],
  'credit-notes.read': ['operator', 'funder', 'state'],
  'credit-notes.spend': ['operator', 'funder'],
  'credit-notes.refund': ['operator'],
  'grant-agreements.read': ['operator', 'funder', 'state'],
  'grant-agreements.create': ['operator'],
  'grant-agreements.claim': ['operator', 'funder', 'state'],
  'modules.manage': ['operator'],
  'structures.list': ['operator'],
  'structures.read': ['operator', ...STRUCTURE],
  'structures.change': ['operator', 'structure-manager'],
  'bank-details.submit': ['structure-manager'],
  'bank-details.verify': ['operator'],
  'labels.apply': ['structure-manager'],
  'labels.decide': ['operator'],
  'orders.quote': ['operator', 'funder'],
  'orders.submit': ['funder'],
  'orders.cancel': ['funder'],
  'orders.read': ['operator', 'funder', 'state'],
  'orders.decide': ['operator'],
  'orders.abandon': ['operator'],
  'books.issue': ['operator'],
  'books.read': ['operator', 'funder'],
  'offices.create': ['operator', 'prescriber-manager'],
  'offices.list': ['operator', 'funder', ...PRESCRIBER],
  'offices.stock': ['operator', 'funder', ...PRESCRIBER],
  'allotments.read': ['operator', 'funder', ...PRESCRIBER],
  'allotments.change': ['funder'],
  'hand-outs.do': PRESCRIBER,
  'hand-outs.read': ['operator', ...PRESCRIBER],
  'hand-outs.export': ['operator', 'funder', 'prescriber-manager'],
  'losses.declare': ['operator', ...PRESCRIBER],
  'redemptions.do': STRUCTURE,
  'redemptions.read': ['operator', ...STRUCTURE],
  'ring-fenced-account.manage': ['operator'],
  'redemptions.export': ['operator', 'funder', 'structure-manager'],
  'payout-runs.manage': ['operator'],
  'payouts.read': ['operator', 'structure-manager'],
  'exercises.read': ['operator', 'funder', 'state'],
  'exercises.manage': ['operator'],
  'statements.read': ['operator', 'funder'],
  'statements.answer': ['funder'],
  'statements.settle': ['operator'],
  'desk.read': ['operator'],
  'overview.read': ['operator', 'funder'],
  'funder-archives.ask': ['operator', 'funder'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function may(actor: Actor, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(actor.role);
}
