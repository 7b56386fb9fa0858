import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createApp } from '../../src/app.js';
import type { AppSettings } from '../../src/app.module.js';
import { Database } from '../../src/database/database.js';
import { openApi } from '../../src/openapi.js';
import { asDay } from '../../src/shared/calendar.js';
import { SettableClock } from '../../src/shared/clock.js';
import { SESSION_COOKIE } from '../../src/access/http.js';
import { testDatabase } from './database.js';

export interface Answer<T = any> {
  status: number;
  body: T;
  headers: Record<string, unknown>;
}

export interface CallOptions {
  body?: unknown;
  /** The Idempotency-Key; a fresh one is made for every POST that has none. */
  key?: string;
  headers?: Record<string, string>;
}

/** Someone who calls the API: a session's cookie, an API key, or nobody. */
export class Client {
  constructor(
    private readonly server: TestApp,
    readonly headers: Record<string, string> = {},
  ) {}

  get<T = any>(path: string): Promise<Answer<T>> {
    return this.call<T>('GET', path);
  }
  post<T = any>(path: string, body: unknown = {}, options: CallOptions = {}): Promise<Answer<T>> {
    return this.call<T>('POST', path, { ...options, body });
  }
  put<T = any>(path: string, body: unknown = {}): Promise<Answer<T>> {
    return this.call<T>('PUT', path, { body });
  }
  patch<T = any>(path: string, body: unknown = {}): Promise<Answer<T>> {
    return this.call<T>('PATCH', path, { body });
  }
  delete<T = any>(path: string): Promise<Answer<T>> {
    return this.call<T>('DELETE', path);
  }

  /** Calls the API in the process; every answer is held against the OpenAPI document. */
  async call<T = any>(
    method: string,
    path: string,
    { body, key, headers }: CallOptions = {},
  ): Promise<Answer<T>> {
    const reply = await this.server.app.inject({
      method: method as 'GET',
      url: `/api/v1${path}`,
      headers: {
        ...this.headers,
        ...(method === 'POST' ? { 'idempotency-key': key ?? randomUUID() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const answer = {
      status: reply.statusCode,
      body: bodyOf(reply.rawPayload, String(reply.headers['content-type'])) as T,
      headers: reply.headers as Record<string, unknown>,
    };
    this.server.checkDocumented(method, path, answer);
    return answer;
  }
}

/** JSON as it reads, XML as its text, any other file as its bytes. */
function bodyOf(bytes: Buffer, contentType: string): unknown {
  if (bytes.length === 0) return null;
  if (/json/.test(contentType)) return JSON.parse(bytes.toString());
  return /^(application|text)\/xml/.test(contentType) ? bytes.toString() : bytes;
}

/** The service on a database of its own, with a clock that the test moves. */
export class TestApp {
  readonly nobody: Client;
  private document: OpenAPIObject | null = null;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly clock: SettableClock,
    readonly databaseUrl: string,
    readonly dataDir: string,
    private readonly dropDatabase: () => Promise<void>,
  ) {
    this.nobody = new Client(this);
  }

  /** Starts at noon of a Paris day, 2 March 2026 unless told. */
  static async start(day = '2026-03-02', more: Partial<AppSettings> = {}): Promise<TestApp> {
    const database = await testDatabase();
    const dataDir = mkdtempSync(join(tmpdir(), 'passerelle-data-'));
    const clock = new SettableClock(new Date(0));
    clock.setDay(asDay(day));
    const settings = {
      databaseUrl: database.url,
      databasePoolSize: 8,
      dataDir,
      keysDir: join(dataDir, 'keys'),
      publicUrl: 'http://localhost:3000',
      ...more,
    };
    const app = await createApp(settings, clock);
    return new TestApp(app, clock, database.url, dataDir, database.drop);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.dropDatabase();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  get<T>(token: new (...args: never[]) => T): T {
    return this.app.get<T>(token, { strict: false });
  }

  get keysDir(): string {
    return join(this.dataDir, 'keys');
  }

  get db(): Database {
    return this.get(Database);
  }

  withSession(token: string): Client {
    return new Client(this, { cookie: `${SESSION_COOKIE}=${token}` });
  }

  withApiKey(token: string): Client {
    return new Client(this, { authorization: `Bearer ${token}` });
  }

  get openApi(): OpenAPIObject {
    return (this.document ??= openApi(this.app));
  }

  /** An answer that the documentation does not announce (route, status or refusal code) fails the test. */
  checkDocumented(method: string, path: string, answer: Answer): void {
    const bare = `/api/v1${path.split('?')[0]}`;
    const known = Object.keys(this.openApi.paths).find((each) =>
      new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare),
    );
    const exact = Object.keys(this.openApi.paths).find((each) => each === bare) ?? known;
    const operation = exact && (this.openApi.paths[exact] as Record<string, any>)[method.toLowerCase()];
    if (!operation) {
      if (answer.status === 404) return;
      throw new Error(`${method} ${bare} answered ${answer.status} and is not documented`);
    }
    if (answer.status >= 500)
      throw new Error(`${method} ${bare} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    if (!(String(answer.status) in operation.responses)) {
      throw new Error(
        `${method} ${bare} answered ${answer.status} (${answer.body?.code ?? ''}), which is not documented`,
      );
    }
    if (answer.status >= 400 && !operation['x-refusals'].includes(answer.body.code)) {
      throw new Error(`${method} ${bare} refused with ${answer.body.code}, which is not documented`);
    }
  }
}
