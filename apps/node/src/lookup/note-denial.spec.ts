import type { ClientCaller } from '../callers/index.js';
import { NoteDenial } from './note-denial.js';

const SYSTEM: ClientCaller = {
  kind: 'client',
  id: 'console',
  role: 'windowClerk',
  organisation: { code: '11110000TB90000160', name: '样例机构' },
  scopes: [],
};
const PERSON: ClientCaller = { ...SYSTEM, person: { id: 'p-1', name: '样例' } };

function noting(denial: () => Promise<void> = async () => undefined) {
  const entries: object[] = [];
  const lines: object[] = [];
  const faults: unknown[] = [];
  const noted = new NoteDenial({
    journal: {
      denial: async (event) => {
        entries.push(event);
        await denial();
      },
    },
    clock: () => 0,
    log: { warn: (facts) => void lines.push(facts) },
    report: (error) => void faults.push(error),
  });
  const note = (caller: ClientCaller) =>
    noted.note({ caller, code: 'ROLE_NOT_ALLOWED', requestId: 'r-1', startedAt: 0 });
  return { note, entries, lines, faults };
}

describe('what somebody was refused for', () => {
  it('is an entry for a person, and a line of the log for all', async () => {
    const { note, entries, lines } = noting();
    await note(PERSON);
    await note(SYSTEM);
    expect(entries).toEqual([{ caller: PERSON, code: 'ROLE_NOT_ALLOWED', startedAt: 0 }]);
    expect(lines).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toContain('p-1');
  });

  it('fills the audit log no faster than by a bound', async () => {
    const { note, entries, lines } = noting();
    for (let turn = 0; turn < 100; turn += 1) await note(PERSON);
    expect(entries).toHaveLength(30);
    expect(lines).toHaveLength(100);
  });

  it('is answered all the same while the audit log is stopped', async () => {
    const { note, faults } = noting(() => Promise.reject(new Error('stopped')));
    await note(PERSON);
    expect(faults).toHaveLength(1);
  });
});
