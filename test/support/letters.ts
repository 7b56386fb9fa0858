import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { MailSettings } from '../../src/shared/environment.js';

/** Letters as files of a folder of their own. */
export function letterFiles(): MailSettings & { read(): Promise<Email[]> } {
  const dir = join(mkdtempSync(join(tmpdir(), 'passerelle-letters-')), 'letters');
  return {
    smtpUrl: undefined,
    from: { name: 'Passerelle', address: 'passerelle@departement.example' },
    dir,
    read: () =>
      Promise.all(
        (existsSync(dir) ? readdirSync(dir) : [])
          .filter((name) => name.endsWith('.eml'))
          .toSorted()
          .map((name) => PostalMime.parse(readFileSync(join(dir, name)))),
      ),
  };
}

/** The link to a page in the one letter that takes somebody there, once it is sent: its path, with its secret. */
export async function linkOfLetter(
  letters: ReturnType<typeof letterFiles>,
  email: string,
  path: string,
): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const sent = (await letters.read()).filter(({ to }) => to?.some(({ address }) => address === email));
    const links = sent.flatMap(({ text }) => new RegExp(`${path}#[\\w.-]+`).exec(text ?? '') ?? []);
    if (links.length === 1) return links[0]!;
    await setTimeout(100);
  }
  throw new Error(`no letter led ${email} to ${path}`);
}

/** What the server answers to an address: its SMTP code, or nothing special. */
type Answers = (address: string) => number | null;

/** A real mail server, which takes what it is given unless told to refuse. */
export class TestMailServer {
  readonly received: { to: string; email: Promise<Email> }[] = [];
  /** How it answers MAIL FROM, RCPT TO and the end of DATA. */
  onSender: Answers = () => null;
  onRecipient: Answers = () => null;
  onMessage: Answers = () => null;
  private constructor(
    private readonly server: SMTPServer,
    readonly url: string,
  ) {}

  static async start(): Promise<TestMailServer> {
    let self: TestMailServer;
    const refusal = (code: number) =>
      Object.assign(new Error('<quoted.address@example.fr> not now'), { responseCode: code });
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      onMailFrom({ address }, _session, done) {
        const code = self.onSender(address);
        done(code === null ? null : refusal(code));
      },
      onRcptTo({ address }, _session, done) {
        const code = self.onRecipient(address);
        done(code === null ? null : refusal(code));
      },
      onData(stream, session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = session.envelope.rcptTo[0]?.address ?? '';
          const code = self.onMessage(to);
          if (code !== null) return done(refusal(code));
          self.received.push({ to, email: PostalMime.parse(Buffer.concat(chunks)) });
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.server.address() as AddressInfo;
    self = new TestMailServer(server, `smtp://127.0.0.1:${port}`);
    return self;
  }

  settings(): MailSettings {
    return {
      smtpUrl: this.url,
      from: { name: 'Passerelle', address: 'passerelle@departement.example' },
      dir: '/nowhere',
    };
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }
}
