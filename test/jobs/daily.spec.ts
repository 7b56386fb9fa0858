import { Jobs } from '../../src/jobs/jobs.js';
import { asDay } from '../../src/shared/calendar.js';
import { TestApp } from '../support/app.js';

describe('what is done once a day', () => {
  let server: TestApp;
  const done: string[] = [];
  beforeAll(async () => {
    server = await TestApp.start('2026-03-28');
    server.get(Jobs).daily('test-daily', 6, (day) => {
      done.push(day);
      return Promise.resolve();
    });
  });
  afterAll(() => server.stop());
  beforeEach(() => done.splice(0));

  const at = async (day: string, hour: number) => {
    server.clock.setDay(asDay(day), hour);
    await server.get(Jobs).planToday();
    await server.get(Jobs).runDue();
  };

  it('is not done before its hour, nor twice on one Paris day, also across the change of hour', async () => {
    await at('2026-03-28', 5);
    expect(done).toEqual([]);
    await at('2026-03-28', 6);
    await at('2026-03-28', 23);
    await at('2026-03-29', 5);
    expect(done).toEqual(['2026-03-28']);
    await at('2026-03-29', 12);
    await at('2026-03-29', 23);
    expect(done).toEqual(['2026-03-28', '2026-03-29']);
  });

  it('is planned once, however many processes plan it at once', async () => {
    server.clock.setDay(asDay('2026-04-01'));
    const jobs = server.get(Jobs);
    await Promise.all([jobs.planToday(), jobs.planToday(), jobs.planToday()]);
    await jobs.runDue();
    expect(done).toEqual(['2026-04-01']);
  });
});
