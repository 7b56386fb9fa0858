import type { Page } from 'playwright-core';

/** Chooses the first venue and the first module: what a mediator does once. */
export async function chooseSession(page: Page): Promise<void> {
  await page.getByLabel('Lieu', { exact: true }).selectOption({ index: 1 });
  await page.getByLabel('Module', { exact: true }).selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Commencer à scanner' }).click();
  await page.getByRole('button', { name: 'Changer' }).waitFor();
}

export async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Ou tapez le code du chèque').fill(code);
}
