import { WrongEnvironment, readEnvironment } from './environment.js';
import { fromRoot } from './paths.js';

function problemsOf(variables: NodeJS.ProcessEnv): readonly string[] {
  try {
    readEnvironment(variables);
  } catch (error) {
    if (error instanceof WrongEnvironment) return error.problems;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('needs no variable at all', () => {
    expect(readEnvironment({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:3000',
      dataDir: fromRoot('.data'),
      keysDir: fromRoot('.data/keys'),
      databaseUrl: undefined,
      databasePoolSize: 10,
      redisUrl: undefined,
      mail: {
        smtpUrl: undefined,
        from: { name: 'Passerelle', address: 'passerelle@localhost' },
        dir: fromRoot('.data/letters'),
      },
      demonstration: true,
      logLevel: 'warn',
      trustedProxies: ['loopback'],
      operator: undefined,
    });
  });

  it('takes an emptied line for a line that is not there', () => {
    expect(readEnvironment({ PORT: '', KEYS_DIR: ' ', DATABASE_URL: '', OPERATOR_PASSWORD: '' })).toEqual(
      readEnvironment({}),
    );
  });

  it('puts no demonstration logins in a database it was pointed at, unless told that it is a demonstration', () => {
    const DATABASE_URL = 'postgres://someone@db/real';
    expect(readEnvironment({ DATABASE_URL }).demonstration).toBe(false);
    expect(readEnvironment({ DATABASE_URL, DEMONSTRATION: 'yes' }).demonstration).toBe(true);
    expect(readEnvironment({ DEMONSTRATION: 'no' }).demonstration).toBe(false);
  });

  const SMTP = { SMTP_URL: 'smtp://mail.example', DEMONSTRATION: 'no' };
  it('takes letters to a mail server from a real address only', () => {
    const from = (MAIL_FROM: string) => readEnvironment({ ...SMTP, MAIL_FROM }).mail.from;
    expect(from('Chèques numériques <cheques@dept.example>')).toEqual({
      name: 'Chèques numériques',
      address: 'cheques@dept.example',
    });
    expect(from('cheques@dept.example')).toEqual({ name: 'Passerelle', address: 'cheques@dept.example' });
    for (const MAIL_FROM of ['', 'cheques', 'A <a@b', 'a@b>', 'A <a@b>, B <b@c>', 'A\nBcc: x <a@b>', '<>']) {
      expect(problemsOf({ ...SMTP, MAIL_FROM })).toEqual([expect.stringContaining('MAIL_FROM')]);
    }
    expect(problemsOf({ ...SMTP, SMTP_URL: 'http://s3cret@mail', MAIL_FROM: 'a@b' })).toEqual([
      expect.not.stringContaining('s3cret'),
    ]);
  });

  it('sends nothing to the made-up people of a demonstration', () => {
    expect(problemsOf({ ...SMTP, DEMONSTRATION: 'yes', MAIL_FROM: 'a@b' })).toEqual([
      expect.stringContaining('SMTP_URL'),
    ]);
  });

  it('keeps the keys with the data, and takes both where they are said to be', () => {
    expect(readEnvironment({ DATA_DIR: '/srv/data' }).keysDir).toBe('/srv/data/keys');
    expect(readEnvironment({ DATA_DIR: '/srv/data', KEYS_DIR: '/safe' }).keysDir).toBe('/safe');
    expect(readEnvironment({ DATA_DIR: 'here' }).dataDir).toBe(fromRoot('here'));
  });

  it('believes the proxies it is told of', () => {
    const TRUSTED_PROXIES = 'loopback, uniquelocal, 192.0.2.7, 10.0.0.0/8, fd00::/8';
    expect(readEnvironment({ TRUSTED_PROXIES }).trustedProxies).toEqual([
      'loopback',
      'uniquelocal',
      '192.0.2.7',
      '10.0.0.0/8',
      'fd00::/8',
    ]);
  });

  it('adds no second slash to the addresses in QR codes', () => {
    expect(readEnvironment({ PUBLIC_URL: 'https://cheques.example.fr/' }).publicUrl).toBe(
      'https://cheques.example.fr',
    );
  });

  it('names every wrong variable at once, not the first alone', () => {
    const names = problemsOf({ PORT: 'http', DEMONSTRATION: 'maybe', LOG_LEVEL: 'loud', DATABASE_URL: 'db' });
    expect(names.map((line) => line.split(' ')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'DEMONSTRATION',
      'LOG_LEVEL',
    ]);
  });

  it.each([
    { PORT: '65536' },
    { PORT: '-1' },
    { PORT: '3000.5' },
    { PORT: '3e3' },
    { HOST: 'http://localhost' },
    { PUBLIC_URL: 'cheques.example.fr' },
    { PUBLIC_URL: 'https://example.fr/?a=b' },
    { DATABASE_URL: 'mysql://db/passerelle' },
    { TRUSTED_PROXIES: 'everyone' },
    { TRUSTED_PROXIES: '10.0.0.0/33' },
    { TRUSTED_PROXIES: 'loopback,,10.0.0.1' },
    { DATABASE_POOL_SIZE: '0' },
    { DATABASE_POOL_SIZE: '91' },
    { REDIS_URL: 'http://redis' },
    { DEMONSTRATION: 'YES' },
    { OPERATOR_EMAIL: 'operator', OPERATOR_PASSWORD: 'long enough for it' },
  ])('refuses %j', (variables) => {
    const [problem, ...others] = problemsOf(variables);
    expect(problem).toMatch(new RegExp(`^${Object.keys(variables)[0]} must `));
    expect(others).toEqual([]);
  });

  it('refuses an operator with half of a login', () => {
    expect(problemsOf({ OPERATOR_EMAIL: 'a@b.fr' })).toEqual([
      'OPERATOR_PASSWORD must have at least 12 characters.',
    ]);
    expect(problemsOf({ OPERATOR_PASSWORD: 'long enough for it' })).toHaveLength(1);
  });

  it('repeats no secret in its message', () => {
    const secret = 'hunter2';
    const message = new WrongEnvironment(
      problemsOf({
        DATABASE_URL: `mysql://me:${secret}@db`,
        REDIS_URL: `http://:${secret}@redis`,
        OPERATOR_EMAIL: 'a@b.fr',
        OPERATOR_PASSWORD: secret,
      }),
    ).message;
    expect(message).toMatch(/DATABASE_URL[^]*REDIS_URL[^]*OPERATOR_PASSWORD/);
    expect(message).not.toContain(secret);
  });
});
