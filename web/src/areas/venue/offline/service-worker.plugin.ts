import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;
const SOURCE = join(import.meta.dirname, 'service-worker.js');

/** Writes /sw.js with the files that the pages of a venue need: the shell, the area and what both load later. */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const needed = filesOf(bundle);
        const reader = needed.filter((name) => /zxing|reader-/.test(name));
        const files = needed.filter((name) => !reader.includes(name));
        const page = bundle['index.html'];
        const version = createHash('sha256')
          .update(JSON.stringify([files, reader]))
          .update(page?.type === 'asset' ? page.source : '')
          .update(readFileSync(SOURCE))
          .digest('hex')
          .slice(0, 12);
        const source = readFileSync(SOURCE, 'utf8')
          .replace('__VERSION__', version)
          .replace('__FILES__', JSON.stringify(files))
          .replace('__READER__', JSON.stringify(reader));
        this.emitFile({ type: 'asset', fileName: 'sw.js', source });
      },
    },
  };
}

/** From the entry on, what is loaded at once and, outside the other areas, what is loaded later. */
function filesOf(bundle: Bundle): string[] {
  const found = new Set<string>();
  const follow = (name: string) => {
    if (found.has(name)) return;
    const chunk = bundle[name];
    if (chunk?.type !== 'chunk') return;
    found.add(name);
    const meta = (chunk as { viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> } })
      .viteMetadata;
    for (const each of [...(meta?.importedCss ?? []), ...(meta?.importedAssets ?? [])]) found.add(each);
    for (const each of chunk.imports) follow(each);
    for (const each of chunk.dynamicImports) if (!isOfAnotherArea(bundle[each])) follow(each);
  };
  for (const [name, output] of Object.entries(bundle)) {
    if (output.type === 'chunk' && output.isEntry) follow(name);
  }
  // Style sheets ask for fonts, which no chunk names: those of our languages.
  for (const name of Object.keys(bundle)) if (/-latin-wght.*\.woff2$/.test(name)) found.add(name);
  return ['icon.svg', ...found].map((name) => `/${name}`).toSorted();
}

function isOfAnotherArea(output: Bundle[string] | undefined): boolean {
  if (output?.type !== 'chunk') return true;
  const area = /\/areas\/(\w+)\//.exec(output.facadeModuleId ?? '')?.[1];
  return area !== undefined && area !== 'venue';
}
