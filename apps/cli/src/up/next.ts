import { textsOf } from '../i18n/index.js';
import type { Language } from '../language.js';
import type { SamplePasswords } from '../provision/node.js';
import type { Style } from '../story/style.js';
import { sampleContext, sampleQuestions } from '../integrator/sample.js';

export interface NextFacts {
  nodes: readonly {
    name: { zh: string; en: string };
    console: string;
    graphiql: string;
    issuer: string;
    passwords: SamplePasswords;
  }[];
  /** Whether auditors and administrators are asked for a second factor. */
  secondFactor: boolean;
  /** The sample identity platform, where holders sign in. */
  identity?: { url: string; passwords: readonly { username: string; password: string }[] };
  /** Tianjin's public GraphQL endpoint and where its sample client's key lies. */
  endpoint: string;
  logs: readonly string[];
}

/** Where to click and what to paste, after the story. */
export function renderNext(facts: NextFacts, language: Language, style: Style): string {
  const words = textsOf(language).next;
  const roles = new Map<string, { region: string; password: string }[]>();
  for (const node of facts.nodes) {
    for (const { username, password } of node.passwords) {
      roles.set(username, [...(roles.get(username) ?? []), { region: node.name[language], password }]);
    }
  }
  const accounts = [...roles].map(
    ([username, places]) =>
      `${username.padEnd(12)}${places.map(({ region, password }) => `${region} ${password}`).join('   ')}`,
  );
  return [
    style.strong(words.title),
    '',
    `${words.console}:`,
    ...facts.nodes.map(({ name, console: page }) => `   ${name[language]}  ${page}`),
    `${words.graphiql}:`,
    ...facts.nodes.map(({ name, graphiql }) => `   ${name[language]}  ${graphiql}`),
    ...(accounts.length > 0
      ? [
          `${words.accounts}  ${style.faint(words.accountsNote)}:`,
          ...accounts.map((line) => `   ${line}`),
          `   ${style.faint(facts.secondFactor ? words.secondFactorOn : words.secondFactorOff)}`,
        ]
      : []),
    ...(facts.identity
      ? [
          `${words.identity}  ${style.faint(words.accountsNote)}:`,
          `   ${facts.identity.url}`,
          ...facts.identity.passwords.map(({ username, password }) => `   ${username.padEnd(12)}${password}`),
        ]
      : []),
    '',
    `${words.paste}:`,
    style.faint(`   # ${words.query}`),
    '   npm run -s tongban -- query --sample',
    '   npm run -s tongban -- query --sample denied',
    style.faint(`   # ${words.eligibility}`),
    '   npm run -s tongban -- eligibility run .data/story/candidates.csv --client sample-benefits --at beijing --matter disabled-persons --source dataset:low-income=beijing',
    style.faint(`   # ${words.cases}`),
    '   npm run -s tongban -- cases list --region beijing',
    style.faint(`   # ${words.curl}`),
    ...curl(facts.endpoint).map((line) => `   ${line}`),
    style.faint(`   # ${words.sdk}`),
    '   npm run -s example -- licence',
    '',
    `${words.logs}: ${facts.logs.join('  ')}`,
    style.strong(words.stop),
    '',
  ].join('\n');
}

function curl(endpoint: string): string[] {
  const body = JSON.stringify({
    query:
      'query($id: LicenceIdentifier!, $context: LookupContextInput) { licence(identifier: $id, context: $context) { status licence { name holderName } receipt { log leaf } } }',
    variables: { id: sampleQuestions.granted().identifier, context: sampleContext() },
  });
  return [
    'TOKEN=$(npm run -s tongban -- token)',
    `curl -s ${endpoint} -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '${body}'`,
  ];
}
