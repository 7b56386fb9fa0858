import * as fc from 'fast-check';
import { addDays, asDay } from '../shared/calendar.js';
import type { LabelYear } from './label.js';
import { LABEL_CRITERIA, labelInForce, labelNotice, nextLabelYear } from './label.js';
import { tariffOn } from './rules.js';

const tariff = tariffOn(asDay('2026-01-15'));
const label = (startsOn: string, endsOn: string, withdrawnOn?: string): LabelYear => ({
  startsOn: asDay(startsOn),
  endsOn: asDay(endsOn),
  withdrawnOn: withdrawnOn === undefined ? null : asDay(withdrawnOn),
});
const year = label('2026-03-15', '2027-03-15');

const next = (labels: LabelYear[], day: string) => nextLabelYear(labels, asDay(day), tariff);
const notice = (labels: LabelYear[], day: string) => labelNotice(labels, asDay(day), tariff);

describe('a label', () => {
  it.each([
    ['2026-03-14', false],
    ['2026-03-15', true],
    ['2027-03-14', true],
    ['2027-03-15', false],
  ])('on %s is in force: %p', (day, inForce) => {
    expect(labelInForce([year], asDay(day))).toBe(inForce ? year : null);
  });

  it('does not count from the day it is withdrawn', () => {
    const withdrawn = label('2026-03-15', '2027-03-15', '2026-06-01');
    expect(labelInForce([withdrawn], asDay('2026-05-31'))).toBe(withdrawn);
    expect(labelInForce([withdrawn], asDay('2026-06-01'))).toBeNull();
  });

  it('withdrawn before it began, or after it ended, changes no other day', () => {
    expect(labelInForce([label('2026-03-15', '2027-03-15', '2026-01-01')], asDay('2026-03-15'))).toBeNull();
    const late = label('2026-03-15', '2027-03-15', '2028-01-01');
    expect(labelInForce([late], asDay('2027-03-14'))).toBe(late);
    expect(labelInForce([late], asDay('2027-03-15'))).toBeNull();
  });

  it('is not in force without one', () => {
    expect(labelInForce([], asDay('2026-03-15'))).toBeNull();
  });
});

describe('a year of label', () => {
  it('begins on the day it is granted, for one year', () => {
    expect(next([], '2026-03-15')).toEqual({ startsOn: '2026-03-15', endsOn: '2027-03-15' });
    expect(next([], '2028-02-29')).toEqual({ startsOn: '2028-02-29', endsOn: '2029-02-28' });
  });

  it('renewed early begins where the last one ends: no day is lost and none is paid twice', () => {
    const renewal = { startsOn: '2027-03-15', endsOn: '2028-03-15' };
    expect(next([year], '2027-01-20')).toEqual(renewal);
    expect(next([year], '2027-03-14')).toEqual(renewal);
    const renewed = [label(renewal.startsOn, renewal.endsOn), year];
    expect(next(renewed, '2027-01-21')).toEqual({ startsOn: '2028-03-15', endsOn: '2029-03-15' });
  });

  it('begins on the day itself after a lapse or a withdrawal', () => {
    expect(next([year], '2027-03-15')).toEqual({ startsOn: '2027-03-15', endsOn: '2028-03-15' });
    expect(next([year], '2027-09-01')).toEqual({ startsOn: '2027-09-01', endsOn: '2028-09-01' });
    const withdrawn = label('2026-03-15', '2027-03-15', '2026-06-01');
    expect(next([withdrawn], '2026-07-01')).toEqual({ startsOn: '2026-07-01', endsOn: '2027-07-01' });
  });

  it('granted on any days never leaves a day twice covered', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2000), { maxLength: 8 }), (offsets) => {
        const labels: LabelYear[] = [];
        for (const offset of offsets.toSorted((one, other) => one - other)) {
          const granted = nextLabelYear(labels, addDays(asDay('2026-01-01'), offset), tariff);
          for (const { startsOn, endsOn } of labels) {
            expect(granted.startsOn >= endsOn || granted.endsOn <= startsOn).toBe(true);
          }
          labels.push({ ...granted, withdrawnOn: null });
        }
      }),
    );
  });
});

describe('the notice before a label lapses', () => {
  it.each([
    ['2027-01-13', null],
    ['2027-01-14', { lapsesOn: '2027-03-15', daysLeft: 60 }],
    ['2027-03-14', { lapsesOn: '2027-03-15', daysLeft: 1 }],
    ['2027-03-15', null],
  ])('on %s is %p', (day, expected) => {
    expect(notice([year], day)).toEqual(expected);
  });

  it('is not given when the renewal is there, until the renewal ends too', () => {
    const renewed = [year, label('2027-03-15', '2028-03-15')];
    expect(notice(renewed, '2027-03-01')).toBeNull();
    expect(notice(renewed, '2028-03-01')).toEqual({ lapsesOn: '2028-03-15', daysLeft: 14 });
  });

  it('is given when a day is missing between the label and the next', () => {
    expect(notice([year, label('2027-03-16', '2028-03-16')], '2027-03-01')).toEqual({
      lapsesOn: '2027-03-15',
      daysLeft: 14,
    });
  });

  it('is not given to a structure without a label', () => {
    expect(notice([], '2026-03-15')).toBeNull();
  });
});

describe('the criteria of the label', () => {
  it('have a code of their own, and a sentence in French and in English', () => {
    expect(new Set(LABEL_CRITERIA.map(({ code }) => code)).size).toBe(LABEL_CRITERIA.length);
    for (const { code, fr, en } of LABEL_CRITERIA) {
      expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(fr).toMatch(/^[A-Z].*\.$/);
      expect(en).toMatch(/^[A-Z].*\.$/);
      expect(fr).not.toBe(en);
    }
  });
});
