import { setTimeout as pause } from 'node:timers/promises';
import { JobViews } from '../../src/jobs/job-views.service.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { TestApp } from '../support/app.js';
import { theOperator } from '../support/funders.js';
import { until } from '../support/redis.js';

/** Whoever follows a job that nobody works. */
describe('the events of a job', () => {
  let server: TestApp;
  let address: string;
  let id: string;
  let looks: jest.SpyInstance;

  beforeEach(async () => {
    server = await TestApp.start();
    await server.app.listen(0, '127.0.0.1');
    address = await server.app.getUrl();
    id = await server.db.transaction((tx) => server.get(Jobs).add(tx, 'of-nobody', 'x'));
    looks = jest.spyOn(server.get(JobViews), 'read');
  });

  const follow = async (signal: AbortSignal | null = null) => {
    const { client } = await theOperator(server);
    return fetch(`${address}/api/v1/jobs/${id}/events`, { headers: client.headers, signal });
  };

  it('are not looked for once nobody listens any more', async () => {
    const leaving = new AbortController();
    await follow(leaving.signal);
    await until(() => looks.mock.calls.length >= 3, 'the row is looked at');
    leaving.abort();
    await pause(1_500);
    const soFar = looks.mock.calls.length;
    await pause(2_500);
    expect(looks.mock.calls.length).toBe(soFar);
    await server.stop();
  });

  it('do not keep the service from stopping', async () => {
    const reply = await follow();
    await server.stop();
    expect(await reply.text()).toMatch(/^event: job\ndata: \{.*"state":"waiting".*\}\n\n/);
  });
});
