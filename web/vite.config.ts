import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin, type Rolldown } from 'vite';
import { serviceWorker } from './src/areas/venue/offline/service-worker.plugin.js';

const SMALLEST_BYTES = 1024;
const COMPRESSED = /\.(js|css|html|svg|json|webmanifest|wasm)$/;

/** Writes x.br and x.gz beside each file that shrinks: the service sends them as they are. */
function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    writeBundle({ dir }) {
      for (const name of readdirSync(dir!, { recursive: true }) as string[]) {
        if (!COMPRESSED.test(name)) continue;
        const path = join(dir!, name);
        const bytes = readFileSync(path);
        if (bytes.length < SMALLEST_BYTES) continue;
        const params = {
          [constants.BROTLI_PARAM_QUALITY]: 10,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        };
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

/** Asks for the letters with the page, not after its styles were read. */
function preloadLetters(): Plugin {
  return {
    name: 'preload-letters',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const letters = Object.keys(bundle).find((name) => /next-latin-wght-normal.*\.woff2$/.test(name))!;
        const attrs = {
          rel: 'preload',
          href: `/${letters}`,
          as: 'font',
          type: 'font/woff2',
          crossorigin: '',
        };
        return [{ tag: 'link', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}

/** « use client » in a library is for servers that render pages: there is none here. */
const onwarn: NonNullable<Rolldown.RolldownOptions['onwarn']> = (warning, warn) => {
  if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
};

export default defineConfig({
  plugins: [preloadLetters(), serviceWorker(), compress()],
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { onwarn },
  },
  server: { proxy: { '/api': 'http://localhost:3000' } },
});
