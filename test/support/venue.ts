import type { Page } from 'playwright-core';
import { oneRow, rows } from '../../src/database/sql.js';
import { Screens, type Width } from './browser.js';
import { FakedCamera, type Held, papersOf, type PaperVoucher } from './camera.js';

/** The screens of a venue, with vouchers in hand and a camera to hold them before. */
export class VenueScreens {
  private constructor(
    readonly screens: Screens,
    private readonly camera: FakedCamera,
    /** Handed out by the demonstration and not spent: each test takes its own. */
    private readonly papers: PaperVoucher[],
  ) {}

  static async start(): Promise<VenueScreens> {
    const camera = new FakedCamera();
    const screens = await Screens.start('2026-06-15', camera.flags);
    return new VenueScreens(screens, camera, await papersOf(screens.server, 'in hands'));
  }

  async stop(): Promise<void> {
    await this.screens.stop();
    this.camera.clear();
  }

  take(): PaperVoucher {
    return this.papers.shift()!;
  }

  hold(...scene: Held[]): Promise<void> {
    return this.camera.hold(this.screens.server, scene);
  }

  /** A page where the session is chosen and vouchers can be read. */
  async scanner({ width = 'phone', path = '/lieu' }: { width?: Width; path?: string } = {}): Promise<Page> {
    const page = await this.screens.open({ role: 'mediator', width });
    await page.goto(`${this.screens.origin}${path}`);
    await chooseSession(page);
    return page;
  }

  /** What the database holds of vouchers: how often each was redeemed, and how often the structure is owed for it. */
  async paidFor(papers: readonly PaperVoucher[]): Promise<{ times: number[]; transfers: number }> {
    const serials = papers.map(({ serial }) => serial);
    return this.screens.server.db.read(async (tx) => {
      const redeemed = await rows<{ times: number }>(
        tx,
        `SELECT count(*)::int AS times FROM redemption WHERE voucher_serial = ANY($1::bigint[])
          GROUP BY voucher_serial ORDER BY voucher_serial`,
        [serials],
      );
      const { transfers } = await oneRow<{ transfers: number }>(
        tx,
        `SELECT count(*)::int AS transfers FROM transfer t JOIN redemption r ON r.id = t.cause_id
          WHERE t.kind = 'redemption' AND r.voucher_serial = ANY($1::bigint[])`,
        [serials],
      );
      return { times: redeemed.map(({ times }) => times), transfers };
    });
  }
}

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

export async function scan(page: Page, code: string): Promise<void> {
  await typeCode(page, code);
  await page.getByRole('button', { name: 'Encaisser ce code' }).click();
}

/** Waits for the one word of an answer. */
export async function verdict(page: Page, word: 'Accepté' | 'Refusé' | 'Provisoire'): Promise<void> {
  await page.getByText(word, { exact: true }).waitFor();
}

/** Waits for a sentence on the page itself: what screen readers are told beside it says it too. */
export async function told(page: Page, text: string | RegExp): Promise<void> {
  await page.getByRole('main').getByText(text).first().waitFor();
}
