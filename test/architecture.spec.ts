import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

/** The way of a voucher: a folder imports only from itself and from those before it. */
const ORDER = [
  'shared',
  'scheme',
  'database',
  'ledger',
  'audit',
  'access',
  'jobs',
  'letters',
  'documents',
  'billing',
  'funders',
  'modules',
  'structures',
  'orders',
  'issuance',
  'distribution',
  'redemption',
  'settlement',
  'year-end',
  'insight',
  'demonstration',
];

interface Import {
  file: string;
  from: string;
  to: string;
}

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => join('src', name))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts') && statSync(path).isFile());

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] as string);
}

function folderOf(path: string): string | null {
  const parts = relative('src', path).split('/');
  return parts.length > 1 ? (parts[0] as string) : null;
}

const imports: Import[] = sources.flatMap((file) =>
  importsOf(file)
    .filter((name) => name.startsWith('.'))
    .flatMap((name) => {
      const from = folderOf(file);
      const to = folderOf(normalize(join(dirname(file), name)));
      return from && to && from !== to ? [{ file, from, to }] : [];
    }),
);

describe('the folders of src', () => {
  it('are all known, so that none escapes the order', () => {
    const folders = readdirSync('src').filter((name) => statSync(join('src', name)).isDirectory());
    expect(folders.filter((name) => name !== 'cli').toSorted()).toEqual(ORDER.toSorted());
  });

  it('import one way only', () => {
    const backwards = imports.filter(
      ({ from, to }) => from !== 'cli' && (to === 'cli' || ORDER.indexOf(to) > ORDER.indexOf(from)),
    );
    expect(backwards.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
  });

  it('read imports at all', () => {
    expect(imports.length).toBeGreaterThan(100);
  });
});

describe('the scheme', () => {
  it('knows neither Nest, nor TypeORM, nor the clock', () => {
    const scheme = sources.filter((file) => folderOf(file) === 'scheme');
    const outside = scheme.flatMap((file) =>
      importsOf(file)
        .filter((name) => /^@nestjs|^typeorm|^pg$|clock\.js$/.test(name))
        .map((name) => `${file} imports ${name}`),
    );
    const clocks = scheme.filter((file) => /new Date\(\)|Date\.now\(/.test(readFileSync(file, 'utf8')));
    expect([...outside, ...clocks]).toEqual([]);
  });
});

describe('time', () => {
  it('is read from the clock alone, save to wait for a server', () => {
    const readers = sources.filter(
      (file) =>
        !file.startsWith('src/database/engine/') &&
        /new Date\(\)|Date\.now\(/.test(readFileSync(file, 'utf8')),
    );
    expect(readers).toEqual(['src/shared/clock.ts']);
  });
});
