import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DIST = 'web/dist';
const MOST_BYTES = 200_000;

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

describe('the first page', () => {
  it('weighs less than 200 kB on its way: the page, its scripts, styles and letters', () => {
    const area = readdirSync(join(DIST, 'assets'))
      .filter((name) => /^public-.*\.(js|css)$/.test(name))
      .map((name) => join(DIST, 'assets', name));
    const files = [...withAllOf([join(DIST, 'index.html'), ...area])];
    expect(files.some((path) => path.endsWith('.woff2'))).toBe(true);
    const bytes = files.reduce((sum, path) => sum + sentBytes(path), 0);
    process.stdout.write(`The first page weighs ${Math.round(bytes / 1000)} kB\n`);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it('loads no script that writes code from text, and none from elsewhere', () => {
    for (const name of readdirSync(join(DIST, 'assets'))) {
      if (!name.endsWith('.js')) continue;
      const text = readFileSync(join(DIST, 'assets', name), 'utf8');
      expect(text).not.toMatch(/new Function\(|\beval\(/);
      expect(text).not.toMatch(/import\(\s*["']https?:/);
    }
  });
});
