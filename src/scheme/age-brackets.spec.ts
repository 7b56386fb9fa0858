import { asDay } from '../shared/calendar.js';
import { AGE_BRACKETS, ageBracket } from './age-brackets.js';

describe('ageBracket', () => {
  it.each([
    ['2008-06-16', '-18'],
    ['2008-06-15', '18-25'],
    ['2000-06-16', '18-25'],
    ['2000-06-15', '26-39'],
    ['1986-06-16', '26-39'],
    ['1986-06-15', '40-59'],
    ['1966-06-16', '40-59'],
    ['1966-06-15', '60-69'],
    ['1956-06-16', '60-69'],
    ['1956-06-15', '70+'],
    ['2026-06-15', '-18'],
  ])('born on %s is %s on 15 June 2026: the birthday counts, the day before does not', (born, bracket) => {
    expect(ageBracket(asDay(born), asDay('2026-06-15'))).toBe(bracket);
  });

  it('ages on 1 March who was born on 29 February', () => {
    expect(ageBracket(asDay('2008-02-29'), asDay('2026-02-28'))).toBe('-18');
    expect(ageBracket(asDay('2008-02-29'), asDay('2026-03-01'))).toBe('18-25');
  });

  it('refuses a birth after the day', () => {
    expect(() => ageBracket(asDay('2026-06-16'), asDay('2026-06-15'))).toThrow(RangeError);
  });

  it('has the brackets of the statistics, youngest first', () => {
    expect(AGE_BRACKETS).toEqual(['-18', '18-25', '26-39', '40-59', '60-69', '70+']);
  });
});
