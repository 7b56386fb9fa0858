import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Entry } from './entry.js';
import { type Change, type Store, StoreInMemory } from './store.js';

interface Schema extends DBSchema {
  entry: { key: string; value: Entry };
}

function openDatabase(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>('passerelle-venue', 1, {
    upgrade: (made) => void made.createObjectStore('entry', { keyPath: 'id' }),
  });
}

/** The entries in the browser's own database, which outlives the page, the application and the phone's battery. */
class StoreOnDevice implements Store {
  readonly isDurable = true;

  constructor(private db: IDBPDatabase<Schema>) {}

  all(): Promise<Entry[]> {
    return this.withDatabase((db) => db.getAll('entry'));
  }

  change<T>(decide: (entries: readonly Entry[]) => Change<T>): Promise<T> {
    return this.withDatabase(async (db) => {
      // `strict`: the answer comes once it is on the disk, not merely on its way there.
      const tx = db.transaction('entry', 'readwrite', { durability: 'strict' });
      const { put = [], remove = [], result } = decide(await tx.store.getAll());
      await Promise.all([
        ...remove.map((id) => tx.store.delete(id)),
        ...put.map((entry) => tx.store.put(entry)),
        tx.done,
      ]);
      return result;
    });
  }

  /** Phones close the database of an application that slept: it is opened again, once. */
  private async withDatabase<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await work(this.db);
    } catch {
      this.db = await openDatabase();
      return work(this.db);
    }
  }
}

/** Opens the store; a browser that refuses it gets one in memory. */
export async function openStore(): Promise<Store> {
  try {
    const db = await openDatabase();
    // Asks the browser not to make room by throwing this away; some grant it, and none asks the person.
    void navigator.storage?.persist?.().catch(() => false);
    return new StoreOnDevice(db);
  } catch {
    return new StoreInMemory();
  }
}
