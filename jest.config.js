/**
 * Three projects: `unit` beside the code, `e2e` boots real nodes on a real PostgreSQL,
 * `conformance` reads foreign corpora where they are present.
 * @type {import('jest').Config}
 */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^#libs/(.*)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2024',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Both do nothing unless a test file asks for a database.
  globalSetup: '<rootDir>/test/support/setup.js',
  globalTeardown: '<rootDir>/test/support/teardown.js',
  setupFilesAfterEnv: ['<rootDir>/test/support/patience.js'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/libs/client/dist/', '<rootDir>/.data/'],
};

export default {
  // ES modules of a finished file are never let go of (vm contexts): a process that ran them all would need gigabytes.
  // With a limit, files run in a process of their own, which is replaced when it has grown.
  workerIdleMemoryLimit: '1GB',
  // By default a machine of two cores would use one of them.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/support/sequencer.js',
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs}/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.e2e.ts'],
    },
    {
      ...shared,
      displayName: 'conformance',
      testMatch: ['<rootDir>/test/conformance/**/*.conf.ts'],
    },
    // Asked for by commands of their own (`npm run screenshots`, `npm run console:weights`): they show and measure.
    {
      ...shared,
      displayName: 'screenshots',
      testMatch: ['<rootDir>/test/screenshots/**/*.shots.ts'],
    },
    {
      ...shared,
      displayName: 'timings',
      testMatch: ['<rootDir>/test/screenshots/**/*.timings.ts'],
    },
  ],
};
