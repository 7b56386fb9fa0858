import { Jobs } from '../../src/jobs/jobs.js';
import { Letters } from '../../src/letters/letters.js';
import { affected, oneRow } from '../../src/database/sql.js';
import { TestApp } from '../support/app.js';
import { TestMailServer } from '../support/letters.js';
import { aMember, anOrganisation } from '../support/people.js';
import { EXAMPLES } from './examples.js';
import { anOperator } from '../support/structures.js';

describe('letters by a mail server', () => {
  let server: TestApp;
  let mail: TestMailServer;

  beforeAll(async () => {
    mail = await TestMailServer.start();
    server = await TestApp.start('2026-03-02', { mail: mail.settings() });
  });
  afterAll(async () => {
    await server.stop();
    await mail.stop();
  });
  beforeEach(() => {
    mail.received.length = 0;
    mail.onRecipient = () => null;
    mail.onMessage = () => null;
  });

  const facts = EXAMPLES['order-submitted'];
  const post = (organisationId: string, name = 'Département') =>
    server.db.transaction((tx) =>
      server.get(Letters).post(tx, server.clock.now(), {
        kind: 'order-submitted',
        to: { organisationId },
        facts: { ...facts, funderName: name },
      }),
    );
  const work = () => server.get(Jobs).runDue();
  const emailOf = async (personId: string): Promise<string> =>
    (
      await server.db.read((tx) =>
        oneRow<{ email: string }>(tx, 'SELECT email FROM person WHERE id = $1', [personId]),
      )
    ).email;

  it('does not send twice to those who have it while one address waits, and sends to that one in the end', async () => {
    const funder = await anOrganisation(server, 'funder');
    const other = await aMember(server, funder.organisationId);
    const slow = await emailOf(other.personId);
    mail.onRecipient = (address) => (address === slow ? 451 : null);
    const id = await post(funder.organisationId);
    await work();
    expect(mail.received.map(({ to }) => to)).toEqual([await emailOf(funder.personId)]);
    expect((await funder.client.get(`/letters/${id}`)).body).toMatchObject({ state: 'waiting', sent: 1 });
    mail.onRecipient = () => null;
    server.clock.advance(11_000);
    await work();
    expect(mail.received.map(({ to }) => to)).toEqual([await emailOf(funder.personId), slow]);
    expect((await funder.client.get(`/letters/${id}`)).body).toMatchObject({
      state: 'sent',
      sent: 2,
      refused: 0,
    });
  });

  it('does not keep anyone waiting because an address is refused for good', async () => {
    const funder = await anOrganisation(server, 'funder');
    const other = await aMember(server, funder.organisationId);
    const gone = await emailOf(other.personId);
    mail.onRecipient = (address) => (address === gone ? 550 : null);
    const id = await post(funder.organisationId);
    await work();
    expect((await funder.client.get(`/letters/${id}`)).body).toMatchObject({
      state: 'sent',
      sent: 1,
      refused: 1,
    });
  });

  it('quotes no address of the mail server’s answer in the row of the job', async () => {
    const funder = await anOrganisation(server, 'funder');
    mail.onRecipient = () => 451;
    const id = await post(funder.organisationId);
    await work();
    const { last_error } = await server.db.read((tx) =>
      oneRow<{ last_error: string }>(tx, 'SELECT last_error FROM job WHERE subject_id = $1', [id]),
    );
    expect(last_error).toBe('MailFailed EENVELOPE_451');
    await server.db.transaction((tx) =>
      affected(tx, 'UPDATE job SET done_at = $1 WHERE done_at IS NULL', [server.clock.now()]),
    );
  });

  it('is seen by the operator', async () => {
    const operator = await anOperator(server);
    expect((await operator.get('/letters')).status).toBe(200);
  });
});
