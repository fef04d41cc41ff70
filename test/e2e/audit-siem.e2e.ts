import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import type { Json } from '../support/ask.js';
import { type AuditStage, startAuditStage, until } from '../support/auditing.js';
import { freePorts } from '../support/cluster.js';

let stage: AuditStage;
let syslog: TlsServer;
let collector: Server;
let received = Buffer.alloc(0);
const posted: Json[] = [];
const headers: IncomingMessage['headers'][] = [];
let failures = 2;
const place = mkdtempSync(join(tmpdir(), 'tongban-siem-'));

beforeAll(async () => {
  const [syslogPort = 0, collectorPort = 0] = await freePorts(2);
  const caFile = join(place, 'ca.crt');
  stage = await startAuditStage({
    auditing: {
      followSeconds: 0.05,
      siem: {
        batch: 50,
        syslog: { host: '127.0.0.1', port: syslogPort, caFile },
        otlp: { url: `http://127.0.0.1:${collectorPort}/v1/logs` },
      },
    },
  });
  await stage.append([
    ...Array.from({ length: 120 }, (_, n) => ({
      person: `tj-secret-${n}`,
      subject: '111:110101199003077758',
    })),
    { outcome: 'denied' as const, code: 'NO_AGREEMENT', reason: '不得外传的事由' },
  ]);
  // The receivers come up later than the node, and the collector is ill at first: nothing may be lost by that.
  const file = (name: string) => join(stage.cluster.certsDir, name);
  copyFileSync(file('ca.crt'), caFile);
  syslog = createTlsServer(
    { cert: readFileSync(file('anchor.crt')), key: readFileSync(file('anchor.key')) },
    (socket) => {
      socket.on('data', (chunk: Buffer) => (received = Buffer.concat([received, chunk])));
      socket.on('error', () => undefined);
    },
  ).listen(syslogPort, '127.0.0.1');
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      headers.push(request.headers);
      if (failures > 0) {
        failures -= 1;
        response.writeHead(503).end();
        return;
      }
      posted.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(collectorPort, '127.0.0.1');
});
afterAll(async () => {
  await stage.stop();
  syslog.close();
  collector.close();
  rmSync(place, { recursive: true, force: true });
});

function messages(): string[] {
  const found: string[] = [];
  for (let at = 0; ;) {
    const space = received.indexOf(' ', at);
    if (space < 0) return found;
    const length = Number(received.subarray(at, space).toString());
    if (received.length < space + 1 + length) return found;
    found.push(received.subarray(space + 1, space + 1 + length).toString());
    at = space + 1 + length;
  }
}
const records = (): Json[] => posted.flatMap(({ resourceLogs }) => resourceLogs[0].scopeLogs[0].logRecords);

it('tells a syslog receiver every entry, in order, with no person and no reason', async () => {
  const found = await until(
    async () => messages(),
    (all) => all.length >= 121,
  );
  const indexes = found.map((message) => Number(/ index="(\d+)"/.exec(message)?.[1]));
  expect(indexes.slice(0, 121)).toEqual(Array.from({ length: 121 }, (_, at) => at));
  expect(found[120]).toMatch(
    /^<108>1 \S+ 127\.0\.0\.1:\d+ tongban - answer \[entry@32473 .*code="NO_AGREEMENT"/,
  );
  expect(found.join('\n')).not.toMatch(/tj-secret|110101199003077758|不得外传/);
});

it('tells a collector every entry, again after it was ill', async () => {
  const found = await until(
    async () => records(),
    (all) => all.length >= 121,
  );
  const indexes = found.map(({ attributes }) =>
    Number(attributes.find(({ key }: Json) => key === 'tongban.audit.index').value.stringValue),
  );
  expect(indexes.slice(0, 121)).toEqual(Array.from({ length: 121 }, (_, at) => at));
  expect(failures).toBe(0);
  expect(JSON.stringify(posted)).not.toMatch(/tj-secret|110101199003077758|不得外传/);
});

it('keeps its place over a restart', async () => {
  const before = records().length;
  await stage.node.restart();
  await stage.append([{ caseNumber: 'TJ-2026-after' }]);
  const found = await until(
    async () => records(),
    (all) => JSON.stringify(all).includes('TJ-2026-after'),
  );
  expect(found.length - before).toBeLessThan(50);
});
