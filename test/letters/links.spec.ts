import { PAGES } from '../../src/letters/links.js';
import { AREAS } from '../../web/src/areas/areas.js';

/** Every address that letters lead to, with the area that it is of. */
function addresses(): [area: string, path: string][] {
  const found: [string, string][] = [];
  for (const [name, page] of Object.entries(PAGES)) {
    const pages = typeof page === 'object' ? Object.values(page) : [page];
    const area = typeof page === 'object' ? name : 'public';
    for (const each of pages) found.push([area, typeof each === 'function' ? each('some-id') : each]);
  }
  return found;
}

const fits = (pattern: string, path: string) =>
  new RegExp(`^${pattern.replaceAll(/:\w+/g, '[^/]+')}$`).test(path);

describe('a letter', () => {
  it.each(addresses())('never leads %s to a page that does not exist: %s', (id, address) => {
    const [path] = address.split('#') as [string];
    // The page of signing in is the shell's own, of no area.
    const pages = path === '/connexion' ? [{ path }] : AREAS.find((area) => area.id === id)!.pages;
    expect(pages.map((page) => page.path).filter((pattern) => fits(pattern, path))).not.toEqual([]);
  });
});
