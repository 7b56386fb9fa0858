import { asDay } from './calendar.js';
import { SettableClock, SystemClock } from './clock.js';

const clockAt = (instant: string) => new SettableClock(new Date(instant));

describe('SettableClock', () => {
  it('stands still, and cannot be moved through the date it gives', () => {
    const clock = clockAt('2026-06-01T10:00:00Z');
    clock.now().setFullYear(1999);
    expect(clock.now().toISOString()).toBe('2026-06-01T10:00:00.000Z');
  });

  it('says the day of Paris, not of Greenwich', () => {
    expect(clockAt('2026-12-31T23:30:00Z').today()).toBe('2027-01-01');
  });

  it('is set and advanced', () => {
    const clock = clockAt('2026-06-01T10:00:00Z');
    clock.advance(1500);
    expect(clock.now().toISOString()).toBe('2026-06-01T10:00:01.500Z');
    clock.set(new Date('2025-01-01T00:00:00Z'));
    expect(clock.now().toISOString()).toBe('2025-01-01T00:00:00.000Z');
    clock.setDay(asDay('2026-07-14'));
    expect(clock.now().toISOString()).toBe('2026-07-14T10:00:00.000Z');
  });

  it('advances by Paris days over a change of hour without losing one', () => {
    const clock = clockAt('2026-03-28T22:30:00Z');
    expect(clock.today()).toBe('2026-03-28');
    clock.advanceDays(2);
    expect(clock.today()).toBe('2026-03-30');
    expect(clock.now().toISOString()).toBe('2026-03-30T21:30:00.000Z');
  });

  it('refuses to advance backwards, and an instant that is none', () => {
    const clock = clockAt('2026-06-01T10:00:00Z');
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(() => clock.advanceDays(-1)).toThrow(RangeError);
    expect(() => clock.set(new Date(Number.NaN))).toThrow(RangeError);
    expect(clock.now().toISOString()).toBe('2026-06-01T10:00:00.000Z');
  });
});

describe('SystemClock', () => {
  it('reads the machine', () => {
    const before = Date.now();
    const read = new SystemClock().now().getTime();
    expect(read).toBeGreaterThanOrEqual(before);
    expect(read).toBeLessThanOrEqual(Date.now());
  });
});
