import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, SignJWT } from 'jose';
import pg from 'pg';
import { AuditLog, auditConfig } from '../../apps/node/src/audit/index.js';
import { type AuditEntry, Commitments, logOrigin } from '#libs/audit-log';
import { accessToken, ask, type GraphqlAnswer, type Json } from './ask.js';
import { uuid7 } from './audit.js';
import { type Cluster, ORGANISATIONS, startCluster, type TestNode } from './cluster.js';

export interface Lookup {
  at?: string;
  kind?: AuditEntry['kind'];
  person?: string;
  personName?: string;
  subject?: string;
  number?: string;
  caseNumber?: string | null;
  identifier?: string;
  licenceType?: string;
  outcome?: 'granted' | 'reduced' | 'denied';
  code?: string;
  reason?: string;
  legalBasis?: string;
  itemCode?: string;
  channel?: 'counter' | 'web';
  jti?: string;
  counterpart?: string;
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('base64url');

export interface AuditStage {
  cluster: Cluster;
  node: TestNode;
  /** Appends lookups as a node writes them, in one batch; returns their ids in order. */
  append(lookups: readonly Lookup[]): Promise<string[]>;
  /** As the auditor, as another client of the node, or as a signed-in auditor (`person:<id>`). */
  ask(query: string, variables?: Record<string, unknown>, client?: string): Promise<GraphqlAnswer>;
  /** What `ask` told; throws where there was an error. */
  data(query: string, variables?: Record<string, unknown>, client?: string): Promise<Json>;
  token(client?: string): Promise<string>;
  owner: pg.Pool;
  stop(): Promise<void>;
}

/** One real node with an auditor, and a way to fill its log. */
export async function startAuditStage(
  sections: Record<string, Record<string, unknown>> = {},
): Promise<AuditStage> {
  const cluster = await startCluster({ regions: ['beijing'], sections });
  const node = cluster.nodes.beijing;
  const owner = new pg.Pool({ connectionString: node.database.url, max: 4 });
  owner.on('error', () => undefined);
  const log = await AuditLog.open({
    pool: owner,
    config: auditConfig.parse({}),
    origin: logOrigin(node.entityId),
  });
  const tokens = new Map<string, Promise<string>>();
  const token = (client = 'sample-auditor') => {
    const known =
      tokens.get(client) ??
      (client.startsWith('person:') ? personToken(node, client.slice(7)) : accessToken(node, client));
    tokens.set(client, known);
    return known;
  };
  const askAs: AuditStage['ask'] = async (query, variables = {}, client) =>
    ask(node, await token(client), { query, variables });
  return {
    cluster,
    node,
    owner,
    token,
    ask: askAs,
    async data(query, variables, client) {
      const answer = await askAs(query, variables, client);
      if (answer.errors) {
        const defects = node.logs.filter((line) => line.includes('"defect"')).slice(-1);
        throw new Error([JSON.stringify(answer.errors), ...defects].join('\n'));
      }
      return answer.data;
    },
    async append(lookups) {
      const drafts = lookups.map((lookup) => draftOf(log, node.entityId, lookup));
      await Promise.all(drafts.map((draft) => log.append(draft)));
      return drafts.map(({ prepared }) => prepared.entry.id);
    },
    async stop() {
      await log.drain();
      await owner.end();
      await cluster.stop();
    },
  };
}

/** An access token of a signed-in auditor, as the embedded issuer gives it. */
export async function personToken(node: TestNode, person: string, role = 'auditor'): Promise<string> {
  const file = readFileSync(join(node.dataDir, 'keys/oidc/issuer-keys.json'), 'utf8');
  const { privateJwk } = (JSON.parse(file) as { signing: { privateJwk: { kid: string } }[] }).signing[0]!;
  const { code, name } = ORGANISATIONS[node.name];
  return new SignJWT({
    client_id: 'console',
    scope: 'tongban',
    role,
    org_code: code,
    org_name: name,
    person_id: person,
    person_name: `审计员${person}`,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: privateJwk.kid })
    .setIssuer(`${node.publicUrl}/oidc`)
    .setAudience(`${node.publicUrl}/graphql`)
    .setSubject(person)
    .setJti(randomBytes(12).toString('hex'))
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(await importJWK(privateJwk as never, 'ES256'));
}

/** Asks until the answer is as wanted; the test's own time limit ends it. */
export async function until<T>(ask: () => Promise<T>, isDone: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await ask();
    if (isDone(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export function draftOf(log: AuditLog, node: string, lookup: Lookup): Parameters<AuditLog['append']>[0] {
  const personal = new Commitments(randomBytes);
  const at = Date.parse(lookup.at ?? '2026-11-24T02:00:00.000Z');
  const jti = lookup.jti ?? randomBytes(9).toString('base64url');
  const outcome = lookup.outcome ?? 'granted';
  const prepared = log.prepare({
    v: 1,
    id: uuid7(at),
    kind: lookup.kind ?? 'answer',
    at: new Date(at).toISOString(),
    tookMs: 4,
    node,
    caller: {
      kind: 'peer',
      id: 'https://tianjin.example',
      organisation: { code: '12120000MB1234567X', name: '天津市政务服务办公室' },
      person: personal.add('caller.person', lookup.person ?? 'tj-0007'),
      personName: personal.add('caller.personName', lookup.personName ?? '样例经办人'),
      role: 'window-clerk',
      channel: lookup.channel ?? 'counter',
    },
    ...(lookup.counterpart === undefined ? {} : { counterpart: lookup.counterpart }),
    ...(lookup.caseNumber === null
      ? {}
      : {
          context: {
            itemCode: lookup.itemCode ?? '11120000MB1234567X4000112001000',
            itemName: '企业设立登记',
            caseNumber: lookup.caseNumber ?? 'TJ-2026-000001',
            legalBasis: lookup.legalBasis ?? '《优化营商环境条例》第三十七条',
            reason: lookup.reason ?? '核验企业营业执照',
          },
        }),
    operation: { document: `sha256:${'0'.repeat(64)}`, name: 'Licence' },
    lookups: [
      {
        operation: 'byIdentifier',
        region: '110000',
        licenceType: lookup.licenceType ?? '11100000MB0143028R001',
        identifiers: [lookup.identifier ?? '1.2.156.3005.2.11100000MB0143028R001.91110000.000000001.001.9'],
        subject: personal.add('lookups.0.subject', lookup.subject ?? '001:91110000ABCDEFGH1X'),
        ...(lookup.number === undefined ? {} : { number: personal.add('lookups.0.number', lookup.number) }),
        fieldsAsked: ['name', 'holderCode'],
        fieldsReleased: outcome === 'denied' ? [] : ['name'],
        outcome,
        rule: 'sample',
      },
    ],
    outcome,
    ...(lookup.code === undefined ? {} : { code: lookup.code }),
    request: { digest: digestOf(jti), iss: 'https://tianjin.example', jti },
    answer: { status: 200, bodyDigest: digestOf(`body of ${jti}`) },
    chain: digestOf('chain'),
  });
  return {
    prepared,
    personal: personal.values,
    evidence: { requestToken: `${jti}.request.token`, answerToken: `${jti}.answer.token` },
  };
}
