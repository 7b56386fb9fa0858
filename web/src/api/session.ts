import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Api, api, ask } from './client.js';
import { areaOf } from '../areas/areas.js';
import { NO_ANSWER, Refusal } from './refusal.js';

export type Session = Api['SessionView'];
export type Role = Session['role'];

export const SESSION_KEY = ['session'] as const;

/**
 * Whether this browser has signed in, so that a visitor who never did costs no request. It says nothing of who, and
 * proves nothing: the session is in a cookie that scripts cannot read.
 */
const HINT = 'passerelle.signed-in';

export function hintSignedIn(isSignedIn: boolean): void {
  try {
    if (isSignedIn) localStorage.setItem(HINT, '1');
    else localStorage.removeItem(HINT);
  } catch {
    // Storage may be closed to us; then every page asks.
  }
}

function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem(HINT) === '1';
  } catch {
    return true;
  }
}

/**
 * The session as it was last known, for the area that works without a network. It opens nothing: the API asks for the
 * cookie, whatever is written here.
 */
const REMEMBERED = 'passerelle.session';
/** Where the network is there and lets nothing through, the wait ends here if the session is remembered. */
const REMEMBERED_AFTER_MS = 4000;

/** The same where the browser keeps nothing: as long as the page. */
let lastKnown: Session | null = null;

function remember(session: Session | null): void {
  lastKnown = session && areaOf(session.role).id === 'venue' ? session : null;
  try {
    if (lastKnown) {
      localStorage.setItem(REMEMBERED, JSON.stringify(lastKnown));
    } else {
      localStorage.removeItem(REMEMBERED);
    }
  } catch {
    // Without storage nothing works without a network, and nothing says that it would.
  }
}

export function rememberedSession(): Session | null {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? 'null') as Session | null;
  } catch {
    return lastKnown;
  }
}

async function readSession(): Promise<Session | null> {
  if (!mayBeSignedIn()) return null;
  const remembered = rememberedSession();
  const signal = remembered ? AbortSignal.timeout(REMEMBERED_AFTER_MS) : null;
  try {
    const session = await ask(api.GET('/api/v1/session', { signal }));
    remember(session);
    return session;
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) {
      hintSignedIn(false);
      remember(null);
      return null;
    }
    const isAway = signal?.aborted || (error instanceof Refusal && error.code === NO_ANSWER);
    if (remembered && isAway) return remembered;
    throw error;
  }
}

/** Who acts: undefined while it is asked, null for a visitor. */
export function useSession(): { session: Session | null | undefined; error: unknown; retry: () => void } {
  const query = useQuery({ queryKey: SESSION_KEY, queryFn: readSession, staleTime: 60_000 });
  return { session: query.data, error: query.error, retry: () => void query.refetch() };
}

/** The session, on a page that only exists for someone signed in. */
export function useSignedIn(): Session {
  const { session } = useSession();
  if (!session) throw new Error('a page of an area is shown to someone signed in');
  return session;
}

/** Takes note of a session just begun or changed: what was read for another is forgotten. */
export function useBeginSession(): (session: Session | null) => void {
  const queries = useQueryClient();
  return (session) => {
    hintSignedIn(session !== null);
    remember(session);
    // What is on screen waits for its answer; everything else that was read belonged to the other session.
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
    queries.setQueryData(SESSION_KEY, session);
  };
}
