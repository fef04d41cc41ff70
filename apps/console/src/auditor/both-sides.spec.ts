import type { EvidenceBundle } from '#libs/evidence';
import { compare, sidesOf } from './both-sides.js';

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const entry = (changes: object) => ({
  bytes: base64(
    JSON.stringify({
      kind: 'outcome',
      at: '2026-11-24T02:00:00.000Z',
      tookMs: 4,
      outcome: 'granted',
      caller: { organisation: { name: '天津市政务服务办公室' } },
      lookups: [{ fieldsAsked: ['name', 'holderCode'], fieldsReleased: ['name'] }],
      request: { digest: 'R' },
      answer: { bodyDigest: 'A' },
      ...changes,
    }),
  ),
});
const bundle = (provider: object = {}) =>
  ({
    sides: [
      { role: 'provider', node: 'bj', entries: [entry({ kind: 'answer', tookMs: 3, ...provider })] },
      { role: 'requester', node: 'tj', entries: [entry({ kind: 'intent', outcome: 'asked' }), entry({})] },
    ],
  }) as unknown as EvidenceBundle;
const differing = (provider?: object) =>
  compare(sidesOf(bundle(provider)))
    .filter(({ differs }) => differs)
    .map(({ name }) => name);

it('puts who asked first, each side by the entry that tells the end', () => {
  expect(sidesOf(bundle()).map(({ role, entry: { kind } }) => [role, kind])).toEqual([
    ['requester', 'outcome'],
    ['provider', 'answer'],
  ]);
});

it('finds nothing where both say the same; each has its own time and kind', () => {
  expect(differing({ at: '2026-11-24T02:00:01.000Z' })).toEqual([]);
});

it.each<[string, object, string[]]>([
  ['another outcome', { outcome: 'denied' }, ['outcome']],
  [
    'more fields released',
    { lookups: [{ fieldsAsked: ['name', 'holderCode'], fieldsReleased: ['holderCode', 'name'] }] },
    ['released'],
  ],
  ['another answer', { answer: { bodyDigest: 'B' } }, ['answer']],
  ['no answer at all', { answer: undefined }, ['answer']],
])('marks %s', (_name, provider, names) => {
  expect(differing(provider)).toEqual(names);
});

it('marks nothing where only one side is there', () => {
  const { sides } = bundle();
  const facts = compare(sidesOf({ sides: sides.slice(0, 1) } as EvidenceBundle));
  expect(facts.some(({ differs }) => differs)).toBe(false);
  expect(facts.map(({ name }) => name)).not.toContain('caseNumber');
});
