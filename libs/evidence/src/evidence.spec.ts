import { fromBase64, toBase64 } from '#libs/audit-log';
import type { TrustAnchor } from '#libs/federation';
import { makeEvidence } from '../../../test/support/evidence.js';
import { newKey } from '../../../test/support/federation.js';
import {
  checkEvidence,
  EVIDENCE_CHECKS,
  type EvidenceBundle,
  mergeEvidence,
  parseEvidence,
} from './index.js';

let made: { bundle: EvidenceBundle; anchors: TrustAnchor[] };
beforeAll(async () => {
  made = await makeEvidence();
});
const read = (bundle: unknown) => parseEvidence(JSON.stringify(bundle));
const of = (name: string, checks: { name: string; outcome: string; side?: string }[]) =>
  checks.filter((check) => check.name === name).map(({ outcome }) => outcome);

it('a whole bundle passes every check that there is, each with its clause', async () => {
  const { checks, verdict, facts } = await checkEvidence(read(made.bundle), { anchors: made.anchors });
  expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  expect(verdict).toBe('whole');
  expect(new Set(checks.map(({ name }) => name))).toEqual(new Set(Object.keys(EVIDENCE_CHECKS)));
  expect(checks.every(({ clause }) => clause.length > 0)).toBe(true);
  expect(facts.places.map(({ state, isProven }) => [state, isProven])).toEqual([
    ['final', true],
    ['final', true],
    ['final', true],
  ]);
  expect(facts.request?.context.caseNumber).toBe('TJ-2026-000001');
});

type Spoil = (bundle: EvidenceBundle) => void;
const flipped = (text: string, at: number) => {
  const bytes = fromBase64(text)!;
  bytes[at]! ^= 1;
  return toBase64(bytes);
};
const entry = (bundle: EvidenceBundle, side: number, at: number) => bundle.sides[side]!.entries[at]!;

describe('what was tampered with is named', () => {
  it.each<[string, string, Spoil]>([
    [
      'a flipped bit in the provider’s entry',
      'entry-form',
      (b) => (entry(b, 1, 0).bytes = flipped(entry(b, 1, 0).bytes, 0)),
    ],
    [
      'a flipped bit within a value',
      'inclusion',
      (b) => (entry(b, 1, 0).bytes = flipped(entry(b, 1, 0).bytes, 40)),
    ],
    [
      'an entry made to say something else in canonical form',
      'inclusion',
      (b) => {
        const text = Buffer.from(entry(b, 1, 0).bytes, 'base64')
          .toString()
          .replace('"tookMs":12', '"tookMs":13');
        entry(b, 1, 0).bytes = Buffer.from(text).toString('base64');
      },
    ],
    [
      'another case number',
      'entry-purpose',
      (b) => {
        const text = Buffer.from(entry(b, 0, 0).bytes, 'base64')
          .toString()
          .replace('TJ-2026-000001', 'TJ-2026-000002');
        entry(b, 0, 0).bytes = Buffer.from(text).toString('base64');
      },
    ],
    [
      'more fields released than the other side says',
      'same-account',
      (b) => {
        const text = Buffer.from(entry(b, 0, 1).bytes, 'base64')
          .toString()
          .replace('"fieldsReleased":["name"]', '"fieldsReleased":["name","number"]');
        entry(b, 0, 1).bytes = Buffer.from(text).toString('base64');
      },
    ],
    [
      'a request token with another signature',
      'request-signature',
      (b) => (b.tokens.request = b.tokens.request!.replace(/.{4}$/, 'AAAA')),
    ],
    [
      'the tokens exchanged',
      'request-signature',
      (b) => (b.tokens = { request: b.tokens.answer, answer: b.tokens.request } as never),
    ],
    [
      'an answer token with another signature',
      'answer-signature',
      (b) => (b.tokens.answer = b.tokens.answer!.replace(/.{4}$/, 'AAAA')),
    ],
    ['another answer body', 'answer-body', (b) => (b.bodies!.answer = toBase64(new Uint8Array(3)))],
    ['another request body', 'request-body', (b) => (b.bodies!.request = toBase64(new Uint8Array(3)))],
    ['another person', 'personal', (b) => (entry(b, 0, 0).personal![0]!.value = 'tj-0008')],
    ['the name under another label', 'personal', (b) => (entry(b, 0, 0).personal![0]!.label = 'caller.id')],
    [
      'another index in the proof',
      'inclusion',
      (b) => (entry(b, 1, 0).proof = entry(b, 1, 0).proof!.replace('index 333', 'index 332')),
    ],
    [
      'another tree size',
      'checkpoint',
      (b) => (entry(b, 1, 0).proof = entry(b, 1, 0).proof!.replace('\n700\n', '\n701\n')),
    ],
    ['a proof that cannot be read', 'inclusion', (b) => (entry(b, 1, 0).proof = 'c2sp.org/tlog-proof@v1\n')],
    [
      'a cosignature that is not of the witness',
      'witnesses',
      (b) =>
        (entry(b, 1, 0).proof = entry(b, 1, 0).proof!.replace(
          /(hebei\.example\/log .{20}).{10}/,
          '$1AAAAAAAAAA',
        )),
    ],
    ['a chain with a statement cut out', 'chain-named', (b) => b.chains[0]!.splice(1, 1)],
    ['a chain that the entry does not name', 'chain-named', (b) => b.chains.splice(0, 1)],
    [
      'intent and outcome of two lookups',
      'intent-before-outcome',
      (b) => {
        const text = Buffer.from(entry(b, 0, 1).bytes, 'base64')
          .toString()
          .replace(/"intent":"[^"]*(.)"/, '"intent":"019ab4f0-1c80-7a3b-8c4d-ffffffffffff"');
        entry(b, 0, 1).bytes = Buffer.from(text).toString('base64');
      },
    ],
    ['the entry of another node', 'entry-form', (b) => (b.sides[1]!.node = 'https://hebei.example')],
  ])('%s: %s', async (_, name, spoil) => {
    const bundle = structuredClone(made.bundle);
    spoil(bundle);
    const { checks, verdict } = await checkEvidence(read(bundle), { anchors: made.anchors });
    expect(of(name, checks)).toContain('failed');
    expect(verdict).toBe('failed');
  });
});

describe('what cannot be known is not passed', () => {
  it('without a pinned anchor the rest is checked, and the verdict is partial', async () => {
    const { checks, verdict } = await checkEvidence(read(made.bundle));
    expect(of('anchor', checks)).toEqual(['not-checked']);
    expect(of('request-signature', checks)).toEqual(['passed']);
    expect(verdict).toBe('partial');
  });

  it('with another anchor nothing that rests on it passes', async () => {
    const anchors = [
      { entityId: 'https://anchor.example', jwks: { keys: [{ ...newKey().publicJwk, kid: 'x' }] } },
    ] as TrustAnchor[];
    const { checks, verdict } = await checkEvidence(read(made.bundle), { anchors });
    expect(verdict).toBe('failed');
    expect(of('chain', checks)).toEqual(['failed', 'failed', 'not-checked']);
    expect(of('request-signature', checks)).toEqual(['not-checked']);
  });

  it('one side alone is partial, and both merged are whole again', async () => {
    const { bundle } = made;
    const one = { ...bundle, sides: [bundle.sides[0]!] };
    const other = { ...bundle, sides: [bundle.sides[1]!], tokens: {}, chains: [] };
    const alone = await checkEvidence(read(one), { anchors: made.anchors });
    expect(alone.verdict).toBe('partial');
    expect(alone.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    const merged = await checkEvidence(mergeEvidence(read(one), read(other)), { anchors: made.anchors });
    expect(merged.verdict).toBe('whole');
  });

  it('an entry without a proof and a log without witnesses are not proven', async () => {
    const bundle = structuredClone(made.bundle);
    delete entry(bundle, 1, 0).proof;
    entry(bundle, 0, 0).proof = entry(bundle, 0, 0).proof!.replace(/— (beijing|hebei).*\n/gu, '');
    const { checks, verdict } = await checkEvidence(read(bundle), { anchors: made.anchors });
    expect(of('inclusion', checks)).toEqual(['passed', 'not-checked']);
    expect(of('witnesses', checks)).toEqual(['not-checked', 'not-checked']);
    expect(verdict).toBe('partial');
  });
});

describe('what is no bundle is refused', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['no JSON', '{'],
    ['another version', JSON.stringify({ format: 'tongban-evidence/2' })],
    ['null', 'null'],
    ['an array', '[]'],
    ['more than 8 MiB', `"${'x'.repeat(8 * 1024 * 1024)}"`],
  ])('%s', (_, text) => {
    expect(() => parseEvidence(text)).toThrow(expect.objectContaining({ code: 'EVIDENCE_MALFORMED' }));
  });

  it('a member too many, two sides of one role', () => {
    const { bundle } = made;
    for (const spoiled of [
      { ...bundle, verdict: 'whole' },
      { ...bundle, sides: [bundle.sides[0], bundle.sides[0]] },
      { ...bundle, sides: [] },
    ]) {
      expect(() => read(spoiled)).toThrow(expect.objectContaining({ code: 'EVIDENCE_MALFORMED' }));
    }
  });
});
