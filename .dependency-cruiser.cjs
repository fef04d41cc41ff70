/**
 * Arrows point down and never in a circle (house rule 1).
 * LAYERS lists, for each library, the libraries below it that it may import.
 */
const LAYERS = {
  errors: [],
  pki: ['errors'],
  codes: ['errors'],
  calendar: ['errors'],
  totp: ['errors'],
  jws: ['errors', 'pki'],
  seals: ['errors', 'codes', 'pki', 'jws'],
  typesetting: ['errors', 'codes', 'pki', 'jws', 'seals'],
  licences: ['errors', 'codes'],
  sharing: ['errors', 'codes', 'licences'],
  catalogue: ['errors', 'codes', 'licences'],
  'audit-log': ['errors', 'codes'],
  federation: ['errors', 'codes', 'pki', 'jws'],
  credentials: ['errors', 'jws'],
  authorisation: ['errors', 'codes', 'jws'],
  exchange: ['errors', 'codes', 'pki', 'jws'],
  requests: ['errors', 'codes', 'calendar', 'pki', 'jws', 'exchange'],
  evidence: ['errors', 'codes', 'pki', 'jws', 'exchange', 'federation', 'audit-log'],
  reconciliation: ['errors', 'codes', 'pki', 'jws', 'exchange'],
  handling: ['errors', 'codes', 'calendar', 'pki', 'jws', 'licences', 'audit-log'],
  reports: [
    'errors',
    'codes',
    'calendar',
    'pki',
    'jws',
    'seals',
    'licences',
    'audit-log',
    'typesetting',
    'handling',
  ],
  archive: [
    'errors',
    'codes',
    'calendar',
    'pki',
    'jws',
    'seals',
    'licences',
    'audit-log',
    'federation',
    'exchange',
    'evidence',
    'handling',
  ],
  client: ['errors', 'codes', 'pki', 'jws', 'exchange'],
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'libs-import-no-app', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'libs-know-no-framework',
      comment: 'A library holds what is true without a server: no Nest, no TypeORM, no database, no sockets.',
      severity: 'error',
      from: { path: '^libs/', pathNot: '\\.spec\\.ts$|\\.mjs$|^libs/client/examples/' },
      to: {
        path: '^(@nestjs|typeorm|pg|fastify|mercurius|undici)|node_modules/(@nestjs|typeorm|pg|fastify|mercurius|undici)|^(node:)?(http|https|net|tls|fs|fs/promises|child_process)$',
      },
    },
    {
      name: 'audit-log-and-evidence-run-in-browsers',
      comment:
        'Their verifiers run in a page: hashing and signatures come through ports with portable defaults.',
      severity: 'error',
      from: { path: '^libs/(audit-log|evidence)/src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^test/|\\.spec\\.ts$' },
    },
    {
      name: 'anchor-and-cli-import-no-node',
      severity: 'error',
      from: { path: '^apps/anchor/' },
      to: { path: '^apps/(node|cli|identity)/' },
    },
    {
      name: 'identity-imports-no-node',
      severity: 'error',
      from: { path: '^apps/identity/' },
      to: { path: '^apps/(node|cli)/' },
    },
    {
      name: 'departments-import-no-node',
      severity: 'error',
      from: { path: '^apps/departments/' },
      to: { path: '^apps/(node|cli|anchor|identity)/' },
    },
    {
      name: 'node-imports-no-cli',
      severity: 'error',
      from: { path: '^apps/node/' },
      to: { path: '^apps/(cli|anchor|identity|departments)/' },
    },
    {
      name: 'secrets-stand-below-the-rooms',
      comment: 'Keys and seals serve every room of the node, and know none of them.',
      severity: 'error',
      from: { path: '^apps/node/src/secrets/' },
      to: { path: '^apps/', pathNot: '^apps/node/src/secrets/' },
    },
    {
      name: 'callers-stand-below-the-rooms-that-ask-who-calls',
      severity: 'error',
      from: { path: '^apps/node/src/callers/' },
      to: { path: '^apps/', pathNot: '^apps/node/src/(callers|http|secrets)/' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...Object.entries(LAYERS).map(([library, below]) => ({
      name: `layer-${library}`,
      severity: 'error',
      from: { path: `^libs/${library}/`, pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/', pathNot: `^libs/(${[library, ...below].join('|')})/` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.data|libs/client/dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['tongban-source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
