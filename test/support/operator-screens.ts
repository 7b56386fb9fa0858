import type { Page } from 'playwright-core';
import type { Screens } from './browser.js';

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

export const inDialog = (page: Page, name: string | RegExp) =>
  page.getByRole('dialog').getByRole('button', { name });

/** What the API answers to whom the window is signed in as. */
export async function read(screens: Screens, page: Page, path: string): Promise<any> {
  const answer = await page.context().request.get(`${screens.origin}/api/v1${path}`);
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}`);
  return answer.json();
}

/** The service again, at the present time of the test's clock: what the test's own process did is then past. */
export async function afterAMinute(screens: Screens): Promise<void> {
  await screens.stopService();
  screens.server.clock.advance(60_000);
  await screens.startService();
}
