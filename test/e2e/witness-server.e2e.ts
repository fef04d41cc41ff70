import { jest } from '@jest/globals';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import {
  logOrigin,
  openCheckpoint,
  parseCheckpoint,
  parseVerifierKey,
  verifyCosignature,
} from '#libs/audit-log';
import { ensureSampleCerts } from '../../apps/cli/src/certs/index.js';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import { startCluster, type Cluster, type TestNode } from '../support/cluster.js';
import { tlsOf, type ClientTls } from '../support/forge.js';
import { SampleLog } from '../support/sample-log.js';

jest.setTimeout(60_000);

/**
 * Beijing witnesses; Tianjin is a log that signs what the test wants, under its real key and with its real certificate;
 * the node itself has stopped.
 */
let cluster: Cluster;
let agents: Agent[];
let log: SampleLog;
let forged: SampleLog;
const keyOf = (node: TestNode) => createPrivateKey(readFileSync(join(node.dataDir, 'keys/log.pem'), 'utf8'));

beforeAll(async () => {
  agents = [];
  cluster = await startCluster({ sections: { witnessing: { submissionsPerMinute: 60 } } });
  const { tianjin } = cluster.nodes;
  const origin = logOrigin(tianjin.entityId);
  log = new SampleLog(origin, keyOf(tianjin));
  forged = new SampleLog(origin, keyOf(tianjin), (index) => `forged ${index}`);
  await tianjin.stop();
});

afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.close()));
  await cluster.stop();
});

interface Told {
  status: number;
  type: string | undefined;
  text: string;
}

async function call(tls: ClientTls, to: TestNode, path: string, body?: string | Uint8Array): Promise<Told> {
  const agent = new Agent({ connect: { ...tls, checkServerIdentity: () => undefined } });
  agents.push(agent);
  const answer = await request(`${to.entityId}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined ? {} : { body }),
    dispatcher: agent,
  });
  const type = answer.headers['content-type'];
  return { status: answer.statusCode, type: type?.toString(), text: await answer.body.text() };
}

const submit = async (
  body: string | Promise<string>,
  to: TestNode = cluster.nodes.beijing,
  tls: ClientTls = tlsOf(cluster.nodes.tianjin),
): Promise<Told> => call(tls, to, '/witness/add-checkpoint', await body);

const size = (known: number): Told => ({ status: 409, type: 'text/x.tlog.size', text: `${known}\n` });

/** As a peer finds it: in the resolved federation metadata. */
const witnessKeyOf = (node: TestNode, seenBy: TestNode = cluster.nodes.hebei) =>
  parseVerifierKey(
    seenBy.running.peers.list().find(({ entityId }) => entityId === node.entityId)!.metadata.witness!
      .verifier_key,
  );

const findings = async (node: TestNode) => {
  const entries = await new AuditReader(node.running.database.auditorPool).newest(50);
  return entries.filter(({ entry }) => entry.kind === 'finding').map(({ entry }) => entry);
};

describe('callers', () => {
  it('without a certificate are refused', async () => {
    const { ca } = tlsOf(cluster.nodes.tianjin);
    expect(await submit(log.request(0, 3), cluster.nodes.beijing, { ca })).toMatchObject({ status: 403 });
  });

  it('with a certificate of another authority are refused', async () => {
    const { entityId } = cluster.nodes.tianjin;
    const dir = join(cluster.dir, 'other-certs');
    await ensureSampleCerts(dir, [{ name: 'tianjin', entityId }], { clock: () => cluster.now() });
    const file = (name: string): string => readFileSync(join(dir, name), 'utf8');
    const { ca } = tlsOf(cluster.nodes.tianjin);
    const tls = { ca, cert: file('tianjin.crt'), key: file('tianjin.key') };
    expect((await submit(log.request(0, 3), cluster.nodes.beijing, tls)).status).toBe(403);
  });

  it('cannot submit the log of somebody else, whose key they do not have', async () => {
    const told = await submit(log.request(0, 3), cluster.nodes.beijing, tlsOf(cluster.nodes.hebei));
    expect(told).toMatchObject({ status: 404 });
  });

  it('find nothing of it on the public listener', async () => {
    const answer = await fetch(`${cluster.nodes.beijing.publicUrl}/witness/add-checkpoint`, {
      method: 'POST',
      body: await log.request(0, 3),
    });
    expect(answer.status).toBe(404);
  });
});

describe('the log of a peer', () => {
  it("is refused as garbage, as a stranger's origin, under another key, beyond the caps", async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    expect((await submit('garbage')).status).toBe(400);
    expect((await submit(new SampleLog('example.com/log').request(0, 3))).status).toBe(404);
    expect((await submit(new SampleLog(log.origin, privateKey).request(0, 3))).status).toBe(403);
    const huge = (await log.request(1, 3, [])).replace('\n\n', `\n${`${'A'.repeat(43)}=\n`.repeat(5_000)}\n`);
    expect((await submit(huge)).status).toBe(400);
    expect((await submit(log.request(4, 4).then((body) => body.replace('old 4', 'old 5')))).status).toBe(400);
  });

  it('is cosigned under the key that the federation vouches for', async () => {
    const told = await submit(log.request(0, 5));
    expect(told).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8' });
    const { text } = parseCheckpoint(await log.note(5));
    const { timestamp } = verifyCosignature(text, told.text, witnessKeyOf(cluster.nodes.beijing));
    expect(Math.abs(Number(timestamp) - cluster.now() / 1000)).toBeLessThan(30);
  });

  it('is told what is known where it names another size, and gets the cosignature again', async () => {
    expect(await submit(log.request(0, 8))).toEqual(size(5));
    expect((await submit(log.request(5, 5))).status).toBe(200);
    expect((await submit(log.request(5, 8))).status).toBe(200);
  });

  it('wins once where submissions race, whichever replica they reach', async () => {
    const { beijing } = cluster.nodes;
    const replica = await beijing.replica();
    const other = { ...beijing, entityId: `https://127.0.0.1:${replica.peerPort}` };
    try {
      const told = await Promise.all(
        [9, 10, 11, 12, 13, 14].map(async (to, at) =>
          submit(log.request(8, to), at % 2 === 0 ? beijing : other),
        ),
      );
      const won = told.findIndex(({ status }) => status === 200);
      expect(told.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(told.filter(({ status }) => status === 409)).toEqual(Array(5).fill(size(9 + won)));
      // A smaller checkpoint that was overtaken is no rollback, so no finding.
      expect(await submit(log.request(8, 8 + won), other)).toEqual(size(9 + won));
      expect(await findings(beijing)).toEqual([]);
    } finally {
      await replica.stop();
    }
    const { text } = await call(tlsOf(cluster.nodes.tianjin), beijing, '/witness/last-seen');
    const known = Number(parseCheckpoint(text).checkpoint.size);
    expect((await submit(log.request(known, 20))).status).toBe(200);
  });

  it('is remembered over a restart', async () => {
    await cluster.nodes.beijing.restart();
    await cluster.nodes.beijing.running.peers.refresh();
    expect(await submit(log.request(0, 21))).toEqual(size(20));
  });
});

describe('two views of a log', () => {
  it('each cosigned by one witness at most: neither becomes final', async () => {
    const { hebei, beijing } = cluster.nodes;
    expect((await submit(forged.request(0, 20), hebei)).status).toBe(200);
    // Kept apart they would go unnoticed: the witnesses compare.
    expect(await beijing.running.witnessing.compare()).toBe(1);
    expect(await findings(beijing)).toMatchObject([
      { governance: { finding: { rule: 'log-split-view' } }, counterpart: cluster.nodes.tianjin.entityId },
    ]);
    // What one has seen, the other refuses.
    expect(await submit(forged.request(20, 20), beijing)).toEqual(size(20));
    expect(await submit(log.request(20, 20), hebei)).toEqual(size(20));
    expect((await submit(forged.request(20, 25), beijing)).status).toBe(422);
    expect(await submit(forged.request(0, 7), beijing)).toEqual(size(20));
  });

  it('are findings in the log of each witness, once each, and told in the loudest words', async () => {
    const { beijing, hebei, tianjin } = cluster.nodes;
    expect(await submit(forged.request(20, 20), beijing)).toEqual(size(20)); // again: no second finding
    const rules = (await findings(beijing)).map(({ governance }) => governance?.finding?.rule);
    expect(rules.sort()).toEqual(['log-inconsistent', 'log-rollback', 'log-split-view']);
    expect(await findings(hebei)).toMatchObject([
      {
        kind: 'finding',
        counterpart: tianjin.entityId,
        outcome: 'denied',
        governance: { finding: { rule: 'log-split-view', state: 'open' } },
      },
    ]);
    expect(
      beijing.logs.filter((line) => line.includes('"level":"fatal"') || line.includes('ALERT')),
    ).toHaveLength(3);
    const { rows } = await beijing.running.database.pool.query(
      'SELECT rule, offered_request FROM witness_conflict ORDER BY at',
    );
    expect(rows[0]).toMatchObject({
      rule: 'log-split-view',
      offered_request: expect.stringContaining((await forged.note(20)).trimEnd()),
    });
  });
});

describe('last seen', () => {
  it('is the signed checkpoint with a cosignature of now, for its own log and, to peers, of others', async () => {
    const { beijing, tianjin, hebei } = cluster.nodes;
    const own = await call(tlsOf(tianjin), beijing, '/witness/last-seen');
    expect(own.status).toBe(200);
    const note = openCheckpoint(own.text, log.key);
    expect(note.checkpoint).toMatchObject({ size: 20n, root: log.root(20) });
    expect(note.signatures.at(-1)?.name).toBe(witnessKeyOf(beijing).name);
    const others = await call(
      tlsOf(hebei),
      beijing,
      `/witness/last-seen?of=${encodeURIComponent(tianjin.entityId)}`,
    );
    expect(openCheckpoint(others.text, log.key).checkpoint.root).toEqual(log.root(20));
  });

  it('is 404 where nothing was seen, 403 for strangers', async () => {
    const { beijing, tianjin } = cluster.nodes;
    const nobody = await call(tlsOf(tianjin), beijing, `/witness/last-seen?of=https%3A%2F%2Fnobody.test`);
    expect(nobody.status).toBe(404);
    const { ca } = tlsOf(tianjin);
    expect((await call({ ca }, beijing, '/witness/last-seen')).status).toBe(403);
  });
});

describe('the memory of a witness', () => {
  it('cannot shrink, change or be dropped, whoever asks', async () => {
    const { pool } = cluster.nodes.beijing.running.database;
    for (const statement of [
      'UPDATE witness_memory SET size = size - 1',
      'UPDATE witness_memory SET root = sha256(root)',
      'DELETE FROM witness_memory',
      'TRUNCATE witness_memory',
      'DELETE FROM witness_conflict',
      `UPDATE witness_conflict SET rule = 'log-rollback'`,
    ])
      await expect(pool.query(statement)).rejects.toThrow();
  });
});

it('a peer has its share of a minute', async () => {
  const { beijing, hebei } = cluster.nodes;
  const other = new SampleLog(logOrigin(hebei.entityId), keyOf(hebei));
  const statuses: number[] = [];
  // Twice its share and some: one of two minutes that this may fall into is more than full.
  for (let at = 0; at < 122 && !statuses.includes(429); at += 1)
    statuses.push((await submit(other.request(0, 0), beijing, tlsOf(hebei))).status);
  expect(statuses).toContain(429);
});
