import {
  diffPolicies,
  isShareableField,
  sharingAttributes,
  sharingOperations,
  sharingWays,
} from '#libs/sharing';
import { wellKnownSample } from '#libs/licences';
import { sampleAgreement } from '../../../../../test/support/agreement.js';
import { openList } from '../../../../../test/support/open-list.js';
import {
  ATTRIBUTES,
  changesBy,
  diffOf,
  FIELDS,
  missingOf,
  OPERATIONS,
  proposed,
  trimmed,
  WAYS,
  withEdit,
  type Content,
  type Edit,
} from './policy.js';

const agreement = sampleAgreement('a', 'https://peer.example', {
  licenceTypes: [wellKnownSample('110000').typeCode],
  organisations: ['11110000TB90000160', '11110000TBQDY0W694'],
});
const content: Content = { agreements: [agreement], responsibilityList: openList([agreement]) };

it('offers what the rules know', () => {
  expect([...OPERATIONS].sort()).toEqual([...sharingOperations].sort());
  expect(WAYS).toEqual(sharingWays);
  expect(ATTRIBUTES).toEqual(sharingAttributes);
  expect(FIELDS.filter((field) => !isShareableField(field))).toEqual([]);
});

describe('edits of a version', () => {
  const shorter = { ...agreement, fields: ['name'] };
  const gone: Edit = { kind: 'agreement', id: 'a', after: null };

  it.each<[string, Edit[], string[]]>([
    ['that leave things as they are change nothing', [{ kind: 'agreement', id: 'a', after: agreement }], []],
    ['that remove what is not there change nothing', [{ ...gone, id: 'b' }], []],
    ['take an agreement away', [gone], ['agreement a removed']],
    [
      'take an entry of the list away',
      [{ kind: 'list-entry', id: 'everything', after: null }],
      ['list-entry everything removed'],
    ],
    ['add one', [{ kind: 'agreement', id: 'b', after: { ...agreement, id: 'b' } }], ['agreement b added']],
    ['change one', [{ kind: 'agreement', id: 'a', after: shorter }], ['agreement a changed']],
  ])('%s', (_, edits, expected) => {
    const changes = changesBy(edits, content);
    expect(changes.map(({ kind, id, change }) => `${kind} ${id} ${change}`)).toEqual(expected);
    const { agreements, removeAgreements, listEntries, removeListEntries } = proposed(changes);
    expect([agreements, removeAgreements, listEntries, removeListEntries].flat()).toHaveLength(
      expected.length,
    );
  });

  it('count once for each agreement, the last of them', () => {
    const edits = withEdit(withEdit([], gone), { kind: 'agreement', id: 'a', after: shorter });
    expect(changesBy(edits, content)).toMatchObject([{ change: 'changed' }]);
    expect(withEdit(edits, { kind: 'list-entry', id: 'a', after: null })).toHaveLength(2);
  });

  it('are told as the node tells them', () => {
    const after = { ...content, agreements: [shorter] };
    const [told] = diffPolicies(content, after);
    const [change] = changesBy([{ kind: 'agreement', id: 'a', after: shorter }], content);
    expect(change).toMatchObject({ kind: told?.kind, id: told?.id, change: told?.change });
    expect(diffOf(change ?? { before: null, after: null }).map(({ member }) => member)).toEqual(
      told?.members,
    );
  });
});

describe('a difference', () => {
  const of = (after: object | null) =>
    diffOf({ before: JSON.stringify(agreement), after: after && JSON.stringify(after) });

  it('names an entry of a list that went', () => {
    expect(of({ ...agreement, organisations: ['11110000TB90000160'] })).toEqual([
      { member: 'organisations', removed: ['11110000TBQDY0W694'], added: [], gone: false },
    ]);
  });

  it('says of a list that nothing is left of it', () => {
    const { organisations: _, ...free } = agreement;
    expect(of(free)).toMatchObject([{ member: 'organisations', gone: true }]);
  });

  it('names every member of an agreement that is removed', () => {
    const told = of(null);
    expect(told.map(({ member }) => member)).toEqual(Object.keys(agreement));
    expect(told.every(({ added, gone }) => added.length === 0 && !gone)).toBe(true);
  });

  it('does not mind the order in which an object was written', () => {
    const [one, other] = [{ provider: { code: 'x', name: 'y' } }, { provider: { name: 'y', code: 'x' } }];
    expect(diffOf({ before: JSON.stringify(one), after: JSON.stringify(other) })).toEqual([]);
  });
});

it('leaves optional members out that hold nothing, and names required ones', () => {
  const draft = { ...agreement, organisations: [], rate: {}, legalBasis: ' ', fields: [] };
  expect(Object.keys(trimmed(draft, ['organisations', 'rate', 'fields']))).toEqual(
    Object.keys(agreement).filter((member) => !['organisations', 'fields'].includes(member)),
  );
  expect(missingOf(draft, ['id', 'fields', 'legalBasis'])).toEqual(['fields', 'legalBasis']);
});
