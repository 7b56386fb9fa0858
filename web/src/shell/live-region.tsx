import { useSyncExternalStore } from 'react';

let said = '';
const listeners = new Set<() => void>();

/** Tells a result to screen readers, wherever the focus is. */
export function announce(text: string): void {
  // The same sentence twice is told twice: an invisible difference makes it new.
  said = text === said ? `${text} ` : text;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function LiveRegion() {
  const text = useSyncExternalStore(subscribe, () => said);
  return (
    <div role="status" className="visually-hidden">
      {text}
    </div>
  );
}
