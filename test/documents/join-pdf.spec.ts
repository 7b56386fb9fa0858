import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { joinedPdf } from '../../src/documents/join-pdf.js';
import { writePdf } from '../../src/documents/pdf.js';
import { drawLogo, readLogo } from '../../src/documents/logo.js';
import { asDay } from '../../src/shared/calendar.js';
import { PaperTray } from '../support/pages.js';

const tray = new PaperTray();
afterAll(() => tray.clear());

const TITLE = 'Carnets (1 0 R) de l’été \\ 2 0 obj';
const LOGO = readLogo(
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/>
     <stop offset="1" stop-color="#000"/></linearGradient></defs><rect width="9" height="9" fill="url(#g)"/></svg>`,
  ),
);

/** A file of pages numbered from one to the other, with a stamp, a picture and words that look like references. */
const aPart = (name: string, from: number, to: number) =>
  tray.write(name, (sink) =>
    writePdf(sink, { title: TITLE, on: asDay('2026-03-02') }, async (pdf) => {
      let stamp: ((x: number, y: number) => void) | undefined;
      for (let page = from; page <= to; page++) {
        await pdf.page();
        stamp ??= pdf.stamp(() => pdf.line(`Modèle de ${name}`, 0, 0));
        stamp(20, 40);
        pdf.line(`Page ${page} · 7 0 R`, 20, 20, { weight: 'bold' });
        drawLogo(pdf, LOGO, 20, 60, 20, 20);
      }
    }),
  );

const join = (name: string, paths: readonly string[]) =>
  tray.write(name, (sink) => pipeline(Readable.from(joinedPdf(paths)), sink));

const info = (path: string) => execFileSync('pdfinfo', [path], { encoding: 'utf8' });
/** What a reader says of a file that it has to mend. */
const complaints = (path: string) =>
  execFileSync('sh', ['-c', `pdftotext "$0" /dev/null 2>&1; pdftoppm -r 10 "$0" 2>&1 >/dev/null`, path], {
    encoding: 'utf8',
  });

describe('joined PDFs', () => {
  it('lose no page, and keep their order, title and language', async () => {
    const parts = [await aPart('one', 1, 3), await aPart('two', 4, 4), await aPart('three', 5, 12)];
    const whole = await join('whole', parts);
    expect(info(whole)).toMatch(/^Pages: +12$/m);
    expect(info(whole)).toContain(`Title:           ${TITLE}`);
    const pages = (await tray.text(whole)).split('\f').slice(0, -1);
    expect(pages.map((text) => /Page (\d+) · 7 0 R/.exec(text)?.[1])).toEqual(
      Array.from({ length: 12 }, (_, index) => String(index + 1)),
    );
    const models = [1, 2, 3]
      .map(() => 'one')
      .concat(
        'two',
        Array.from({ length: 8 }, () => 'three'),
      );
    expect(pages.map((text) => /Modèle de (\w+)/.exec(text)?.[1])).toEqual(models);
    expect(complaints(whole)).toBe('');
    expect(
      readFileSync(whole)
        .toString('latin1')
        .match(/\/Lang \(fr-FR\)/g),
    ).toHaveLength(1);
  });

  it('look as they did apart', async () => {
    const parts = [await aPart('left', 1, 1), await aPart('right', 2, 2)];
    const whole = await join('both', parts);
    const apart = [...(await tray.pictures(parts[0]!, 40)), ...(await tray.pictures(parts[1]!, 40))];
    const together = await tray.pictures(whole, 40);
    expect(together.map((path) => readFileSync(path))).toEqual(apart.map((path) => readFileSync(path)));
  });

  it('are the same bytes each time, and one alone is itself under other numbers', async () => {
    const part = await aPart('alone', 1, 2);
    const [once, twice] = [await join('once', [part]), await join('twice', [part])];
    expect(readFileSync(once)).toEqual(readFileSync(twice));
    expect(info(once)).toMatch(/^Pages: +2$/m);
    expect(complaints(once)).toBe('');
  });

  it('are refused when one is cut short, or is none of ours', async () => {
    const part = await aPart('cut', 1, 2);
    writeFileSync(part, readFileSync(part).subarray(0, statSync(part).size - 30));
    await expect(join('never', [await aPart('good', 1, 1), part])).rejects.toThrow('no whole PDF');
    writeFileSync(part, '%PDF-1.7\nstartxref\n3\n%%EOF\n');
    await expect(join('never', [part])).rejects.toThrow('no table');
    await expect(join('never', [])).rejects.toThrow('nothing to join');
  });
});
