import { randomBytes } from 'node:crypto';
import { Commitments, type AuditEntry } from '#libs/audit-log';
import { accessRecordOf, type SubjectEntry } from './access-record.js';

const ME = '111:11010519491231002X';
const OTHER = '001:91110000TB0000001C';

const lookup = (subject: string | undefined, identifier: string): AuditEntry['lookups'][number] => ({
  operation: 'byIdentifier',
  region: '110000',
  identifiers: [identifier],
  ...(subject === undefined ? {} : { subject }),
  fieldsAsked: ['name', 'number'],
  fieldsReleased: ['name'],
  outcome: 'reduced',
});

function entryAbout(...subjects: string[]): SubjectEntry & { entry: AuditEntry } {
  const commitments = new Commitments((length) => randomBytes(length));
  const entry: AuditEntry = {
    v: 1,
    id: '01a22853-62ac-71ea-a3ff-38058b443e27',
    kind: 'answer',
    at: '2026-11-24T08:00:00.000Z',
    tookMs: 4,
    node: 'https://bj.example',
    caller: {
      kind: 'peer',
      id: 'https://tj.example',
      organisation: { code: '11120000TB9000024Y', name: '天津市政务服务样例机构' },
      person: commitments.add('caller.person', 'tj-0007'),
      personName: commitments.add('caller.personName', '样例经办人'),
      role: 'windowClerk',
      channel: 'counter',
    },
    context: {
      itemCode: '11120000TB9000024Y2000131001000',
      itemName: '企业变更',
      caseNumber: 'TJ-2026-000001',
      legalBasis: '政务数据共享条例',
      reason: '办理企业变更',
    },
    lookups: subjects.map((subject, place) =>
      lookup(commitments.add(`lookups.${place}.subject`, subject), `licence ${place}`),
    ),
    outcome: 'mixed',
    code: 'NO_AGREEMENT',
  };
  return { index: 7n, leaf: new Uint8Array(32), entry, personal: commitments.values };
}
const shown = { showClerk: false };

describe('what a subject sees of an entry', () => {
  it('is who, when, from where, for what, on what basis, what was asked and told', () => {
    expect(accessRecordOf(entryAbout(ME), ME, shown)).toEqual({
      at: '2026-11-24T08:00:00.000Z',
      direction: 'peer',
      counterpart: 'https://tj.example',
      organisation: { code: '11120000TB9000024Y', name: '天津市政务服务样例机构' },
      role: 'windowClerk',
      channel: 'counter',
      itemCode: '11120000TB9000024Y2000131001000',
      itemName: '企业变更',
      reason: '办理企业变更',
      legalBasis: '政务数据共享条例',
      lookups: [
        {
          operation: 'byIdentifier',
          region: '110000',
          identifiers: ['licence 0'],
          fieldsAsked: ['name', 'number'],
          fieldsReleased: ['name'],
          outcome: 'reduced',
        },
      ],
      proof: { entryId: '01a22853-62ac-71ea-a3ff-38058b443e27', index: 7n, leaf: new Uint8Array(32) },
    });
  });

  it('is its own part only: no other subject, no case number, no outcome of the whole', () => {
    const record = accessRecordOf(entryAbout(OTHER, ME, OTHER), ME, shown);
    expect(record?.lookups.map(({ identifiers }) => identifiers)).toEqual([['licence 1']]);
    const text = JSON.stringify(record, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
    for (const secret of [
      OTHER.slice(4),
      'licence 0',
      'licence 2',
      'TJ-2026-000001',
      'mixed',
      'NO_AGREEMENT',
    ])
      expect(text).not.toContain(secret);
  });

  it('names the clerk only where the configuration says so', () => {
    expect(accessRecordOf(entryAbout(ME), ME, shown)).not.toHaveProperty('clerk');
    expect(accessRecordOf(entryAbout(ME), ME, { showClerk: true })?.clerk).toBe('样例经办人');
  });

  it.each<[string, (one: SubjectEntry & { entry: AuditEntry }) => SubjectEntry]>([
    ['about somebody else', () => entryAbout(OTHER)],
    ['whose value was erased', (one) => ({ ...one, personal: [] })],
    ['whose bytes are spoilt', ({ index, leaf, personal }) => ({ index, leaf, personal })],
    [
      'beside which somebody has planted a value that the commitment does not open to',
      () => {
        const other = entryAbout(OTHER);
        return { ...other, personal: other.personal.map((one) => ({ ...one, value: ME })) };
      },
    ],
  ])('is nothing of one %s', (_name, change) => {
    expect(accessRecordOf(change(entryAbout(ME)), ME, shown)).toBeUndefined();
  });
});
