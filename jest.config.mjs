/**
 * The tests run the sources as CommonJS, which is what Jest does best: SWC rewrites ours and, in node_modules, the
 * packages that are published as ES modules only.
 */
const esModulesOnly = ['@nestjs/', 'temporal-', 'content-disposition/', '@fastify/cookie/', 'cookie/'];

const swc = {
  swcrc: false,
  sourceMaps: 'inline',
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
};

export default {
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  transform: { '\\.[jt]s$': ['@swc/jest', swc] },
  transformIgnorePatterns: [`/node_modules/(?!${esModulesOnly.join('|')})`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  globalSetup: '<rootDir>/test/support/global-setup.cjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  coverageProvider: 'v8',
  maxWorkers: 2,
  testTimeout: 60_000,
};
