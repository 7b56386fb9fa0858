import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DIST = 'web/dist';

/** What a browser that reads Brotli is sent for a file. */
function sentBytes(path: string): number {
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
}

/** The files that some built file asks for at once: not those it imports when needed. */
function asksFor(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const wanted = path.endsWith('.html')
    ? [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)]
    : [...text.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)];
  return wanted.map(([, name]) => join(DIST, name!.startsWith('/') ? name! : join('assets', name!)));
}

function withAllOf(paths: readonly string[], seen = new Set<string>()): Set<string> {
  for (const path of paths) {
    if (seen.has(path)) continue;
    seen.add(path);
    if (/\.(js|html)$/.test(path)) withAllOf(asksFor(path), seen);
  }
  return seen;
}

/** The bytes on their way of the page, what it asks for at once, and the parts of the application so named. */
function bytesOf(parts: RegExp): number {
  const named = readdirSync(join(DIST, 'assets'))
    .filter((name) => parts.test(name))
    .map((name) => join(DIST, 'assets', name));
  const files = [...withAllOf([join(DIST, 'index.html'), ...named])];
  expect(files.some((path) => path.endsWith('.woff2'))).toBe(true);
  return files.reduce((sum, path) => sum + sentBytes(path), 0);
}

describe('the first page', () => {
  it.each([
    ['of a visitor', 200, /^public-.*\.(js|css)$/],
    ['that the QR code of a voucher opens, on a phone', 200, /^(public|voucher)-.*\.(js|css)$/],
    // Finding a commune is what it is for; its map comes after it.
    ['that finds a venue', 215, /^(public|where)-.*\.(js|css)$/],
  ])(
    '%s weighs less than %i kB on its way: the page, its scripts, styles and letters',
    (which, most, parts) => {
      const bytes = bytesOf(parts);
      process.stdout.write(`The first page ${which} weighs ${Math.round(bytes / 1000)} kB\n`);
      expect(bytes).toBeGreaterThan(50_000);
      expect(bytes).toBeLessThan(most * 1000);
    },
  );

  it('loads no script that writes code from text, and none from elsewhere', () => {
    for (const name of readdirSync(join(DIST, 'assets'))) {
      if (!name.endsWith('.js')) continue;
      const text = readFileSync(join(DIST, 'assets', name), 'utf8');
      expect(text).not.toMatch(/new Function\(|\beval\(/);
      expect(text).not.toMatch(/import\(\s*["']https?:/);
    }
  });
});
