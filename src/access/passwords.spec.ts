import { Passwords } from './passwords.js';

const passwords = new Passwords();

/** The processor time of some checks, in microseconds: unlike their duration, no neighbour changes it. */
async function workOf(passwordHash: string | null): Promise<number> {
  const before = process.cpuUsage();
  for (let at = 0; at < 4; at++) await passwords.matches(passwordHash, 'a guess');
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

describe('a password', () => {
  it('is kept as argon2id, never twice the same', async () => {
    const hashes = [await passwords.hash('correct horse'), await passwords.hash('correct horse')];
    expect(hashes[0]).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(new Set(hashes).size).toBe(2);
  });

  it('is told from every other, to the last space', async () => {
    const hash = await passwords.hash('correct horse');
    expect(await passwords.matches(hash, 'correct horse')).toBe(true);
    for (const other of ['correct horse ', 'Correct horse', '', 'correct horse\0', hash])
      expect(await passwords.matches(hash, other)).toBe(false);
  });

  it.each([null, '', '!', 'A'.repeat(43), '$argon2i$'])('is never that of %p', async (nobody) => {
    for (const guess of ['', '!', 'A'.repeat(43)]) expect(await passwords.matches(nobody, guess)).toBe(false);
  });

  it('is as much work to check for nobody as for someone', async () => {
    const hash = await passwords.hash('correct horse');
    await workOf(hash);
    const [ofSomeone, ofNobody] = [await workOf(hash), await workOf(null)];
    expect(ofNobody).toBeGreaterThan(ofSomeone / 2);
  });
});
