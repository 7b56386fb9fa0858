import type { Page } from 'playwright-core';
import type { PageInfo, Role } from '../../web/src/areas/area.js';
import { AREAS } from '../../web/src/areas/areas.js';
import { DEMONSTRATION_PASSWORD } from '../../src/demonstration/demonstration.js';
import { signIn, tokenOf } from './access.js';
import { emailOf, type Screens, WIDTHS } from './browser.js';
import { answered, theOperator } from './funders.js';
import { agree, closingStep, theStatements } from './year-end.js';

export interface Visit {
  /** The name of its picture: area-page, and the role where several see it. */
  readonly name: string;
  readonly role: Role | undefined;
  readonly page: PageInfo;
}

/** Every page, as each role that may see it: the areas declare them, so a new page is visited without being added here. */
export function everyVisit(): Visit[] {
  const ofAreas = AREAS.flatMap((area) =>
    area.pages.flatMap((page): Visit[] => {
      const roles = page.roles ?? area.roles;
      const name = `${area.id}-${page.name}`;
      if (roles.length === 0) return [{ name, role: undefined, page }];
      return roles.map((role) => ({ name: roles.length > 1 ? `${name}-${role}` : name, role, page }));
    }),
  );
  const signIn = { name: 'sign-in', role: undefined, page: { name: 'sign-in', path: '/connexion' } };
  const account = { name: 'account', role: 'funder', page: { name: 'account', path: '/compte' } } as const;
  return [signIn, account, ...ofAreas];
}

/** Goes from page to page as their visitors do, in a window for each role that stays open. */
export class Tour {
  private readonly windows = new Map<Role | undefined, Page>();

  /** `script` runs in each page before its own. */
  constructor(
    private readonly screens: Screens,
    private readonly script = '',
  ) {}

  /** Loads a page by its address in a desktop's window; null where there is none of its kind yet. */
  async arrive({ role, page: { path, example } }: Visit): Promise<Page | null> {
    const page = this.windows.get(role) ?? (await this.open(role));
    const address = example ? await example((list) => this.read(page, list)) : path;
    if (address === null) return null;
    await page.setViewportSize(WIDTHS.desktop);
    await this.screens.visit(page, address);
    // Not sent elsewhere: to the sign-in page, to one's home.
    expect(new URL(page.url()).pathname).toBe(address.split('?')[0]);
    return page;
  }

  private async open(role: Role | undefined): Promise<Page> {
    const page = await this.screens.open(role ? { role } : {});
    if (this.script) await page.addInitScript({ content: this.script });
    this.windows.set(role, page);
    return page;
  }

  /** What the API answers to whom the window is signed in as. */
  private async read(page: Page, path: string): Promise<unknown> {
    const answer = await page.context().request.get(`${this.screens.origin}/api/v1${path}`);
    if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}`);
    return answer.json();
  }
}

/** Plays what the demonstration leaves to its people: a payout run, then the end of the year up to the credit notes. */
export async function endTheYear(screens: Screens): Promise<void> {
  await screens.stopService();
  const { server } = screens;
  const { client } = await theOperator(server);
  // What is redeemed at the very instant of a cut-off is for the next run.
  server.clock.advance(60_000);
  const run = await answered(client.post('/payout-runs'));
  await answered(client.post(`/payout-runs/${run.id}/sending`));
  await theStatements(server);
  const funder = await signIn(server, { email: emailOf('funder'), password: DEMONSTRATION_PASSWORD });
  await agree(server, server.withSession(tokenOf(funder)));
  await answered(closingStep(server, 'credit-notes'));
  await screens.startService();
}
