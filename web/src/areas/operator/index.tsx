import type { Area } from '../area.js';
import { Agreement, Agreements } from './agreements.js';
import { ApiKeys, Modules } from './catalogue.js';
import { CreditNote, CreditNotes } from './credit-notes.js';
import { Exports } from './exports.js';
import { Home } from './home.js';
import { Invoice } from './invoice.js';
import { Invoices } from './invoices.js';
import { Job, Jobs } from './jobs.js';
import { AccountEntries, Cause, Ledger } from './ledger.js';
import { Letter, Letters } from './letters.js';
import { Order } from './order.js';
import { Orders } from './orders.js';
import { Organisation } from './organisation.js';
import { Organisations } from './organisations.js';
import { BankLine, Payout } from './payout.js';
import { Payouts } from './payouts.js';
import { Redemption } from './redemption.js';
import { RingFenced } from './ring-fenced.js';
import { Run } from './run.js';
import { Statement } from './statement.js';
import { Structure } from './structure.js';
import { Structures } from './structures.js';
import { Trail } from './trail.js';
import { YearEnd } from './year-end.js';

const area: Area = {
  pages: {
    home: Home,
    orders: Orders,
    order: Order,
    invoices: Invoices,
    invoice: Invoice,
    structures: Structures,
    structure: Structure,
    payouts: Payouts,
    run: Run,
    'bank-line': BankLine,
    payout: Payout,
    'ring-fenced': RingFenced,
    'year-end': YearEnd,
    statement: Statement,
    'credit-notes': CreditNotes,
    'credit-note': CreditNote,
    ledger: Ledger,
    cause: Cause,
    'account-entries': AccountEntries,
    redemption: Redemption,
    trail: Trail,
    exports: Exports,
    organisations: Organisations,
    organisation: Organisation,
    agreements: Agreements,
    agreement: Agreement,
    modules: Modules,
    'api-keys': ApiKeys,
    jobs: Jobs,
    job: Job,
    letters: Letters,
    letter: Letter,
  },
  words: { fr: () => import('./fr.json'), en: () => import('./en.json') },
};
export default area;
