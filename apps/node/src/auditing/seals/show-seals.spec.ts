import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ClientCaller } from '../../callers/index.js';
import type { EntryRow } from '../search/log-reader.js';
import { ShowSeals } from './show-seals.js';

const caller = { kind: 'client', id: 'console', role: 'auditor' } as ClientCaller;
const told = (sha256: string) => ({ sha256, indication: 'TOTAL_PASSED', issuer: 'match', by: 'provider' });
const row = {
  entry: { lookups: [{ documents: [told('A'), told('B')] }, { documents: [told('A'), told('C')] }, {}] },
} as unknown as EntryRow;

function stage(known: EntryRow | undefined = row) {
  const order: string[] = [];
  const seals = new ShowSeals({
    reader: { byId: async () => known },
    journal: {
      record: async ({ governance }: { governance: unknown }) => void order.push(JSON.stringify(governance)),
    } as unknown as GovernanceJournal,
    verifications: {
      trustEdition: 'e1',
      verify: async () => ({ format: 'ofd', signatures: [] }) as never,
    },
    open: async (sha256) => {
      order.push(`opened ${sha256}`);
      if (sha256 === 'C') throw new Refusal('DOCUMENT_DAMAGED');
      return sha256 === 'A' ? new Uint8Array(1) : undefined;
    },
  });
  return { seals, order };
}

it('shows each document once: verified today, not held here, or why it cannot be opened', async () => {
  const { seals } = stage();
  expect(await seals.of(caller, 'id')).toEqual([
    { told: told('A'), today: { report: { format: 'ofd', signatures: [] }, trustEdition: 'e1' } },
    { told: told('B') },
    { told: told('C'), code: 'DOCUMENT_DAMAGED' },
  ]);
});

it('has written that they were looked at before the first is opened', async () => {
  const { seals, order } = stage();
  await seals.of(caller, 'id');
  expect(order[0]).toBe('{"action":"read","filter":"{\\"of\\":\\"seals\\"}","entries":["id"],"rows":3}');
  expect(order).toHaveLength(4);
});

it('knows no entry whose bytes are not those that were hashed', async () => {
  const { seals } = stage({ ...row, entry: undefined });
  await expect(seals.of(caller, 'id')).rejects.toMatchObject({ code: 'AUDIT_ENTRY_UNKNOWN' });
});
