import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import pg from 'pg';
import { request } from 'undici';
import {
  COSIGNATURE_V1,
  ED25519,
  formatAddCheckpoint,
  noteVerifier,
  parseCheckpoint,
  parseVerifierKey,
  verifyCosignature,
  type NoteVerifier,
} from '#libs/audit-log';
import { ed25519Bytes } from '../../apps/node/src/audit/ed25519-file.js';
import type { Listeners } from '../../apps/node/src/http/listeners.js';
import { registerWitness } from '../../apps/node/src/http/register-witness.js';
import { migrate } from '../../apps/node/src/persistence/index.js';
import {
  AnswerAddCheckpoint,
  AnswerLastSeen,
  witnessSigner,
  WitnessStore,
} from '../../apps/node/src/witnessing/index.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

/**
 * Witness exchanges of litewitness (FiloSottile/torchwood) and of transparency-dev's witness, replayed over HTTP against the
 * route, with its memory in PostgreSQL. Only mutual TLS is played: the caller is told to be the log's owner.
 */
const corpus = join(process.env['CORPORA_DIR'] ?? '../shared/corpora', 'merkle/c2sp-vectors.json');
const present = existsSync(corpus);
if (!present) console.warn('The witness exchanges are absent: set CORPORA_DIR.');

interface Vectors {
  witness: { logVkey: string; checkpoint5: string; checkpoint8: string; consistency_5_8: string[] };
  litewitness: { logPublicKeyHex: string; steps: { request: string; status: number }[] };
}

(present ? describe : describe.skip)('witness exchanges of others, over HTTP', () => {
  const vectors = present ? (JSON.parse(readFileSync(corpus, 'utf8')) as Vectors) : undefined;
  const { privateKey } = generateKeyPairSync('ed25519');
  const name = 'witness.example/w1';
  const witness = noteVerifier(name, COSIGNATURE_V1, ed25519Bytes(privateKey));
  const OWNER = 'https://log.example';
  let database: TestDatabase;
  let pool: pg.Pool;
  let server: FastifyInstance;
  let log: { origin: string; key: NoteVerifier };

  beforeAll(async () => {
    database = await freshDatabase();
    await migrate(database.url);
    pool = new pg.Pool({ connectionString: database.url, max: 2 });
    const deps = {
      record: new WitnessStore(pool),
      signer: witnessSigner({ name, privateKey, verifierKey: '' }),
      logOf: async () => log,
      take: () => true,
      clock: Date.now,
      onConflict: async () => undefined,
    };
    server = fastify();
    const certificate = { subjectaltname: `URI:${OWNER}` };
    const listeners = {
      peerSocket: () => ({ authorized: true, getPeerCertificate: () => certificate }),
    } as unknown as Listeners;
    await registerWitness(server, {
      listeners,
      addCheckpoint: new AnswerAddCheckpoint(deps),
      lastSeen: new AnswerLastSeen(deps),
    });
    await server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await server?.close();
    await pool?.end();
    await database?.drop();
  });

  const post = async (body: string) => {
    const { port } = server.server.address() as AddressInfo;
    const answer = await request(`http://127.0.0.1:${port}/witness/add-checkpoint`, { method: 'POST', body });
    return {
      status: answer.statusCode,
      type: answer.headers['content-type'],
      text: await answer.body.text(),
    };
  };

  it('litewitness: each step has its status, and what is cosigned verifies', async () => {
    const { logPublicKeyHex, steps } = vectors!.litewitness;
    const origin = parseCheckpoint(steps[0]!.request.slice('old 0\n\n'.length)).checkpoint.origin;
    const key = noteVerifier(origin, ED25519, new Uint8Array(Buffer.from(logPublicKeyHex, 'hex')));
    log = { origin, key };
    let size = 0n;
    for (const step of steps) {
      const note = step.request.slice(step.request.indexOf('\n\n') + 2);
      // litewitness answered 403 to an origin that it did not know; the specification now wants 404.
      const status = note.startsWith(`${origin}\n`) ? step.status : 404;
      const answer = await post(step.request);
      expect([step.request, answer.status]).toEqual([step.request, status]);
      if (status === 200) {
        const offered = parseCheckpoint(note);
        size = offered.checkpoint.size;
        verifyCosignature(offered.text, answer.text, witness);
        expect(answer.text).toMatch(/^\u2014 \S+ \S+\n$/);
      }
      if (status === 409) expect(answer).toEqual({ status, type: 'text/x.tlog.size', text: `${size}\n` });
    }
    expect(size).toBe(5n);
  });

  it('transparency-dev: from size 5 to 8, and not back', async () => {
    const { logVkey, checkpoint5, checkpoint8, consistency_5_8 } = vectors!.witness;
    const key = parseVerifierKey(logVkey);
    log = { origin: key.name, key };
    const proof = consistency_5_8.map((hash) => new Uint8Array(Buffer.from(hash, 'hex')));
    expect((await post(formatAddCheckpoint({ oldSize: 0n, proof: [], note: checkpoint5 }))).status).toBe(200);
    expect((await post(formatAddCheckpoint({ oldSize: 5n, proof: [], note: checkpoint8 }))).status).toBe(422);
    expect((await post(formatAddCheckpoint({ oldSize: 5n, proof, note: checkpoint8 }))).status).toBe(200);
    expect(await post(formatAddCheckpoint({ oldSize: 0n, proof: [], note: checkpoint5 }))).toEqual({
      status: 409,
      type: 'text/x.tlog.size',
      text: '8\n',
    });
    expect((await post(formatAddCheckpoint({ oldSize: 8n, proof: [], note: checkpoint8 }))).status).toBe(200);
  });
});
