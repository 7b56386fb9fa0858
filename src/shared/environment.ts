import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { parseEnv } from 'node:util';
import { fromRoot } from './paths.js';

/** The levels of the service's log, from nothing to everything. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** How letters leave: by a mail server, or, without one, as files of a folder. */
export interface MailSettings {
  /** smtp:// or smtps://, or undefined. May hold a password: never print it. */
  readonly smtpUrl: string | undefined;
  /** Who they are from. */
  readonly from: { readonly name: string; readonly address: string };
  /** Absolute path of the folder of the files. */
  readonly dir: string;
}

/** Every setting of the service, read and checked once at boot. `.env.example` says what each is for. */
export interface Environment {
  /** The TCP port of the API; 0 lets the system choose one. */
  readonly port: number;
  /** The address it listens on. */
  readonly host: string;
  /** Whose word is taken for where a request comes from: addresses, ranges, or names that Fastify knows. */
  readonly trustedProxies: readonly string[];
  /** The base of the addresses printed in QR codes, without a slash at the end. */
  readonly publicUrl: string;
  /** Absolute path of the folder of everything the service writes. */
  readonly dataDir: string;
  /** Absolute path of the folder of the exercises' keys, which never enter the database. */
  readonly keysDir: string;
  /** The PostgreSQL to use, or undefined for the embedded one. Holds a password: never print it. */
  readonly databaseUrl: string | undefined;
  /** How many connections the service may hold open. */
  readonly databasePoolSize: number;
  /** The Redis that carries jobs, or undefined to run them in the process. May hold a password. */
  readonly redisUrl: string | undefined;
  /** How letters leave. */
  readonly mail: MailSettings;
  /** Whether an empty database receives the demonstration territory and its logins. */
  readonly demonstration: boolean;
  readonly logLevel: LogLevel;
  /** The first operator of a database without demonstration data. Holds a password: never print it. */
  readonly operator: { readonly email: string; readonly password: string } | undefined;
}

/** Variables that are wrong: its message has one line for each, and shows no secret. */
export class WrongEnvironment extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      ['These settings are wrong (see .env.example):', ...problems.map((line) => `  ${line}`)].join('\n'),
    );
  }
}

/** Where variables come from: the process, over the optional file `.env` of the project root. */
export function environmentVariables(): NodeJS.ProcessEnv {
  const file = fromRoot('.env');
  return { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...process.env };
}

/**
 * Reads and checks every setting.
 * @throws {WrongEnvironment} naming all the wrong ones at once.
 */
export function readEnvironment(variables: NodeJS.ProcessEnv = environmentVariables()): Environment {
  const read = new Reader(variables);
  const port = read.integer('PORT', 3000, 0, 65_535);
  const dataDir = fromRoot(read.text('DATA_DIR') ?? '.data');
  const databaseUrl = read.address('DATABASE_URL', ['postgres:', 'postgresql:']);
  const demonstration = read.oneOf('DEMONSTRATION', ['auto', 'yes', 'no'], 'auto');
  const environment: Environment = {
    port,
    host: read.host('HOST') ?? '127.0.0.1',
    trustedProxies: read.networks('TRUSTED_PROXIES', ['loopback']),
    publicUrl: read.baseAddress('PUBLIC_URL') ?? `http://localhost:${port}`,
    dataDir,
    keysDir: fromRoot(read.text('KEYS_DIR') ?? `${dataDir}/keys`),
    databaseUrl,
    databasePoolSize: read.integer('DATABASE_POOL_SIZE', 10, 1, 90),
    redisUrl: read.address('REDIS_URL', ['redis:', 'rediss:']),
    mail: {
      smtpUrl: read.address('SMTP_URL', ['smtp:', 'smtps:']),
      from: read.sender(),
      dir: fromRoot(`${dataDir}/letters`),
    },
    // A database someone points us at may be the real one: it gets demonstration logins only when told so.
    demonstration: demonstration === 'yes' || (demonstration === 'auto' && databaseUrl === undefined),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'warn'),
    operator: read.operator(),
  };
  if (environment.mail.smtpUrl && environment.demonstration) {
    read.problems.push(
      'SMTP_URL must not be set for a demonstration, whose people have made-up addresses: set DEMONSTRATION=no.',
    );
  }
  if (read.problems.length > 0) throw new WrongEnvironment(read.problems);
  return environment;
}

/** The settings for a command: wrong ones are told on standard error, and the process stops with exit code 1. */
export function environmentOrExit(): Environment {
  try {
    return readEnvironment();
  } catch (error) {
    if (!(error instanceof WrongEnvironment)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(1);
  }
}

/** Reads variables one by one and collects what is wrong, so that one boot tells everything. */
class Reader {
  readonly problems: string[] = [];

  constructor(private readonly variables: NodeJS.ProcessEnv) {}

  /** A variable set to nothing counts as not set, so that a line of the file can be emptied. */
  text(name: string): string | undefined {
    const value = this.variables[name]?.trim();
    return value === '' ? undefined : value;
  }

  integer(name: string, fallback: number, lowest: number, highest: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value;
    return this.wrong(name, `must be a whole number from ${lowest} to ${highest}, not "${text}"`, fallback);
  }

  oneOf<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const choice = choices.find((candidate) => candidate === text);
    return choice ?? this.wrong(name, `must be one of ${choices.join(', ')}, not "${text}"`, fallback);
  }

  host(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined || isIP(text) > 0 || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(text)) return text;
    return this.wrong(name, `must be an IP address or a host name, not "${text}"`, undefined);
  }

  /** Networks between commas: loopback, linklocal, uniquelocal, an address, or a range such as 10.0.0.0/8. */
  networks(name: string, fallback: readonly string[]): readonly string[] {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const networks = text.split(',').map((network) => network.trim());
    if (networks.every(isNetwork)) return networks;
    return this.wrong(
      name,
      `must list loopback, linklocal, uniquelocal, addresses or ranges, not "${text}"`,
      fallback,
    );
  }

  /** The address of a server. It may carry a password, so what was given is not repeated. */
  address(name: string, protocols: string[]): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
    return this.wrong(name, `must be an address that begins with ${protocols[0]}//`, undefined);
  }

  /** A web address that paths are added to. */
  baseAddress(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username) {
      return text.replace(/\/+$/, '');
    }
    return this.wrong(name, 'must be an http:// or https:// address with nothing after its path', undefined);
  }

  /** « Passerelle <passerelle@departement.fr> », or an address alone. A mail server takes letters from a real one only. */
  sender(): MailSettings['from'] {
    const text = this.text('MAIL_FROM');
    const [, name = '', address = ''] =
      /^(?:([^<>"\p{Cc}]+?)\s*<)?([^\s<>@,;"]+@[^\s<>@,;"]+?)>?$/u.exec(text ?? '') ?? [];
    const fallback = { name: 'Passerelle', address: 'passerelle@localhost' };
    if (address && text?.includes('<') === text?.endsWith('>'))
      return { name: name || fallback.name, address };
    if (text === undefined && this.text('SMTP_URL') === undefined) return fallback;
    return this.wrong(
      'MAIL_FROM',
      'must be the address that letters come from, as in "Passerelle <passerelle@example.fr>", with SMTP_URL',
      fallback,
    );
  }

  operator(): Environment['operator'] {
    const email = this.text('OPERATOR_EMAIL');
    const password = this.variables['OPERATOR_PASSWORD'] || undefined;
    if (email === undefined && password === undefined) return undefined;
    if (email === undefined || !/^[^\s@]+@[^\s@]+$/.test(email)) {
      return this.wrong(
        'OPERATOR_EMAIL',
        'must be an e-mail address, given with OPERATOR_PASSWORD',
        undefined,
      );
    }
    if (password === undefined || password.length < 12) {
      return this.wrong('OPERATOR_PASSWORD', 'must have at least 12 characters', undefined);
    }
    return { email, password };
  }

  private wrong<T>(name: string, what: string, instead: T): T {
    this.problems.push(`${name} ${what}.`);
    return instead;
  }
}

function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const longest = { 4: 32, 6: 128 }[isIP(address)];
  return (
    longest !== undefined &&
    rest.length === 0 &&
    (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= longest))
  );
}
