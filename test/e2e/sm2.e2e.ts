import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wellKnownSample } from '#libs/licences';
import { parseCompact, type JwsHeader } from '#libs/jws';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import { rotateExchangeKey } from '../../apps/node/src/exchange/exchange-keys.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { startCluster, type Cluster, type RegionName, type TestNode } from '../support/cluster.js';
import { newestOfExchange } from '../support/exchange-entries.js';

const { identifier, typeCode } = wellKnownSample('110000');
const REGIONS: readonly RegionName[] = ['beijing', 'tianjin'];

const start = (sections: Record<string, Record<string, unknown>>): Promise<Cluster> =>
  startCluster({
    regions: REGIONS,
    sections,
    agreements: (ids) => ({
      beijing: [
        {
          id: 'bj-tj',
          partner: ids.tianjin,
          licenceTypes: [typeCode],
          operations: ['byIdentifier'],
          purposes: ['basic:000131001000'],
          fields: ['name'],
          legalBasis: '样例',
          requiresHolderAuthorisation: false,
          validFrom: '2026-01-01',
          validUntil: '2036-12-31',
        },
      ],
    }),
  });

/** The licence is not stored, so NOT_FOUND says that everything but the store agreed. */
async function lookup({ nodes }: Cluster): Promise<{ outcome: string; signed: boolean }> {
  const answer = await ask(nodes.tianjin, await accessToken(nodes.tianjin), {
    query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
      licence(identifier: $id, context: $context) { status refusal { code } verification { passed } }
    }`,
    variables: { id: identifier, context: CONTEXT },
  });
  const { status, refusal, verification } = answer.data.licence;
  return { outcome: refusal?.code ?? status, signed: verification?.passed ?? false };
}

/** `alg` of the tokens that the newest entries of a node hold as evidence. */
async function algorithms(node: TestNode): Promise<{ request?: unknown; answer?: unknown }> {
  const reader = new AuditReader(node.running.database.auditorPool);
  const found: { request?: unknown; answer?: unknown } = {};
  for (const { index } of await newestOfExchange(node, 2)) {
    const { requestToken, answerToken } = await reader.evidence(index);
    if (requestToken) found.request ??= headerOf(requestToken).alg;
    if (answerToken) found.answer ??= headerOf(answerToken).alg;
  }
  return found;
}

const headerOf = (text: string | undefined): JwsHeader =>
  parseCompact(text ?? '', { maxBytes: 100_000, maxDepth: 16 }).header;
const sm2 = expect.objectContaining({ alg: 'SM2' });

/** Two nodes and their trust anchor, every signature between them SM2: requests, answers, entity statements, marks. */
describe('nodes that speak SM2 only', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await start({ exchange: { suite: 'SM2', accepts: ['SM2'] }, federation: { suite: 'SM2' } });
  });
  afterAll(() => cluster?.stop());

  it('look a licence up: request and answer are SM2 and lie as evidence on both sides', async () => {
    expect(await lookup(cluster)).toEqual({ outcome: 'NOT_FOUND', signed: true });
    for (const name of REGIONS) {
      expect(await algorithms(cluster.nodes[name])).toEqual({ request: 'SM2', answer: 'SM2' });
    }
  });

  it('are trusted by entity statements and trust marks in SM2', () => {
    for (const name of REGIONS) {
      const [peer] = cluster.nodes[name].running.peers.list();
      expect(peer?.suites).toEqual(['SM2']);
      expect(peer?.chain.statements.map(headerOf)).toEqual(peer?.chain.statements.map(() => sm2));
      expect(peer?.keys.map((key) => key.suite.name)).toEqual(['SM2']);
    }
    const published = join(cluster.anchor.directory, 'published');
    const files = readdirSync(published, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /^[\w-]+\.[\w-]+\.[\w-]+$/.test(readIfFile(join(published, file))),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(headerOf(readIfFile(join(published, file)))).toEqual(sm2);
  });

  it('answer many at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => lookup(cluster)));
    expect(new Set(outcomes.map(({ outcome, signed }) => `${outcome} ${String(signed)}`))).toEqual(
      new Set(['NOT_FOUND true']),
    );
  });

  it('do not take another suite where they list SM2 alone', async () => {
    cluster.advance(20_000);
    rotateExchangeKey(join(cluster.nodes.tianjin.dataDir, 'keys/exchange'), 'ES256', cluster.now(), 0);
    cluster.advance(6_000);
    expect(await lookup(cluster)).toEqual({ outcome: 'SUITE_NOT_AGREED', signed: false });
  });

  it('speak SM2 again, with a new key and without a restart', async () => {
    cluster.advance(20_000);
    rotateExchangeKey(join(cluster.nodes.tianjin.dataDir, 'keys/exchange'), 'SM2', cluster.now(), 0);
    cluster.advance(6_000);
    for (const name of REGIONS) await cluster.nodes[name].running.peers.refresh();
    expect(await lookup(cluster)).toEqual({ outcome: 'NOT_FOUND', signed: true });
  });
});

describe('nodes of which one goes over to SM2', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await start({});
  });
  afterAll(() => cluster?.stop());

  it('understand each other before, while and after', async () => {
    const { tianjin, beijing } = cluster.nodes;
    expect(await lookup(cluster)).toEqual({ outcome: 'NOT_FOUND', signed: true });
    cluster.advance(20_000);
    rotateExchangeKey(join(tianjin.dataDir, 'keys/exchange'), 'SM2', cluster.now(), 0);
    cluster.advance(6_000);
    expect(await lookup(cluster)).toEqual({ outcome: 'NOT_FOUND', signed: true });
    expect(await algorithms(beijing)).toEqual({ request: 'SM2', answer: 'ES256' });
    cluster.advance(20_000);
    rotateExchangeKey(join(beijing.dataDir, 'keys/exchange'), 'SM2', cluster.now(), 0);
    cluster.advance(6_000);
    expect(await lookup(cluster)).toEqual({ outcome: 'NOT_FOUND', signed: true });
    expect(await algorithms(tianjin)).toEqual({ request: 'SM2', answer: 'SM2' });
  });
});

function readIfFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
