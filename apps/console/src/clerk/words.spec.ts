import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, isEnumType } from 'graphql';
import { caseStates, caseSteps } from '#libs/handling';
import { inSchema } from './handling.js';
import { STEP_FIELDS } from './steps.js';

const ROOT = join(import.meta.dirname, '../../../..');
const schema = buildSchema(readFileSync(join(ROOT, 'apps/node/schema.graphql'), 'utf8'));
const words = (language: string): Record<string, string> =>
  Object.assign(
    {},
    ...['values', 'clerk'].map((area): unknown =>
      JSON.parse(readFileSync(join(ROOT, `apps/console/src/i18n/${language}/${area}.json`), 'utf8')),
    ),
  ) as Record<string, string>;
const valuesOf = (name: string): string[] => {
  const type = schema.getType(name);
  if (!isEnumType(type)) throw new Error(`${name} is no enum`);
  return type.getValues().map((value) => value.name);
};
/** What clerks are shown by a word, and all that it can be. */
const SHOWN: readonly [group: string, values: readonly string[]][] = [
  ['caseStep', valuesOf('CaseStepKind')],
  ['caseStep', Object.keys(caseSteps).map(inSchema)],
  ['caseState', valuesOf('CaseStateKind')],
  ['caseState', Object.keys(caseStates).map(inSchema)],
  ['caseRole', valuesOf('CaseRoleKind')],
  ['caseClock', valuesOf('CaseClockKind')],
  ['caseMode', valuesOf('CaseMode')],
  ['caseModel', valuesOf('CaseModel')],
  ['caseList', valuesOf('CaseTaskList')],
  ['caseRegion', valuesOf('Region')],
  ['fetchState', valuesOf('MaterialFetchState')],
  ['materialOrigin', valuesOf('MaterialOrigin')],
  ['materialVerdict', valuesOf('MaterialVerdict')],
  ['trustMeans', valuesOf('MaterialTrust')],
  ['sealVerdict', valuesOf('DocumentIndication')],
  ['checkState', valuesOf('CheckState')],
  ['sourceState', valuesOf('CheckSourceState')],
  ['sourceOutcome', valuesOf('CheckSourceOutcome')],
  ['stepMember', Object.values(STEP_FIELDS).flatMap((fields) => fields.map(({ name }) => name))],
  [
    'stepChoice',
    Object.values(STEP_FIELDS).flatMap((fields) =>
      fields.flatMap((field) => (field.as === 'choice' ? field.values : [])),
    ),
  ],
  ['stepChoice', ['delegate', 'guardian', 'representative']],
];
/** Entered by a part of their own, without this label. */
const OWN_LABEL = ['delegate', 'person', 'missing'];

describe.each(['zh-CN', 'en'])('in %s', (language) => {
  it.each(SHOWN)('each %s has a word', (group, values) => {
    const known = words(language);
    const raw = values
      .filter((value) => !(group === 'stepMember' && OWN_LABEL.includes(value)))
      .filter((value) => !known[`${group}.${value}`]);
    expect(raw).toEqual([]);
  });
});
