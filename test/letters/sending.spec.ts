import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { affected, oneRow, rows } from '../../src/database/sql.js';
import { Jobs } from '../../src/jobs/jobs.js';
import { Letters } from '../../src/letters/letters.js';
import { TestApp } from '../support/app.js';
import { anOffice } from '../support/distribution.js';
import { TestMailServer } from '../support/letters.js';
import { aMember, anOrganisation, type TestPerson } from '../support/people.js';
import { anOperator } from '../support/structures.js';
import { EXAMPLES } from './examples.js';

const HOUR_MS = 3_600_000;

let server: TestApp;
let mail: TestMailServer;
const logged: string[] = [];

beforeAll(async () => {
  mail = await TestMailServer.start();
  server = await TestApp.start('2026-03-02', { mail: mail.settings() });
  await anOperator(server);
  jest.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => void logged.push(String(line)));
});
afterAll(async () => {
  jest.restoreAllMocks();
  await server.stop();
  await mail.stop();
});
beforeEach(async () => {
  // What earlier stories left waiting would be sent here.
  await server.db.transaction((tx) =>
    affected(tx, 'UPDATE job SET done_at = now() WHERE done_at IS NULL AND failed_at IS NULL'),
  );
  mail.received.length = 0;
  mail.onSender = mail.onRecipient = mail.onMessage = () => null;
  logged.length = 0;
});

const post = (organisationId: string, personId?: string) =>
  server.db.transaction((tx) =>
    server.get(Letters).post(tx, server.clock.now(), {
      kind: 'books-ready',
      to: personId ? { organisationId, personId } : { organisationId },
      facts: EXAMPLES['books-ready'],
    }),
  );
const work = () => server.get(Jobs).runDue();
const emailOf = async ({ personId }: { personId: string }): Promise<string> => {
  const sql = 'SELECT email FROM person WHERE id = $1';
  return (await server.db.read((tx) => oneRow<{ email: string }>(tx, sql, [personId]))).email;
};
const letter = async ({ client }: TestPerson, id: string) => (await client.get(`/letters/${id}`)).body;
const receivers = () => mail.received.map(({ to }) => to);
const jobOf = (letterId: string) =>
  server.db.read((tx) =>
    oneRow<{ id: string; last_error: string | null }>(
      tx,
      'SELECT id, last_error FROM job WHERE subject_id = $1',
      [letterId],
    ),
  );

describe('a letter to an office', () => {
  it('is for those who work there: not for another office, nor for the managers of its prescriber', async () => {
    const office = await anOffice(server);
    const colleague = await aMember(server, office.manager.organisationId, 'member', office.id);
    await anOffice(server, { manager: office.manager });
    await server.db.transaction((tx) =>
      server.get(Letters).post(tx, server.clock.now(), {
        kind: 'office-drawer',
        to: { organisationId: office.manager.organisationId, officeId: office.id },
        facts: EXAMPLES['office-drawer'],
      }),
    );
    await work();
    expect(receivers().toSorted()).toEqual(
      [await emailOf(office.worker), await emailOf(colleague)].toSorted(),
    );
  });

  it('is never for an office of another prescriber', async () => {
    const [office, other] = [await anOffice(server), await anOffice(server)];
    const stray = server.db.transaction((tx) =>
      server.get(Letters).post(tx, server.clock.now(), {
        kind: 'office-drawer',
        to: { organisationId: other.manager.organisationId, officeId: office.id },
        facts: EXAMPLES['office-drawer'],
      }),
    );
    await expect(stray).rejects.toThrow(/letter_office/);
  });
});

describe('letters of a whole run', () => {
  it('are one for each, with its own facts and its own work, and none when one of them cannot be written', async () => {
    const funders = [await anOrganisation(server, 'funder'), await anOrganisation(server, 'funder')];
    const all = (last: string) =>
      server.db.transaction((tx) =>
        server.get(Letters).postAll(
          tx,
          server.clock.now(),
          [...funders.map(({ organisationId }) => organisationId), last].map((organisationId, number) => ({
            kind: 'books-ready',
            to: { organisationId },
            facts: { ...EXAMPLES['books-ready'], number: `CMD-2026-100${number}` },
          })),
        ),
      );
    await expect(all(randomUUID())).rejects.toThrow(/letter_organisation_id_fkey/);
    expect(await work()).toBe(0);
    await all(funders[0]!.organisationId);
    expect(await work()).toBe(3);
    const subjects = await Promise.all(
      mail.received.map(async ({ to, email }) => `${to} ${(await email).subject}`),
    );
    const [first, second] = await Promise.all(funders.map(emailOf));
    expect(subjects.toSorted()).toEqual(
      [
        `${first} Les carnets de votre commande CMD-2026-1000 sont prêts`,
        `${second} Les carnets de votre commande CMD-2026-1001 sont prêts`,
        `${first} Les carnets de votre commande CMD-2026-1002 sont prêts`,
      ].toSorted(),
    );
  });
});

describe('a letter by a mail server', () => {
  it('is one message to each person, who does not see who else received it', async () => {
    const funder = await anOrganisation(server, 'funder', { name: 'Département d’Indre-et-Loire' });
    const other = await aMember(server, funder.organisationId);
    const id = await post(funder.organisationId);
    await work();
    expect(receivers().toSorted()).toEqual([await emailOf(funder), await emailOf(other)].toSorted());
    for (const { to, email: parsing } of mail.received) {
      const email = await parsing;
      expect(email.to?.map(({ address }) => address)).toEqual([to]);
      expect([email.cc, email.bcc]).toEqual([undefined, undefined]);
      expect(email.from).toMatchObject({ name: 'Passerelle', address: 'passerelle@departement.example' });
      expect(email.subject).toBe('Les carnets de votre commande CMD-2026-0007 sont prêts');
      expect(email.text).toContain('http://localhost:3000/financeur/commandes/');
      expect(email.html).toContain('Département d’Indre-et-Loire');
      expect(email.headers).toContainEqual(
        expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
      );
    }
    expect(await letter(funder, id)).toMatchObject({ state: 'sent', sent: 2, refused: 0 });
  });

  it('is not sent twice to those who have it while one address waits, and reaches that one in the end', async () => {
    const funder = await anOrganisation(server, 'funder');
    const slow = await emailOf(await aMember(server, funder.organisationId));
    mail.onRecipient = (address) => (address === slow ? 451 : null);
    const id = await post(funder.organisationId);
    await work();
    expect(receivers()).toEqual([await emailOf(funder)]);
    expect(await letter(funder, id)).toMatchObject({ state: 'waiting', sent: 1 });
    mail.onRecipient = () => null;
    server.clock.advance(11_000);
    await work();
    expect(receivers()).toEqual([await emailOf(funder), slow]);
    expect(await letter(funder, id)).toMatchObject({ state: 'sent', sent: 2, refused: 0 });
  });

  it('does not keep anyone waiting because an address is refused for good', async () => {
    const funder = await anOrganisation(server, 'funder');
    const gone = await emailOf(await aMember(server, funder.organisationId));
    mail.onRecipient = (address) => (address === gone ? 550 : null);
    const id = await post(funder.organisationId);
    await work();
    expect(receivers()).toEqual([await emailOf(funder)]);
    expect(await letter(funder, id)).toMatchObject({ state: 'sent', sent: 1, refused: 1 });
  });

  it('does not call people’s addresses refused when it is the sender or the message that is', async () => {
    const funder = await anOrganisation(server, 'funder');
    const id = await post(funder.organisationId);
    mail.onSender = () => 550;
    await work();
    mail.onSender = () => null;
    mail.onMessage = () => 554;
    server.clock.advance(HOUR_MS);
    await work();
    expect(await letter(funder, id)).toMatchObject({ state: 'waiting', sent: 0, refused: 0 });
    mail.onMessage = () => null;
    server.clock.advance(HOUR_MS);
    await work();
    expect(await letter(funder, id)).toMatchObject({ state: 'sent', sent: 1, refused: 0 });
  });

  it('comes twice, recognisably, when the service dies after the mail server’s yes: never more, and never not at all', async () => {
    const funder = await anOrganisation(server, 'funder');
    const id = await post(funder.organisationId);
    const ddl = (sql: string) => server.db.transaction((tx) => affected(tx, sql));
    await ddl(`CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'dead'; END $$`);
    await ddl('CREATE TRIGGER die BEFORE INSERT ON letter_delivery FOR EACH ROW EXECUTE FUNCTION die()');
    await work();
    await ddl('DROP FUNCTION die() CASCADE');
    expect(receivers()).toHaveLength(1);
    expect(await letter(funder, id)).toMatchObject({ state: 'waiting', sent: 0 });
    for (let times = 0; times < 3; times++) {
      server.clock.advance(HOUR_MS);
      await work();
    }
    const messages = await Promise.all(mail.received.map(({ email }) => email));
    expect(messages).toHaveLength(2);
    expect(new Set(messages.map(({ messageId }) => messageId))).toEqual(
      new Set([`<${id}.${funder.personId}@departement.example>`]),
    );
  });

  it('fails for all to see when the mail server stays away, and leaves once the operator tries again', async () => {
    const funder = await anOrganisation(server, 'funder');
    const operator = await anOperator(server);
    const id = await post(funder.organisationId);
    mail.onRecipient = () => 421;
    for (let attempt = 1; attempt <= 6; attempt++) {
      await work();
      server.clock.advance(HOUR_MS);
    }
    expect(await letter(funder, id)).toMatchObject({ state: 'failed', sent: 0, jobId: null });
    const failed = await operator.get('/letters?state=failed');
    expect(failed.body.items.map((each: { id: string }) => each.id)).toEqual([id]);
    mail.onRecipient = () => null;
    const { jobId } = failed.body.items[0];
    expect((await operator.post(`/jobs/${jobId}/retry`)).status).toBe(200);
    await work();
    expect(await letter(funder, id)).toMatchObject({ state: 'sent', sent: 1 });
  });

  it('leaves no address and no word of the mail server in the log, nor in the row of the job', async () => {
    const funder = await anOrganisation(server, 'funder');
    mail.onRecipient = () => 451;
    const id = await post(funder.organisationId);
    await work();
    expect((await jobOf(id)).last_error).toBe('MailFailed EENVELOPE_451');
    expect(logged).toHaveLength(1);
    expect(logged.join('\n')).not.toMatch(/@example|@departement|not now/);
  });
});

describe('who left before a letter did', () => {
  it.each([
    ['removed from the organisation', 'DELETE FROM membership WHERE person_id = $1'],
    ['their account closed', 'UPDATE person SET disabled_at = now() WHERE id = $1'],
  ])('receives nothing: %s', async (_how, leave) => {
    const structure = await anOrganisation(server, 'structure');
    const leaver = await aMember(server, structure.organisationId);
    const toAll = await post(structure.organisationId);
    const toOne = await post(structure.organisationId, leaver.personId);
    await server.db.transaction((tx) => rows(tx, leave, [leaver.personId]));
    await work();
    expect(receivers()).toEqual([await emailOf(structure)]);
    const operator = await anOperator(server);
    expect((await operator.get(`/letters/${toAll}`)).body).toMatchObject({
      state: 'sent',
      sent: 1,
      refused: 0,
    });
    expect((await operator.get(`/letters/${toOne}`)).body).toMatchObject({ state: 'undelivered', sent: 0 });
  });

  it('receives no letter to managers as a mediator or a social worker', async () => {
    const structure = await anOrganisation(server, 'structure');
    await aMember(server, structure.organisationId, 'member');
    const prescriber = await anOrganisation(server, 'prescriber');
    await aMember(server, prescriber.organisationId, 'member');
    await post(structure.organisationId);
    await post(prescriber.organisationId);
    await work();
    expect(receivers().toSorted()).toEqual([await emailOf(structure), await emailOf(prescriber)].toSorted());
  });
});

describe('a mail server that does not answer', () => {
  it('is not asked again for each person', async () => {
    let connections = 0;
    const silent = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const other = await TestApp.start('2026-03-02', {
      mail: { ...mail.settings(), smtpUrl: `smtp://127.0.0.1:${port}` },
    });
    const funder = await anOrganisation(other, 'funder');
    for (let members = 0; members < 3; members++) await aMember(other, funder.organisationId);
    await other.db.transaction((tx) =>
      other.get(Letters).post(tx, other.clock.now(), {
        kind: 'books-ready',
        to: { organisationId: funder.organisationId },
        facts: EXAMPLES['books-ready'],
      }),
    );
    await other.get(Jobs).runDue();
    await other.stop();
    silent.close();
    expect(connections).toBe(1);
  });
});
