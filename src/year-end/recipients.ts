import { rows, type Tx } from '../database/sql.js';
import type { NewLetter } from '../letters/letters.js';
import type { LetterKind } from '../letters/kinds/index.js';
import type { ExerciseCalendar } from '../scheme/year-end.js';
import type { YearEndNotice } from '../scheme/year-end-steps.js';
import { labelInForceSql } from '../structures/standing.js';
import { type AsleepInOffice, asleepByOffice, type Uses, usesByFunder } from './asleep.js';

/** The letters of a notice to an organisation, and what it is. */
export interface Notice {
  readonly organisationId: string;
  readonly to: 'funder' | 'prescriber' | 'structure';
  readonly letters: readonly NewLetter<LetterKind>[];
}

/** Offices named in a letter: the rest of them are counted. */
const MOST_OFFICES = 10;

/**
 * Whom a notice tells, and what, as things stand: funders that have vouchers in the exercise, prescribers in whose
 * offices some sleep, and with the alert those who work in each of these offices; at the end of validity, the structures whose label is in force on that day.
 */
export async function noticesOf(tx: Tx, calendar: ExerciseCalendar, step: YearEndNotice): Promise<Notice[]> {
  if (step === 'validity-end') return structuresTold(tx, calendar);
  const offices = (await asleepByOffice(tx, calendar.exercise)).filter(({ inDrawer }) => inDrawer > 0);
  const funders = await usesByFunder(tx, calendar.exercise);
  const staffed = await staffedOffices(tx);
  return [
    ...funders.map(({ funderId, ...uses }): Notice => {
      const own = { ...daysOf(calendar), ...told(uses) };
      const to = { organisationId: funderId };
      const asleep = offices
        .filter((office) => office.funderId === funderId)
        .map((office) => ({ ...office, officeName: `${office.officeName} (${office.prescriberName})` }));
      return {
        ...to,
        to: 'funder',
        letters: [
          step === 'alert'
            ? letter({ kind: 'year-end-alert', to, facts: { ...own, ...named(asleep) } })
            : letter({ kind: 'hand-outs-stop', to, facts: own }),
        ],
      };
    }),
    ...byPrescriber(offices).map(([organisationId, own]): Notice => {
      const facts = { ...daysOf(calendar), ...named(own) };
      const kind = step === 'alert' ? 'year-end-alert-offices' : 'hand-outs-stop-offices';
      const each = step === 'alert' ? own.filter(({ officeId }) => staffed.has(officeId)) : [];
      return {
        organisationId,
        to: 'prescriber',
        letters: [
          letter({ kind, to: { organisationId }, facts }),
          ...each.map((office) => drawerOf(office, calendar)),
        ],
      };
    }),
  ];
}

async function structuresTold(tx: Tx, calendar: ExerciseCalendar): Promise<Notice[]> {
  const labelled = await rows<{ organisationId: string }>(
    tx,
    `SELECT DISTINCT l.structure_id AS "organisationId" FROM label l WHERE ${labelInForceSql('l', '$1')} ORDER BY 1`,
    [calendar.validityEndsOn],
  );
  return labelled.map(({ organisationId }) => ({
    organisationId,
    to: 'structure',
    letters: [letter({ kind: 'last-scans', to: { organisationId }, facts: daysOf(calendar) })],
  }));
}

/** The offices in which somebody works: the others have nobody of their own to tell. */
async function staffedOffices(tx: Tx): Promise<ReadonlySet<string>> {
  const found = await rows<{ id: string }>(
    tx,
    `SELECT DISTINCT m.office_id AS id FROM membership m JOIN person p ON p.id = m.person_id
      WHERE m.office_id IS NOT NULL AND p.disabled_at IS NULL`,
  );
  return new Set(found.map(({ id }) => id));
}

function drawerOf(office: AsleepInOffice, calendar: ExerciseCalendar): NewLetter<LetterKind> {
  const { exercise, handOutsStopOn, validityEndsOn } = calendar;
  const { officeId, officeName, inDrawer, prescriberId } = office;
  return letter({
    kind: 'office-drawer',
    to: { organisationId: prescriberId, officeId },
    facts: { exercise, officeName: officeName.slice(0, 120), inDrawer, handOutsStopOn, validityEndsOn },
  });
}

/** An office that several funders fill is named once: what sleeps in it is what its prescriber can hand out. */
function byPrescriber(offices: readonly AsleepInOffice[]): [string, AsleepInOffice[]][] {
  const groups = new Map<string, AsleepInOffice[]>();
  for (const office of offices) {
    const own = groups.get(office.prescriberId) ?? [];
    const same = own.findIndex(({ officeId }) => officeId === office.officeId);
    if (same < 0) own.push(office);
    else own[same] = { ...office, inDrawer: own[same]!.inDrawer + office.inDrawer };
    groups.set(office.prescriberId, own);
  }
  return [...groups].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

/** The figures of the letter alone: the query counts more. */
function told({ issued, handedOut, redeemed, booksStarted, ...asleep }: Uses): Uses {
  const { inDrawer, inDrawerCents, inHands, inHandsCents, unallotted, unallottedCents } = asleep;
  const unused = { inDrawer, inDrawerCents, inHands, inHandsCents, unallotted, unallottedCents };
  return { issued, handedOut, redeemed, booksStarted, ...unused };
}

function named(offices: readonly AsleepInOffice[]) {
  const fullest = offices.toSorted((one, other) => other.inDrawer - one.inDrawer);
  return {
    offices: fullest
      .slice(0, MOST_OFFICES)
      .map(({ officeName, inDrawer }) => ({ officeName: officeName.slice(0, 120), inDrawer })),
    otherOffices: Math.max(0, offices.length - MOST_OFFICES),
  };
}

function daysOf({
  exercise,
  handOutsStopOn,
  validityEndsOn,
  toleranceEndsOn,
  statementOn,
}: ExerciseCalendar) {
  return { exercise, handOutsStopOn, validityEndsOn, toleranceEndsOn, statementOn };
}

/** Holds the facts of a letter against its kind. */
function letter<K extends LetterKind>(given: NewLetter<K>): NewLetter<LetterKind> {
  return given;
}
