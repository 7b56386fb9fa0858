import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Api, api, ask } from './client.js';
import { Refusal } from './refusal.js';

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

async function readSession(): Promise<Session | null> {
  if (!mayBeSignedIn()) return null;
  try {
    return await ask(api.GET('/api/v1/session'));
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 401) throw error;
    hintSignedIn(false);
    return null;
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
    // What is on screen waits for its answer; everything else that was read belonged to the other session.
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
    queries.setQueryData(SESSION_KEY, session);
  };
}
