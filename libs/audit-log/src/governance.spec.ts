import { readFileSync } from 'node:fs';
import { canonicalBytes } from './canonical.js';
import { type AuditEntry, checkEntry, parseEntry } from './entry.js';

const vector = JSON.parse(readFileSync(new URL('../vectors/entry-v1.json', import.meta.url), 'utf8')) as {
  entry: AuditEntry;
};
const digest = vector.entry.chain!;
const uuid4 = '019ab4f0-1c80-4a3b-8c4d-5e6f708192a3';
const reconciliation = {
  counterpart: 'https://127.0.0.1:7421',
  from: '2026-11-24T08:00:00.000Z',
  to: '2026-11-24T09:00:00.000Z',
  ours: digest,
  matched: 41,
  missingHere: 0,
  missingThere: 1,
  altered: 0,
  late: 0,
};

function entryOf(kind: string, governance: unknown, caller: unknown = { kind: 'node' }): unknown {
  const { v, id, at, tookMs, node } = vector.entry;
  return { v, id, at, tookMs, node, kind, caller, lookups: [], outcome: 'granted', governance };
}

describe('what was done with the log is an entry too', () => {
  it.each<[string, unknown]>([
    ['audit-read', { action: 'search', filter: '{"caseNumber":"TJ-1"}', rows: 3 }],
    ['audit-read', { action: 'bundle', entries: [vector.entry.id] }],
    [
      'review',
      { action: 'verdict', review: { sample: uuid4, verdict: 'questioned', note: '无案件号', second: true } },
    ],
    ['finding', { action: 'triage', finding: { id: uuid4, rule: 'no-case', state: 'dismissed' } }],
    ['reconciliation', { action: 'reconcile', reconciliation }],
    ['reconciliation', { action: 'reconcile', reconciliation: { ...reconciliation, theirs: digest } }],
    ['administration', { action: 'erase', rows: 2, note: '依申请删除' }],
    ['subject-read', { action: 'view', rows: 0 }],
  ])('%s %j', (kind, governance) => {
    const entry = checkEntry(entryOf(kind, governance));
    expect(parseEntry(canonicalBytes(entry))).toEqual(entry);
  });

  it.each(['operator', 'node'])('by a caller of the kind %s', (kind) => {
    expect(checkEntry(entryOf('administration', { action: 'archive' }, { kind })).caller).toEqual({ kind });
  });
});

describe('and is held to its schema', () => {
  it.each<[string, unknown]>([
    ['an action of its own invention', { action: 'peek' }],
    ['no action', { rows: 1 }],
    ['a member that the schema does not know', { action: 'search', query: 'x' }],
    ['a filter beyond its bound', { action: 'search', filter: 'x'.repeat(4001) }],
    ['1001 entries', { action: 'read', entries: Array.from({ length: 1001 }, () => vector.entry.id) }],
    ['an entry identifier that is not UUID version 7', { action: 'read', entries: [uuid4] }],
    ['a negative number of rows', { action: 'export', rows: -1 }],
    ['a state of its own invention', { action: 'finding', finding: { id: uuid4, rule: 'r', state: 'lost' } }],
    [
      'a set digest in hexadecimal',
      { action: 'reconcile', reconciliation: { ...reconciliation, ours: 'ab'.repeat(32) } },
    ],
    [
      'a window without milliseconds',
      { action: 'reconcile', reconciliation: { ...reconciliation, to: '2026-11-24T09:00:00Z' } },
    ],
    ['a line break in a note', { action: 'hold', note: 'a\nb' }],
  ])('%s is refused', (_, governance) => {
    expect(() => checkEntry(entryOf('administration', governance))).toThrow(
      expect.objectContaining({ code: 'AUDIT_ENTRY_INVALID', hint: expect.stringContaining('governance') }),
    );
  });
});
