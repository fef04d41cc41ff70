import { createHash, randomBytes } from 'node:crypto';
import { auditConfig, type AuditConfig } from '../../apps/node/src/audit/audit.config.js';
import { AuditLog, type AuditLogOptions } from '../../apps/node/src/audit/audit-log.js';
import type { AppendDraft } from '../../apps/node/src/audit/draft.js';
import { createPool, usableRole } from '../../apps/node/src/persistence/connection.js';
import { databaseConfig } from '../../apps/node/src/persistence/database.config.js';
import { APPLICATION_ROLE } from '../../apps/node/src/persistence/roles.js';
import { type AuditEntry, Commitments } from '#libs/audit-log';

export const ORIGIN = '127.0.0.1:7411/log';

const digestOf = (text: string) => createHash('sha256').update(text).digest('base64url');

/** UUID version 7 of an instant (milliseconds), with random rest. */
export function uuid7(at: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** An answered lookup as a node writes it: some 1 KB of entry, two tokens, two personal values. */
export function sampleDraft(log: AuditLog, name: string, changes: Partial<AuditEntry> = {}): AppendDraft {
  const personal = new Commitments(randomBytes);
  const at = Date.parse('2026-11-24T08:00:00.000Z');
  const requestToken = `${name}.${'request'.repeat(150)}.signature`;
  const entry: AuditEntry = {
    v: 1,
    id: uuid7(at),
    kind: 'answer',
    at: new Date(at).toISOString(),
    tookMs: 4,
    node: 'https://127.0.0.1:7411',
    caller: {
      kind: 'peer',
      id: 'https://127.0.0.1:7421',
      organisation: { code: '12120000MB1234567X', name: '天津市政务服务办公室' },
      person: personal.add('caller.person', '120101199003070012'),
      role: 'window-clerk',
      channel: 'counter',
    },
    context: {
      itemCode: '11120000MB1234567X4000112001000',
      itemName: '企业设立登记',
      caseNumber: `TJ-2026-${name}`,
      legalBasis: '《优化营商环境条例》第三十七条',
      reason: '核验企业营业执照',
    },
    operation: {
      document: `sha256:${createHash('sha256').update('licence').digest('hex')}`,
      name: 'Licence',
    },
    lookups: [
      {
        operation: 'byIdentifier',
        region: '110000',
        licenceType: '11100000000013127D001',
        identifiers: ['1.2.156.3005.2.11100000000013127D001.91110000ABCDEFGH1X.001.9'],
        subject: personal.add('lookups.0.subject', '91110000ABCDEFGH1X'),
        fieldsAsked: ['name', 'legalRepresentative', 'registeredCapital', 'address'],
        fieldsReleased: ['name', 'registeredCapital', 'address'],
        outcome: 'reduced',
        rule: 'business-licence/window',
      },
    ],
    outcome: 'reduced',
    request: { digest: digestOf(requestToken), iss: 'https://127.0.0.1:7421', jti: name },
    answer: { status: 200, bodyDigest: digestOf(`body of ${name}`) },
    chain: digestOf('chain'),
    ...changes,
  };
  return {
    prepared: log.prepare(entry),
    personal: personal.values,
    evidence: { requestToken, answerToken: `${name}.${'answer'.repeat(120)}.signature` },
    replayKey: { iss: 'https://127.0.0.1:7421', jti: name, expiresAt: at + 60_000 },
  };
}

/** One more replica of the node's log, over a pool of its own. */
export async function openReplica(
  url: string,
  changes: Partial<AuditConfig> = {},
  name = 'audit',
  faults?: AuditLogOptions['faults'],
) {
  const role = await usableRole(url, APPLICATION_ROLE);
  const pool = createPool(
    url,
    databaseConfig.parse({}),
    { name, size: 1, ...(role && { role }) },
    () => undefined,
  );
  const failures: unknown[] = [];
  const log = await AuditLog.open({
    pool,
    origin: ORIGIN,
    config: auditConfig.parse(changes),
    onFailure: (error) => failures.push(error),
    ...(faults && { faults }),
  });
  return {
    log,
    pool,
    failures,
    close: async () => {
      await log.drain();
      await pool.end();
    },
  };
}
