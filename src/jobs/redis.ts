import { setTimeout as pause } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';

const ANSWER_WITHIN_MS = 5_000;

/** The Redis of REDIS_URL does not answer, or is none: its message is for whoever starts the process, without a secret. */
export class RedisAway extends Error {}

/**
 * Asks the Redis of REDIS_URL to keep something, as jobs will, before anything waits for it.
 * @throws {RedisAway} within seconds: unreachable, silent, refusing the password, read-only, or no Redis at all.
 */
export async function checkRedis(url: string): Promise<void> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_WITHIN_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: null,
  });
  let reason: Error | null = null;
  client.on('error', (error: Error) => (reason ??= error));
  try {
    const answered = client.connect().then(() => client.set('passerelle:boot', '1', 'EX', 1));
    // Whoever accepts the connection and says nothing would be waited for without end.
    const late = pause(ANSWER_WITHIN_MS, null, { ref: false }).then(() => {
      throw new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} seconds`);
    });
    answered.catch(() => undefined);
    await Promise.race([answered, late]);
  } catch (error) {
    throw new RedisAway(
      `REDIS_URL leads to no Redis that works (${hostOf(url)}: ${plain(reason ?? (error as Error))}). ` +
        `Start it, mend REDIS_URL, or leave it out: jobs then run in the service.`,
    );
  } finally {
    client.disconnect();
  }
}

/**
 * A client that comes back by itself, however long Redis is away. Without a listener, an error of the connection would
 * end the process.
 */
export function patientRedis(url: string, options: RedisOptions): Redis {
  return new Redis(url, {
    ...options,
    maxRetriesPerRequest: null,
    enableReadyCheck: false,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
}

function hostOf(url: string): string {
  return new URL(url).host;
}

/** What Redis or the system says, without the words that a wrong server may have answered. */
function plain(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return code;
  const [word = ''] = /^(WRONGPASS|NOAUTH|READONLY|LOADING|ERR|DENIED|NOPERM)\b/.exec(error.message) ?? [];
  if (word) return word;
  return error.message.startsWith('no answer') ? error.message : 'it does not speak as a Redis';
}
