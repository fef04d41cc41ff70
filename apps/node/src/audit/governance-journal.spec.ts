import { canonicalBytes, checkEntry, commit, leafHash } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { AppendDraft, AuditLog } from './index.js';
import { GovernanceJournal } from './governance-journal.js';

const NODE = 'https://beijing.example';
const NOW = 1_800_000_000_000;
const organisation = { code: '11110000TB90000160', name: '北京市审计样例机构' };
const auditor = {
  kind: 'client',
  role: 'auditor',
  id: 'console',
  organisation,
  person: { id: 'bj-0042', name: '样例审计员' },
} as const;

function setUp(failing?: Refusal) {
  const drafts: AppendDraft[] = [];
  const log: Pick<AuditLog, 'prepare' | 'append'> = {
    prepare: (entry) => {
      const bytes = canonicalBytes(checkEntry(entry));
      return {
        entry,
        bytes,
        receipt: { log: 'log', leaf: Buffer.from(leafHash(bytes)).toString('base64url') },
      };
    },
    append: async (draft) => {
      if (failing) throw failing;
      drafts.push(draft);
      return { index: BigInt(drafts.length - 1) };
    },
  };
  return { drafts, journal: new GovernanceJournal(log, NODE, () => NOW) };
}

describe('an entry about the log itself', () => {
  it('that cannot be written fails what it speaks of', async () => {
    const { journal } = setUp(new Refusal('AUDIT_UNAVAILABLE'));
    const event = { kind: 'administration', caller: { kind: 'node' }, outcome: 'granted' } as const;
    await expect(journal.record({ ...event, governance: { action: 'archive' } })).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
  });

  it('holds no person in clear, neither who acts nor who was searched for, and can be opened', async () => {
    const { journal, drafts } = setUp();
    await journal.record({
      kind: 'audit-read',
      caller: auditor,
      outcome: 'granted',
      startedAt: NOW - 7,
      governance: (commitments) => ({
        action: 'search',
        filter: JSON.stringify({
          subject: commitments.add('governance.filter.subject', '110101199003077758'),
        }),
        rows: 3,
      }),
    });
    const [draft] = drafts;
    const text = Buffer.from(draft!.prepared.bytes).toString();
    for (const personal of ['110101199003077758', 'bj-0042', '样例审计员'])
      expect(text).not.toContain(personal);
    expect(draft!.prepared.entry).toMatchObject({ kind: 'audit-read', tookMs: 7, node: NODE, lookups: [] });
    expect(draft!.personal!.map(({ label }) => label)).toEqual([
      'caller.person',
      'caller.personName',
      'governance.filter.subject',
    ]);
    const filter = JSON.parse(draft!.prepared.entry.governance!.filter!) as { subject: string };
    expect(filter.subject).toBe(commit(draft!.personal![2]!));
  });

  it.each([
    [{ kind: 'node' } as const, { kind: 'node' }],
    [{ kind: 'operator', id: 'root@bj-1' } as const, { kind: 'operator', id: 'root@bj-1' }],
    [
      { kind: 'client', role: 'auditor', id: 'batch', organisation } as const,
      { kind: 'client', role: 'auditor', id: 'batch', organisation },
    ],
  ])('names %p', async (caller, expected) => {
    const { journal, drafts } = setUp();
    const { id, index, receipt } = await journal.record({
      kind: 'finding',
      caller,
      outcome: 'granted',
      governance: { action: 'finding' },
    });
    expect(drafts[0]!.prepared.entry).toMatchObject({ id, caller: expected });
    expect({ index, leaf: receipt.leaf }).toEqual({ index: 0n, leaf: drafts[0]!.prepared.receipt.leaf });
  });
});
