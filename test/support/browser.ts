import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { source as axeSource } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { bootstrapOperator } from '../../src/access/bootstrap.js';
import type { AppSettings } from '../../src/app.module.js';
import { loadDemonstration } from '../../src/demonstration/demonstration.js';
import { DEMONSTRATION_LOGINS, DEMONSTRATION_PASSWORD } from '../../src/demonstration/demonstration.js';
import type { Role } from '../../web/src/areas/area.js';
import { TestApp } from './app.js';
import type { TestPerson } from './people.js';

/** The two windows that every page is made for: a desktop and a phone. */
export const WIDTHS = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;
export type Width = keyof typeof WIDTHS;

const HINT = 'passerelle.signed-in';

export interface WindowOptions {
  /** Signed in as the demonstration login of this role; a visitor unless told. */
  readonly role?: Role;
  /** Signed in as somebody the test made, instead. */
  readonly person?: TestPerson;
  readonly width?: Width;
  readonly language?: 'fr' | 'en';
}

/**
 * A browser before the built service, in a process of its own, with the demonstration in its database. What goes wrong
 * out of sight fails the test that ends with `check()`: an error in the console, a page that breaks, a request to anywhere
 * but the service.
 */
export class Screens {
  private readonly wrong: string[] = [];
  private child: ChildProcess | null = null;
  private next: ChildProcess | null = null;
  private readonly contexts: BrowserContext[] = [];
  private readonly traffic = new WeakMap<Page, Traffic>();

  private constructor(
    readonly server: TestApp,
    private readonly browser: Browser,
    private readonly port: number,
  ) {}

  /** Starts on a Paris day, 15 June 2026 unless told; `flags` are Chromium's, for a camera for example. */
  static async start(day = '2026-06-15', flags: readonly string[] = []): Promise<Screens> {
    const port = await freePort();
    const [server, browser] = await Promise.all([aDemonstration(day, port), aBrowser(flags)]);
    const screens = new Screens(server, browser, port);
    await screens.startService();
    return screens;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /**
   * Starts the service, or starts it again at the same address; one that is there stays. It sends no letter unless told
   * where.
   */
  async startService({ mail }: Pick<AppSettings, 'mail'> = {}): Promise<void> {
    if (this.child?.exitCode === null) return;
    const { next } = this;
    this.next = null;
    // The one readied sends no letter.
    if (mail) await this.end(next);
    this.child = mail ? this.readied(mail) : (next ?? this.readied());
    this.child.stdin!.write(this.server.clock.now().toISOString());
    const ended = once(this.child, 'exit').then(() => {
      throw new Error('the service ended before it listened');
    });
    await Promise.race([once(this.child.stdout!, 'data'), ended]);
    ended.catch(() => undefined);
  }

  /** A process that has read the sources of the service, and does nothing else before it is told the time. */
  private readied(mail?: AppSettings['mail']): ChildProcess {
    const { databaseUrl, keysDir, dataDir } = this.server;
    const publicUrl = this.origin;
    const settings = { databaseUrl, keysDir, dataDir, databasePoolSize: 8, publicUrl, worksJobs: true, mail };
    const words = ['test/support/server-process.mjs', JSON.stringify(settings), 'later', String(this.port)];
    return spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  /** Really stops the service: nothing listens any more. The next one is readied meanwhile. */
  async stopService(): Promise<void> {
    await this.end(this.child);
    this.child = null;
    this.next ??= this.readied();
  }

  private async end(child: ChildProcess | null): Promise<void> {
    if (!child || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await Promise.all([this.end(this.child), this.end(this.next)]);
    await this.server.stop();
  }

  /** A new window with a profile of its own, signed in as a role. */
  async open({ role, person, width = 'desktop', language = 'fr' }: WindowOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({
      viewport: WIDTHS[width],
      locale: 'fr-FR',
      timezoneId: 'Europe/Paris',
      hasTouch: width === 'phone',
    });
    this.contexts.push(context);
    // Listened to and not routed: a browser whose requests are routed forgets its cache. It knows no name but ours.
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin === this.origin || protocol === 'data:' || protocol === 'blob:') return;
      this.wrong.push(`a request left for ${origin}`);
    });
    await context.addInitScript(
      ([hint, isSignedIn, chosen]) => {
        const storage = (globalThis as any).localStorage;
        if (isSignedIn && storage.getItem('test.begun') === null) storage.setItem(hint, '1');
        if (storage.getItem('test.begun') === null) storage.setItem('passerelle.language', chosen);
        storage.setItem('test.begun', '1');
      },
      [HINT, role !== undefined || person !== undefined, language] as const,
    );
    if (role) await this.signIn(context, role);
    if (person) {
      const [name, value] = person.client.headers['cookie']!.split('=') as [string, string];
      await context.addCookies([{ name, value, url: this.origin }]);
    }
    const page = await context.newPage();
    this.traffic.set(page, new Traffic(page));
    await page.clock.setFixedTime(this.server.clock.now());
    page.on('pageerror', (error) => this.wrong.push(`a page broke: ${error.message}`));
    page.on('console', (message) => {
      // The browser itself tells every refusal, which is an answer like another, and a service that the test stopped.
      if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
      this.wrong.push(`the console tells: ${message.text()}`);
    });
    return page;
  }

  private async signIn(context: BrowserContext, role: Role): Promise<void> {
    const answer = await context.request.post(`${this.origin}/api/v1/session`, {
      data: { email: emailOf(role), password: DEMONSTRATION_PASSWORD },
    });
    if (!answer.ok()) throw new Error(`signing in as ${role} answered ${answer.status()}`);
  }

  /** Goes to an address and waits for the page's title and for what it asked of the API. */
  async visit(page: Page, path: string): Promise<void> {
    const traffic = this.traffic.get(page)!;
    traffic.begin();
    await page.goto(`${this.origin}${path}`);
    await this.atRest(page);
  }

  /** Waits for the title of the page where an act has led, and for what it asked of the API. */
  async atRest(page: Page): Promise<void> {
    await page.locator('h1').first().waitFor();
    await this.traffic.get(page)!.rest();
  }

  /** Fails for what went wrong out of sight since the last time, and closes the windows. */
  async check(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
    this.checkWindows();
  }

  /** The same, and the windows stay. */
  checkWindows(): void {
    const wrong = this.wrong.splice(0);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  }
}

/** The service in this process, with the demonstration in its database. */
async function aDemonstration(day: string, port: number): Promise<TestApp> {
  const server = await TestApp.start(day, { publicUrl: `http://localhost:${port}` });
  await bootstrapOperator(server.app, { operator: undefined });
  await loadDemonstration(server.app, () => undefined);
  return server;
}

function aBrowser(flags: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-dev-shm-usage',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost',
      ...flags,
    ],
  });
}

const QUIET_MS = 60;

/** What a window asks for, a job excepted, which is followed as long as it lasts. */
class Traffic {
  private readonly waiting = new Set<Request>();
  private asked = 0;

  constructor(private readonly page: Page) {
    page.on('request', (request) => {
      if (request.resourceType() === 'eventsource') return;
      this.asked++;
      this.waiting.add(request);
    });
    const answered = (request: Request) => void this.waiting.delete(request);
    page.on('requestfinished', answered);
    page.on('requestfailed', answered);
  }

  /** Forgets what the page before did not wait for. */
  begin(): void {
    this.waiting.clear();
  }

  /**
   * Waits until all is answered and the page, given the time to draw it, loads and asks for nothing more: Playwright's
   * idle network, without its half second.
   */
  async rest(): Promise<void> {
    for (let before = -1, isLoading = true; isLoading || before !== this.asked || this.waiting.size > 0;) {
      before = this.asked;
      isLoading = await this.page.evaluate(async (ms) => {
        const { document, requestAnimationFrame } = globalThis as any;
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done, ms)));
        return document.querySelector('[data-loading]') !== null;
      }, QUIET_MS);
    }
  }
}

export function emailOf(role: Role): string {
  return DEMONSTRATION_LOGINS.find((login) => login.role === role)!.email;
}

/** Waits for the window to arrive at a path, and gives the one where it is. */
export async function arrival(page: Page, path: string): Promise<string> {
  await page.waitForURL((url) => url.pathname === path, { timeout: 15_000 });
  return new URL(page.url()).pathname;
}

/** What axe finds wrong in a page, by WCAG 2.2 A and AA: a line for each, none if all is well. */
export async function accessibilityOf(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await (globalThis as any).axe.run({
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations'],
    });
    return violations.map(
      (each: any) =>
        `${each.id}: ${each.help} (${each.nodes
          .slice(0, 3)
          .map((node: any) => node.target.join(' '))
          .join(', ')})`,
    );
  });
}

/** What axe finds wrong, or makes a phone scroll sideways, in this very state of a page at both widths; none if all is well. */
export async function faultsAtBothWidths(page: Page): Promise<string[]> {
  const before = page.viewportSize()!;
  const faults: string[] = [];
  for (const [width, size] of Object.entries(WIDTHS)) {
    await page.setViewportSize(size);
    faults.push(...(await wrongIn(page)).map((fault) => `${width}: ${fault}`));
  }
  await page.setViewportSize(before);
  return faults;
}

/** Whether the page is wider than its window, which makes a phone scroll sideways. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = (globalThis as any).document.documentElement;
    return scrollWidth - clientWidth;
  });
}

/** What is wrong with a page as it stands: what axe finds, and whether it is wider than its window; none if all is well. */
export async function wrongIn(page: Page): Promise<string[]> {
  const overflow = await overflowOf(page);
  return [...(await accessibilityOf(page)), ...(overflow > 0 ? [`wider by ${overflow} px`] : [])];
}

function chromiumPath(): string {
  const found = spawnSync('which', ['chromium', 'chromium-browser', 'google-chrome'], { encoding: 'utf8' });
  const [path] = found.stdout.trim().split('\n');
  if (!path) throw new Error('the tests of the screens need Chromium in the PATH');
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
