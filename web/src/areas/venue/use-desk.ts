import { useQuery } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { api, ask } from '../../api/client.js';
import { useSignedIn } from '../../api/session.js';
import { today } from '../../words/formats.js';
import { type Choice, choiceOn, type Desk, firstChoice, sessionOf } from './choice.js';
import type { ScanSession } from './queue/entry.js';

function recall(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null');
  } catch {
    return null;
  }
}

function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Then it lasts as long as the page.
  }
}

/** The structure of the person signed in. */
export function useStructure() {
  const { organisation } = useSignedIn();
  const id = organisation.id;
  return useQuery({
    queryKey: ['structures', id],
    queryFn: () => ask(api.GET('/api/v1/structures/{id}', { params: { path: { id } } })),
  });
}

/** Where, by whom and what a structure teaches: from the API, and as last known where there is no network. */
export function useDesk() {
  const { organisation } = useSignedIn();
  const id = organisation.id;
  const name = `passerelle.venue.desk.${id}`;
  return useQuery({
    queryKey: ['structures', id, 'desk'],
    queryFn: async (): Promise<Desk> => {
      const answer = await ask(api.GET('/api/v1/structures/{id}', { params: { path: { id } } }));
      const desk = { id, venues: answer.venues, mediators: answer.mediators, offers: answer.offers };
      keep(name, desk);
      return desk;
    },
    initialData: () => (recall(name) as Desk | null) ?? undefined,
    initialDataUpdatedAt: 0,
  });
}

/** Today, also on a page that was left open overnight: what is read in the morning is not of the day before. */
export function useToday(): string {
  return useSyncExternalStore(onNewDay, today);
}

const LOOK_EVERY_MS = 60_000;

function onNewDay(look: () => void): () => void {
  const timer = setInterval(look, LOOK_EVERY_MS);
  document.addEventListener('visibilitychange', look);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  };
}

export interface Chosen {
  readonly choice: Choice;
  /** Null while something is left to choose. */
  readonly session: ScanSession | null;
  readonly choose: (choice: Choice) => void;
}

/** The session that scans are for: chosen once, and kept on this device for this person. */
export function useChoice(desk: Desk): Chosen {
  const { person } = useSignedIn();
  const personId = person?.id ?? '';
  const name = `passerelle.venue.choice.${desk.id}.${personId}`;
  const day = useToday();
  const [kept, setKept] = useState<Choice | null>(() => recall(name) as Choice | null);
  const choice = choiceOn(kept ?? firstChoice(desk, personId, day), day);
  return {
    choice,
    session: sessionOf(choice, desk),
    choose: (chosen) => {
      keep(name, chosen);
      setKept(chosen);
    },
  };
}
