import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, signAnswer, verifyRequest, type PeerKeys } from '#libs/exchange';
import { signingKeyFromJwk, verificationKeyFromJwk } from '#libs/jws';

/**
 * A second implementation of libs/exchange/PROFILE.md, in another language and without a line of ours: it verifies and
 * rebuilds the published vectors, and the two talk to each other.
 */
const vectors = 'libs/exchange/vectors';
const peer = 'test/conformance/python_peer.py';

const runs = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const present = runs('python3', '--version') && runs('openssl', 'version');
if (!present) console.warn('python3 or openssl is absent: the peer in Python is not tried.');

/** Python's hashlib has SM3 where its OpenSSL has it. */
const hasSm3 = present && runs('python3', '-c', 'import hashlib; hashlib.new("sm3")');
if (present && !hasSm3) console.warn('hashlib has no SM3: the suite SM2 of the peer in Python is not tried.');

function python<T>(args: string[], input = '', file = peer): T {
  const run = spawnSync('python3', [file, ...args], { input, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as T;
}

interface Node {
  entity_id: string;
  endpoint: string;
  suites: string[];
  jurisdictions: string[];
  log_origin: string;
  keys: { private_jwk: object; public_jwk: object }[];
}
const { nodes } = JSON.parse(readFileSync(join(vectors, 'keys.json'), 'utf8')) as { nodes: Node[] };
const nodeOf = (name: string) => nodes.find((node) => node.entity_id.includes(name)) as Node;
const beijing = nodeOf('beijing');
const tianjin = nodeOf('tianjin');
const hebei = nodeOf('hebei');
const peerOf = (node: Node): PeerKeys => ({
  entityId: node.entity_id,
  keys: node.keys.map((key) => verificationKeyFromJwk(key.public_jwk)),
  suites: node.suites,
  jurisdictions: node.jurisdictions,
});
const now = Date.UTC(2026, 10, 20, 2, 0, 0);

(present ? describe : describe.skip)('a peer in Python', () => {
  it('accepts, refuses and rebuilds every published vector', () => {
    const result = python<{ failures: string[]; accepted: number; refused: number; rebuilt: number }>([
      'vectors',
      vectors,
    ]);
    expect(result.failures).toEqual([]);
    const count = (name: string) =>
      (JSON.parse(readFileSync(join(vectors, `${name}.json`), 'utf8')) as { vectors: [] }).vectors.length;
    expect(result.accepted).toBe(count('requests') + count('answers'));
    expect(result.rebuilt).toBe(count('requests') + count('answers'));
    expect(result.refused).toBe(count('request-rejections') + count('answer-rejections'));
  });

  it('signs a request that we verify', async () => {
    const signed = python<{ token: string; channel: string; body: string; headers: Record<string, string> }>([
      'sign',
      vectors,
      beijing.entity_id,
      beijing.endpoint,
      String(now / 1000),
    ]);
    const verified = await verifyRequest(
      {
        token: signed.token,
        method: 'POST',
        uri: beijing.endpoint,
        contentType: signed.headers['content-type'],
        contentDigest: signed.headers['content-digest'],
        body: Buffer.from(signed.body),
        channel: signed.channel,
      },
      {
        self: beijing.entity_id,
        clock: () => now,
        skewSeconds: 5,
        resolvePeer: (id) => (id === tianjin.entity_id ? peerOf(tianjin) : undefined),
      },
    );
    expect(verified.context.person.name).toBe('王五');
    expect(verified.checks.map((check) => check.outcome)).not.toContain('failed');
  });

  it.each([
    ['ES256', beijing],
    ['EdDSA', hebei],
  ])('verifies an answer that we sign with %s, and refuses it when it is changed', async (_suite, node) => {
    const body = '{"data":{"licence":{"status":"FOUND"}}}';
    const requestDigest = sha256('a request token');
    const token = await signAnswer(
      {
        iss: node.entity_id,
        aud: tianjin.entity_id,
        requestDigest,
        status: 200,
        contentType: 'application/graphql-response+json',
        body: Buffer.from(body),
        receipt: { log: node.log_origin, leaf: sha256('leaf') },
      },
      { key: signingKeyFromJwk(node.keys[0]?.private_jwk), clock: () => now },
    );
    const given = (text: string) =>
      JSON.stringify({
        self: tianjin.entity_id,
        expected_iss: node.entity_id,
        request_sha256: requestDigest,
        now_ms: now,
        skew_seconds: 5,
        answer: {
          status: 200,
          headers: { 'content-type': 'application/graphql-response+json', 'tongban-answer': token },
          body: text,
        },
      });
    expect(python(['answer', vectors], given(body))).toMatchObject({ claims: { iss: node.entity_id } });
    expect(python(['answer', vectors], given(body.replace('FOUND', 'DENIED')))).toEqual({
      code: 'ANSWER_BODY_MISMATCH',
    });
  });
});

(hasSm3 ? it : it.skip)(
  'a peer in Python with SM2 accepts, refuses and rebuilds every vector of the suite',
  () => {
    const sm2 = JSON.parse(readFileSync(join(vectors, 'sm2.json'), 'utf8')) as Record<
      'requests' | 'request_rejections' | 'answers',
      { vectors: [] }
    >;
    expect(python([vectors], '', 'test/conformance/python_sm2.py')).toEqual({
      accepted: sm2.requests.vectors.length + sm2.answers.vectors.length,
      refused: sm2.request_rejections.vectors.length,
      rebuilt: sm2.requests.vectors.length + sm2.answers.vectors.length,
      failures: [],
    });
  },
);
