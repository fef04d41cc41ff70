import { framed, syslogMessage } from './syslog.js';
import { otlpLogs } from './otlp.js';
import { recordOf, type SiemRecord } from './record.js';
import { siemConfig } from './siem.config.js';

const record: SiemRecord = {
  index: '7',
  id: '019ab4f0-1c80-7a3b-8c4d-5e6f708192a3',
  at: Date.parse('2026-11-24T02:00:00.000Z'),
  kind: 'answer',
  outcome: 'denied',
  code: 'NO_AGREEMENT',
  caller: 'https://tianjin.example',
  caseNumber: 'TJ"]\\ [x="y',
  licenceTypes: ['A', 'B'],
  lookups: 2,
  leaf: 'L',
  severity: 'warning',
};

describe('a syslog message', () => {
  it('is of RFC 5424, its values escaped', () => {
    expect(syslogMessage(record, 'bj node\n')).toBe(
      '<108>1 2026-11-24T02:00:00.000Z bjnode tongban - answer [entry@32473 index="7" ' +
        'id="019ab4f0-1c80-7a3b-8c4d-5e6f708192a3" outcome="denied" code="NO_AGREEMENT" ' +
        'caller="https://tianjin.example" caseNumber="TJ\\"\\]\\\\ [x=\\"y" leaf="L" kind="answer" lookups="2" ' +
        'licenceTypes="A B"] answer denied',
    );
  });
  it('is one line, whatever a value holds', () => {
    expect(syslogMessage({ ...record, caseNumber: 'a\n<1>1 forged' }, 'h')).not.toContain('\n');
  });
  it('is framed by its length in octets', () => {
    expect(framed('甲a').toString()).toBe('4 甲a');
  });
});

it('is a log record of OTLP', () => {
  expect(otlpLogs([record], 'https://beijing.example')).toMatchObject({
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: '1795485600000000000',
                severityNumber: 13,
                body: { stringValue: 'answer denied' },
              },
            ],
          },
        ],
      },
    ],
  });
});

it('says of a row that was tampered with no more than that', () => {
  const row = {
    index: 1n,
    id: 'x',
    bytes: Buffer.from('甲'),
    leaf: Buffer.alloc(32),
    appendedAt: new Date(0),
    entry: undefined,
  };
  expect(recordOf(row)).toMatchObject({ kind: 'tampered', severity: 'error' });
});

it.each([
  ['http://collector.example/v1/logs', false],
  ['http://127.0.0.1:4318/v1/logs', true],
  ['http://127.0.0.1.evil.example/v1/logs', false],
  ['https://collector.example/v1/logs', true],
])('%s as a collector: %p', (url, ok) => expect(siemConfig.safeParse({ otlp: { url } }).success).toBe(ok));
