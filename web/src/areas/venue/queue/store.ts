import type { Entry } from './entry.js';

/** What a change to the queue writes, and what it tells. */
export interface Change<T> {
  readonly put?: readonly Entry[];
  readonly remove?: readonly string[];
  readonly result: T;
}

/** Where the entries are kept. */
export interface Store {
  /** Whether they outlive the page. */
  readonly isDurable: boolean;
  all(): Promise<Entry[]>;
  /** Reads, decides and writes as one step, whatever other windows do meanwhile. `decide` must not wait for anything. */
  change<T>(decide: (entries: readonly Entry[]) => Change<T>): Promise<T>;
}

/** Where the browser gives no storage: entries live as long as the page, which the screen says. */
export class StoreInMemory implements Store {
  readonly isDurable = false;
  private entries: readonly Entry[] = [];

  all(): Promise<Entry[]> {
    return Promise.resolve([...this.entries]);
  }

  change<T>(decide: (entries: readonly Entry[]) => Change<T>): Promise<T> {
    const { put = [], remove = [], result } = decide(this.entries);
    const gone = new Set([...remove, ...put.map(({ id }) => id)]);
    this.entries = [...this.entries.filter(({ id }) => !gone.has(id)), ...put];
    return Promise.resolve(result);
  }
}
