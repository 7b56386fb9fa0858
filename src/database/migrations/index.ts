import { AppendOnly1795300000001 } from './01-append-only.js';
import { Access1795300000002 } from './02-access.js';
import { Ledger1795300000003 } from './03-ledger.js';
import { AuditTrail1795300000004 } from './04-audit-trail.js';
import { Jobs1795300000005 } from './05-jobs.js';
import { Billing1795300000006 } from './06-billing.js';
import { GrantAgreements1795300000007 } from './07-grant-agreements.js';
import { Structures1795300000008 } from './08-structures.js';
import { Orders1795300000009 } from './09-orders.js';
import { Issuance1795300000010 } from './10-issuance.js';
import { Distribution1795300000011 } from './11-distribution.js';
import { Redemption1795300000012 } from './12-redemption.js';
import { Settlement1795300000013 } from './13-settlement.js';
import { YearEnd1795300000014 } from './14-year-end.js';
import { JobProgress1795300000015 } from './15-job-progress.js';
import { Documents1795300000016 } from './16-documents.js';
import { BankFiles1795300000017 } from './17-bank-files.js';
import { YearEndCalendar1795300000018 } from './18-year-end-calendar.js';
import { Letters1795300000019 } from './19-letters.js';
import { Corrections1795300000021 } from './21-corrections.js';
import { Returns1795300000022 } from './22-returns.js';
import { OperatorAccounts1795300000023 } from './23-operator-accounts.js';

/** In the order they run. A landed migration is never edited: a change is a new one. */
export const MIGRATIONS = [
  AppendOnly1795300000001,
  Access1795300000002,
  Ledger1795300000003,
  AuditTrail1795300000004,
  Jobs1795300000005,
  Billing1795300000006,
  GrantAgreements1795300000007,
  Structures1795300000008,
  Orders1795300000009,
  Issuance1795300000010,
  Distribution1795300000011,
  Redemption1795300000012,
  Settlement1795300000013,
  YearEnd1795300000014,
  JobProgress1795300000015,
  Documents1795300000016,
  BankFiles1795300000017,
  YearEndCalendar1795300000018,
  Letters1795300000019,
  Corrections1795300000021,
  Returns1795300000022,
  OperatorAccounts1795300000023,
];
