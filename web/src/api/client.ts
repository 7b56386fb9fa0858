import createClient from 'openapi-fetch';
import { noAnswer, refusalOf } from './refusal.js';
import type { components, paths } from './schema.gen.js';

/** The objects of the API by their names in its documentation. */
export type Api = components['schemas'];

/** Asked when the session has ended: resolves to true once the same person is signed in again, false if they decline. */
type Renewal = () => Promise<boolean>;
let renewSession: Renewal = () => Promise.resolve(false);
let renewing: Promise<boolean> | null = null;

/** The shell tells here how it asks someone to sign in again. */
export function onSessionEnded(renewal: Renewal): void {
  renewSession = renewal;
}

/**
 * A request whose session has ended waits for the person to sign in again, then goes on: nothing typed is lost. Several
 * at once wait for the same dialog.
 */
async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await reach(request);
  const isOfSession = new URL(request.url).pathname === '/api/v1/session';
  if (response.status !== 401 || isOfSession) return response;
  renewing ??= renewSession().finally(() => (renewing = null));
  return (await renewing) ? reach(again) : response;
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw noAnswer();
  }
}

/** The client generated from our OpenAPI document: addresses, parameters and answers are checked when it compiles. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: send });

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer of a call, or a thrown `Refusal`: `ask(api.GET('/api/v1/orders', { params: { query } }))`. */
export async function ask<T>(call: Promise<Answered<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await call;
  if (!response.ok) throw refusalOf(response.status, error);
  return data as NonNullable<T>;
}
