import { Injectable, Logger } from '@nestjs/common';
import { Client } from 'pg';
import { DataSource } from 'typeorm';

/** The right to work a piece, for as long as the process lives and its connection holds. */
export interface Lease {
  /** Aborted when the connection is lost, and the piece with it: another process may take it. */
  readonly lost: AbortSignal;
  /** Lets another process have the piece. */
  release(): Promise<void>;
}

/**
 * Who works which piece. A lease is an advisory lock of PostgreSQL, held by the session of a connection kept for that
 * alone: no transaction stays open while a piece is worked, be it for hours, and a killed process gives its pieces back
 * at once, because the server ends its session. A pool of transactions between the service and PostgreSQL would mix up
 * the sessions: DATABASE_URL must lead to the server itself (docs/operations.md).
 */
@Injectable()
export class Leases {
  private readonly logger = new Logger('jobs');
  private readonly held = new Map<string, AbortController>();
  private client: Client | null = null;
  private connection: Promise<Client> | null = null;

  constructor(private readonly dataSource: DataSource) {}

  /** The lease of a piece, or null when it is being worked, here or in another process. */
  async take(id: string): Promise<Lease | null> {
    // A session may take its own lock again, so what this process works is asked of its memory.
    if (this.held.has(id)) return null;
    const lost = new AbortController();
    this.held.set(id, lost);
    try {
      const client = await this.connected();
      const { rows } = await client.query<{ taken: boolean }>(
        `SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken`,
        [`job ${id}`],
      );
      if (rows[0]?.taken) return { lost: lost.signal, release: () => this.release(client, id, lost) };
    } catch (error) {
      this.held.delete(id);
      throw error;
    }
    this.held.delete(id);
    return null;
  }

  /** After the last piece: whoever still holds one loses it. */
  async close(): Promise<void> {
    const connection = this.connection;
    this.connection = null;
    this.client = null;
    await connection?.then((client) => client.end()).catch(() => undefined);
  }

  private async release(client: Client, id: string, lease: AbortController): Promise<void> {
    if (this.held.get(id) !== lease) return;
    // A connection that fails here is lost, and its locks with it.
    await client
      .query(`SELECT pg_advisory_unlock(hashtextextended($1, 0))`, [`job ${id}`])
      .catch(() => undefined);
    if (this.held.get(id) === lease) this.held.delete(id);
  }

  private connected(): Promise<Client> {
    this.connection ??= this.connect().catch((error: unknown) => {
      this.connection = null;
      throw error;
    });
    return this.connection;
  }

  private async connect(): Promise<Client> {
    const { url } = this.dataSource.options as { url?: string };
    if (!url) throw new Error('the data source has no address');
    const client = new Client({
      connectionString: url,
      application_name: 'passerelle leases',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    this.client = client;
    const lose = () => this.lose(client);
    client.on('error', lose);
    client.on('end', lose);
    await client.connect();
    // The server notices within half a minute that the machine of a worker is gone, not within the hours of its default.
    await client.query(`SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
                        SET idle_session_timeout = 0`);
    return client;
  }

  private lose(client: Client): void {
    if (client !== this.client) return;
    this.client = null;
    this.connection = null;
    if (this.held.size > 0) this.logger.warn('the connection of the leases was lost: pieces are taken again');
    for (const lease of this.held.values()) lease.abort();
    this.held.clear();
  }
}
