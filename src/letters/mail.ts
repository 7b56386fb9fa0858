import { mkdir, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { MailSettings } from '../shared/environment.js';

/** One message to one person. */
export interface Message {
  /** The same at each attempt: whoever receives it twice, after a crash, recognises it by this. */
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly date: Date;
}

/** What became of a message: taken, or its address refused for good. All else is thrown as MailFailed. */
export type Sent = 'sent' | 'refused';

/** The message did not leave, and may at a later attempt. Its text quotes nothing that the server said. */
export class MailFailed extends Error {
  constructor(
    readonly code: string,
    /** Whether the server answers at all: then it may take the message of somebody else. */
    readonly serverAnswers: boolean,
  ) {
    super(`the message did not leave (${code})`);
    this.name = 'MailFailed';
  }
}

/** How messages leave. */
export abstract class Mail {
  abstract send(message: Message): Promise<Sent>;
  /** Asks whether messages can leave. Throws a MailFailed when they cannot now. */
  abstract check(): Promise<void>;
}

export function mailOf(settings: MailSettings): Mail {
  return settings.smtpUrl === undefined ? new FileMail(settings) : new SmtpMail(settings, settings.smtpUrl);
}

/** What both ways have in common: nothing of a message may make the composer read a file or an address. */
function composed({ from }: MailSettings, message: Message) {
  const domain = from.address.split('@').at(-1) ?? 'localhost';
  return {
    from,
    to: message.to,
    subject: message.subject,
    text: message.text,
    html: message.html,
    date: message.date,
    messageId: `<${message.id}@${domain}>`,
    // RFC 3834: nobody's absence message answers it.
    headers: { 'Auto-Submitted': 'auto-generated' },
    textEncoding: 'quoted-printable',
    disableFileAccess: true,
    disableUrlAccess: true,
  } as const;
}

/** Without a mail server: one file per message, the same one when it is sent again. */
class FileMail extends Mail {
  private readonly composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

  constructor(private readonly settings: MailSettings) {
    super();
  }

  async send(message: Message): Promise<Sent> {
    const { message: bytes } = await this.composer.sendMail(composed(this.settings, message));
    await this.check();
    const file = join(this.settings.dir, `${message.id}.eml`);
    await writeFile(`${file}.part`, bytes as Buffer, { mode: 0o600 });
    await rename(`${file}.part`, file);
    return 'sent';
  }

  async check(): Promise<void> {
    await mkdir(this.settings.dir, { recursive: true, mode: 0o700 });
  }
}

const TIMEOUT_MS = 15_000;

class SmtpMail extends Mail {
  private readonly transport;

  constructor(
    private readonly settings: MailSettings,
    url: string,
  ) {
    super();
    const { protocol, hostname, username } = new URL(url);
    this.transport = createTransport({
      url,
      // A password does not travel in clear, unless within the machine.
      requireTLS: protocol === 'smtp:' && username !== '' && !isLoopback(hostname),
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: 2 * TIMEOUT_MS,
      dnsTimeout: TIMEOUT_MS,
      // Nodemailer's own log would quote addresses.
      logger: false,
    });
  }

  async send(message: Message): Promise<Sent> {
    try {
      await this.transport.sendMail(composed(this.settings, message));
      return 'sent';
    } catch (error) {
      if (isRefusedAddress(error)) return 'refused';
      throw failureOf(error);
    }
  }

  async check(): Promise<void> {
    try {
      await this.transport.verify();
    } catch (error) {
      throw failureOf(error);
    }
  }
}

interface SmtpError {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly permanent?: boolean;
  readonly originalCode?: string;
}

/** The server refuses this address for good (RFC 5321: 5yz in answer to RCPT). Sign-in or sender refused is our affair. */
function isRefusedAddress(error: unknown): boolean {
  const { command, permanent } = error as SmtpError;
  return permanent === true && command === 'RCPT TO';
}

function failureOf(error: unknown): MailFailed {
  const { code = 'EUNKNOWN', originalCode, responseCode } = error as SmtpError;
  const what = responseCode === undefined ? (originalCode ?? code) : `${code}_${responseCode}`;
  return new MailFailed(what, responseCode !== undefined && code !== 'EAUTH');
}

function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/**
 * Asks at the start whether letters can leave, and tells in one line when they cannot: they then wait and are tried
 * again, so the service goes on.
 */
export async function tellWhetherMailLeaves(
  settings: MailSettings,
  tell: (line: string) => void,
): Promise<void> {
  const where =
    settings.smtpUrl === undefined
      ? `the folder ${settings.dir}`
      : `SMTP_URL (${new URL(settings.smtpUrl).host})`;
  await mailOf(settings)
    .check()
    .catch((error: unknown) => {
      const code = (error as { code?: string }).code ?? 'unknown';
      tell(`Letters cannot leave by ${where}: ${code}. They wait, and are tried again.`);
    });
}
