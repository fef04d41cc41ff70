import { readFileSync } from 'node:fs';
import { caseParts, caseRoles, caseStates } from './states.js';
import { stepKinds, stepOf } from './steps.js';

const cell = (names: readonly string[], words: Readonly<Record<string, { zh: string }>>) =>
  names.map((name) => words[name]?.zh ?? name).join('、') || '—';

/** The table of the README, one line a step; columns may be padded there. */
const expected = [
  ['step', '', 'from', 'to', 'region', 'role'],
  ...stepKinds.map((kind) => {
    const { zh, from, to, by, roles } = stepOf(kind);
    return [
      `\`${kind}\``,
      zh,
      cell(from, caseStates),
      cell(to ? [to] : [], caseStates),
      cell(by, caseParts),
      cell(roles, caseRoles),
    ];
  }),
];

it('the table of steps in the README is the machine', () => {
  const readme = readFileSync('libs/handling/README.md', 'utf8');
  const table = readme.split('<!-- steps -->')[1]?.split('<!-- /steps -->')[0] ?? '';
  const rows = table
    .trim()
    .split('\n')
    .filter((line) => !/^\|[ :|-]+\|$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((text) => text.trim()),
    );
  expect(rows).toEqual(expected);
});
