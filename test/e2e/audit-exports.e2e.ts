import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, compactVerify } from 'jose';
import { leafHash, parseTlogProof, verifyInclusion } from '#libs/audit-log';
import { parseEvidence } from '#libs/evidence';
import { draw, populationDigest } from '../../apps/node/src/auditing/samples/draw.js';
import type { Json } from '../support/ask.js';
import { type AuditStage, startAuditStage, until } from '../support/auditing.js';

let stage: AuditStage;
let ids: string[];
const ANNA = 'person:a-1';
const BERT = 'person:b-2';

beforeAll(async () => {
  stage = await startAuditStage({
    auditing: { followSeconds: 0.05, rules: { workingHours: { enabled: false } } },
  });
  ids = await stage.append([
    ...Array.from({ length: 1200 }, (_, n) => ({
      person: `tj-${n}`,
      subject: `111:${n}`,
      caseNumber: `TJ-2026-${n % 4}`,
    })),
    { reason: '=HYPERLINK("http://x","y"),\r'.slice(0, -1), caseNumber: 'TJ-2026-odd', person: '@SUM(1)' },
  ]);
});
afterAll(() => stage.stop());

async function call(
  method: string,
  path: string,
  {
    body,
    client = ANNA,
    headers = {},
  }: { body?: unknown; client?: string | undefined; headers?: Record<string, string> } = {},
) {
  return fetch(`${stage.node.publicUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await stage.token(client)}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
const PROGRESS = 'query($id: ID!) { auditExport(id: $id) { state code rowsDone rowsTotal bytes sha256 } }';

async function exported(body: unknown): Promise<{ id: string; job: Json; bytes: Buffer }> {
  const response = await call('POST', '/audit/exports', { body });
  expect(response.status).toBe(202);
  const { id } = (await response.json()) as { id: string };
  const job = await until(
    async () => (await stage.data(PROGRESS, { id }, ANNA)).auditExport,
    ({ state }) => state === 'done' || state === 'failed',
  );
  const file = await call('GET', `/audit/exports/${id}/file`);
  return { id, job, bytes: Buffer.from(await file.arrayBuffer()) };
}

describe('an export', () => {
  it.each(['sample-integrator', 'sample-administrator', 'sample-security'])(
    'is refused to %s',
    async (client) => {
      for (const [method, path] of [
        ['POST', '/audit/exports'],
        ['GET', '/audit/exports/x'],
        ['GET', '/audit/exports/x/file'],
        ['DELETE', '/audit/exports/x'],
      ]) {
        const response = await call(method!, path!, {
          client,
          ...(method === 'POST' ? { body: { format: 'csv' } } : {}),
        });
        expect([response.status, await response.text()]).toEqual([
          403,
          expect.stringContaining('ROLE_NOT_ALLOWED'),
        ]);
      }
      const anonymous = await fetch(`${stage.node.publicUrl}/audit/exports/x`);
      expect(anonymous.status).toBe(401);
    },
  );

  it.each<[string, unknown, string]>([
    ['a format that is none', { format: 'xlsx' }, 'AUDIT_EXPORT_INVALID'],
    ['a member that is none', { format: 'csv', path: '/etc/passwd' }, 'AUDIT_EXPORT_INVALID'],
    ['a filter that is none', { format: 'csv', filter: { nobody: 1 } }, 'AUDIT_FILTER_INVALID'],
    ['no object', [], 'AUDIT_EXPORT_INVALID'],
  ])('refuses %s', async (_, body, code) => {
    const response = await call('POST', '/audit/exports', { body });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(code)]);
  });

  it('as CSV honours the filter, escapes formulas, and holds no person unless asked to', async () => {
    const { job, bytes } = await exported({ format: 'csv', filter: { caseNumber: 'TJ-2026-odd' } });
    expect(job).toMatchObject({
      state: 'done',
      rowsDone: 1,
      rowsTotal: 1,
      sha256: createHash('sha256').update(bytes).digest('base64url'),
    });
    const text = bytes.toString();
    expect(text.startsWith('\uFEFFindex,id,')).toBe(true);
    expect(text.split('\r\n')).toHaveLength(3);
    expect(text).toContain(`"'=HYPERLINK(""http://x"",""y""),"`);
    expect(text).not.toContain('@SUM');
    const clear = await exported({
      format: 'csv',
      filter: { caseNumber: 'TJ-2026-odd' },
      withPersonalValues: true,
    });
    expect(clear.bytes.toString()).toContain(`"'@SUM(1)"`);
  });

  it('as JSON Lines has each entry byte for byte, page after page', async () => {
    const { job, bytes } = await exported({ format: 'jsonl', filter: { kinds: ['answer'] } });
    const lines = bytes.toString().trimEnd().split('\n');
    expect([lines.length, job.rowsDone]).toEqual([1201, 1201]);
    for (const [at, line] of [0, 600, 1200].map((place) => [place, lines[place]!] as const)) {
      const { index, leaf } = JSON.parse(line) as { index: string; leaf: string };
      const entry = line.slice(line.indexOf('"entry":') + 8, -1);
      expect(index).toBe(String(at));
      expect(Buffer.from(leafHash(Buffer.from(entry))).toString('base64url')).toBe(leaf);
    }
  });

  it('as a bundle proves each entry, under a manifest that the node signed', async () => {
    const { job, bytes } = await exported({
      format: 'bundle',
      filter: { caseNumber: 'TJ-2026-3', toIndex: '40' },
    });
    expect(job).toMatchObject({ state: 'done', rowsDone: 10 });
    const parts = new Map<string, Buffer>();
    for (let at = 0; bytes[at] !== 0;) {
      const name = bytes
        .subarray(at, at + 100)
        .toString()
        .replace(/\0.*$/s, '');
      const size = parseInt(bytes.subarray(at + 124, at + 135).toString(), 8);
      parts.set(name, bytes.subarray(at + 512, at + 512 + size));
      at += 512 + Math.ceil(size / 512) * 512;
    }
    expect([...parts.keys()]).toEqual(['entries.jsonl', 'proofs.jsonl', 'checkpoint.txt', 'manifest.jws']);
    const [, size, root] = parts.get('checkpoint.txt')!.toString().split('\n');
    const entries = parts
      .get('entries.jsonl')!
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const proofs = parts
      .get('proofs.jsonl')!
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const [place, { index, leaf }] of entries.entries()) {
      verifyInclusion({
        leafHash: Buffer.from(leaf, 'base64url'),
        index: BigInt(index),
        size: BigInt(size!),
        root: Buffer.from(root!, 'base64'),
        proof: proofs[place].proof.map((hash: string) => Buffer.from(hash, 'base64')),
      });
    }
    const configuration = await fetchKeys();
    const { payload } = await compactVerify(
      parts.get('manifest.jws')!.toString(),
      await importJWK(configuration as never, 'ES256'),
    );
    const manifest = JSON.parse(new TextDecoder().decode(payload));
    expect(manifest).toMatchObject({
      iss: stage.node.entityId,
      entries: 10,
      withPersonalValues: false,
      size,
    });
    for (const { name, sha256 } of manifest.parts)
      expect([name, createHash('sha256').update(parts.get(name)!).digest('base64url')]).toEqual([
        name,
        sha256,
      ]);
  });

  it('is fetched in ranges, by its owner only, and its file by nobody else on the machine', async () => {
    const { id, bytes } = await exported({ format: 'jsonl', filter: { toIndex: '5' } });
    const part = await call('GET', `/audit/exports/${id}/file`, { headers: { range: 'bytes=10-19' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${bytes.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(10, 20));
    expect(
      (await call('GET', `/audit/exports/${id}/file`, { headers: { range: `bytes=${bytes.length}-` } }))
        .status,
    ).toBe(416);
    expect((await call('GET', `/audit/exports/${id}/file`, { client: BERT })).status).toBe(404);
    expect((await call('DELETE', `/audit/exports/${id}`, { client: BERT })).status).toBe(404);
    const directory = join(stage.node.dataDir, 'exports');
    for (const name of readdirSync(directory))
      expect([name, statSync(join(directory, name)).mode & 0o777]).toEqual([name, 0o600]);
    expect((await call('DELETE', `/audit/exports/${id}`)).status).toBe(204);
    expect(readdirSync(directory).filter((name) => name.startsWith(id))).toEqual([]);
    expect((await call('GET', `/audit/exports/${id}`)).status).toBe(404);
  });

  it('goes on after a restart from what is certain, without a row lost or twice', async () => {
    const whole = await exported({ format: 'jsonl', filter: { kinds: ['answer'] } });
    await stage.node.stop();
    // As a crash leaves it: three pages are certain, half a row more stands in the file.
    const lines = whole.bytes.toString().split('\n').slice(0, 700);
    const certain = Buffer.from(`${lines.join('\n')}\n`);
    const { writeFileSync } = await import('node:fs');
    writeFileSync(
      join(stage.node.dataDir, 'exports', `${whole.id}.rows.part`),
      Buffer.concat([certain, Buffer.from('{"index":"7')]),
    );
    await stage.owner.query(
      `UPDATE auditing_export SET state = 'running', next_index = 700, rows_done = 700, bytes_done = $2, holder = 'gone', held_until = '-infinity' WHERE id = $1`,
      [whole.id, certain.length],
    );
    await stage.node.restart();
    await until(
      async () => (await stage.data(PROGRESS, { id: whole.id }, ANNA)).auditExport,
      ({ state }) => state === 'done',
    );
    const again = await call('GET', `/audit/exports/${whole.id}/file`);
    expect(Buffer.from(await again.arrayBuffer()).equals(whole.bytes)).toBe(true);
  });

  it('stands in the log: who asked for what, and who fetched it', async () => {
    const { auditEntries } = await stage.data(
      '{ auditEntries(filter: { action: "export" }, first: 100) { edges { node { json } } } }',
      {},
      ANNA,
    );
    const notes = auditEntries.edges
      .map(({ node }: Json) => JSON.parse(node.json).governance)
      .map(({ note, filter }: Json) => [note, JSON.parse(filter).withPersonalValues]);
    expect(notes).toEqual(
      expect.arrayContaining([
        ['asked for', true],
        ['asked for', false],
        ['fetched', true],
        ['deleted', false],
      ]),
    );
  });

  it('expires', async () => {
    const { id } = await exported({ format: 'csv', filter: { toIndex: '1' } });
    await stage.owner.query(
      `UPDATE auditing_export SET expires_at = now() - interval '1 second' WHERE id = $1`,
      [id],
    );
    await until(
      async () => (await stage.data(PROGRESS, { id }, ANNA)).auditExport,
      ({ state }) => state === 'expired',
    );
    expect((await call('GET', `/audit/exports/${id}/file`)).status).toBe(410);
    expect(readdirSync(join(stage.node.dataDir, 'exports')).filter((name) => name.startsWith(id))).toEqual(
      [],
    );
  });
});

describe('a review sample', () => {
  const FIELDS =
    'id state population populationDigest wanted treeSize seedSize seedRoot items { place index entry verdict secondVerdict }';
  const CREATE = `mutation($filter: AuditFilterInput!, $percent: Float, $count: Int) { createAuditSample(filter: $filter, percent: $percent, count: $count) { ${FIELDS} } }`;
  const DRAW = `mutation($id: ID!) { drawAuditSample(id: $id) { ${FIELDS} } }`;
  const REVIEW = `mutation($sample: ID!, $place: Int!, $verdict: ReviewVerdict!, $note: String) { reviewAuditSampleItem(sample: $sample, place: $place, verdict: $verdict, note: $note) { ${FIELDS} } }`;
  const code = async (query: string, variables: Json, client = ANNA) =>
    (await stage.ask(query, variables, client)).errors?.[0]?.extensions.code;
  let sample: Json;

  it('needs a person, a size and a population', async () => {
    const filter = { caseNumber: 'TJ-2026-1' };
    expect(await code(CREATE, { filter, count: 3 }, 'sample-auditor')).toBe('AUDIT_PERSON_MISSING');
    for (const size of [
      {},
      { count: 0 },
      { count: 1001 },
      { percent: 0 },
      { percent: 101 },
      { percent: 1, count: 1 },
    ])
      expect(await code(CREATE, { filter, ...size })).toBe('AUDIT_SAMPLE_INVALID');
    expect(await code(CREATE, { filter: { caseNumber: 'none' }, count: 1 })).toBe('AUDIT_SAMPLE_INVALID');
  });

  it('is committed to before it can be drawn, and drawn by a witnessed root that covers the commitment', async () => {
    sample = (await stage.data(CREATE, { filter: { caseNumber: 'TJ-2026-1' }, percent: 1 }, ANNA))
      .createAuditSample;
    const population = Array.from({ length: 300 }, (_, n) => BigInt(n * 4 + 1));
    expect(sample).toMatchObject({
      state: 'committed',
      population: 300,
      wanted: 3,
      populationDigest: populationDigest(population),
      items: [],
    });
    expect(await code(DRAW, { id: sample.id })).toBe('AUDIT_SAMPLE_TOO_EARLY');
    const { auditEntries } = await stage.data(
      '{ auditEntries(filter: { action: "sample" }, first: 1) { edges { node { index json } } } }',
      {},
      ANNA,
    );
    const committed = BigInt(auditEntries.edges[0].node.index);
    const covering = async () =>
      (
        await stage.owner.query(
          'SELECT size, root FROM audit_checkpoint WHERE size > $1 ORDER BY size LIMIT 1',
          [String(committed)],
        )
      ).rows[0];
    const seed = await until(covering, (row) => row !== undefined);
    expect(await code(DRAW, { id: sample.id })).toBe('AUDIT_SAMPLE_TOO_EARLY');
    await stage.owner.query(
      `INSERT INTO audit_cosignature (size, witness, line) VALUES ($1, 'tianjin.example/witness', '— x AA==')`,
      [seed.size],
    );
    sample = (await stage.data(DRAW, { id: sample.id }, BERT)).drawAuditSample;
    expect(sample).toMatchObject({
      state: 'drawn',
      seedSize: seed.size,
      seedRoot: seed.root.toString('base64url'),
    });
    expect(sample.items.map(({ index }: Json) => BigInt(index))).toEqual(draw(population, 3, seed.root));
    expect((await stage.data(DRAW, { id: sample.id }, ANNA)).drawAuditSample.items).toEqual(sample.items);
  });

  it('is reviewed by four eyes, each verdict an entry', async () => {
    const item = { sample: sample.id, place: 1 };
    expect(await code(REVIEW, { ...item, verdict: 'REVIEWED' }, 'sample-auditor')).toBe(
      'AUDIT_PERSON_MISSING',
    );
    expect(await code(REVIEW, { ...item, verdict: 'QUESTIONED' })).toBe('AUDIT_NOTE_INVALID');
    expect(await code(REVIEW, { ...item, place: 9, verdict: 'REVIEWED' })).toBe('AUDIT_SAMPLE_UNKNOWN');
    await stage.data(REVIEW, { ...item, verdict: 'QUESTIONED', note: '事由不足' }, ANNA);
    expect(await code(REVIEW, { ...item, verdict: 'REVIEWED' }, ANNA)).toBe('AUDIT_REVIEW_FOUR_EYES');
    const { items } = (await stage.data(REVIEW, { ...item, verdict: 'REVIEWED' }, BERT))
      .reviewAuditSampleItem;
    expect(items[0]).toMatchObject({ verdict: 'QUESTIONED', secondVerdict: 'REVIEWED' });
    expect(await code(REVIEW, { ...item, verdict: 'REVIEWED' }, 'person:c-3')).toBe('AUDIT_REVIEW_DONE');
    const { auditEntries } = await stage.data(
      'query($f: AuditFilterInput) { auditEntries(filter: $f, order: OLDEST) { edges { node { json } } } }',
      { f: { sample: sample.id } },
      ANNA,
    );
    expect(auditEntries.edges.map(({ node }: Json) => JSON.parse(node.json).governance.review)).toEqual([
      { sample: sample.id, verdict: 'questioned', second: false, note: '事由不足' },
      { sample: sample.id, verdict: 'reviewed', second: true },
    ]);
  });
});

describe('evidence of one lookup', () => {
  it.each(['sample-integrator', 'sample-administrator', 'sample-security'])(
    'is refused to %s',
    async (client) => {
      expect((await call('GET', `/audit/evidence/${ids[7]}`, { client })).status).toBe(403);
    },
  );
  it.each(['x', '00000000-0000-7000-8000-000000000000', '%27%20OR%20true'])(
    'of %s there is none',
    async (id) => {
      const response = await call('GET', `/audit/evidence/${id}`);
      expect([response.status, await response.text()]).toEqual([
        404,
        expect.stringContaining('AUDIT_ENTRY_UNKNOWN'),
      ]);
    },
  );

  it('is one file with entry, proof and tokens, names persons only where asked for, and is logged', async () => {
    const read = async (query = '') =>
      parseEvidence(await (await call('GET', `/audit/evidence/${ids[7]}${query}`)).text());
    const bundle = await until(read, ({ sides }) => sides[0]?.entries[0]?.proof !== undefined);
    const [side] = bundle.sides;
    expect(side).toMatchObject({ role: 'provider', node: stage.node.entityId });
    const [entry] = side!.entries;
    const bytes = Buffer.from(entry!.bytes, 'base64');
    expect(JSON.parse(bytes.toString()).id).toBe(ids[7]);
    expect(bundle.tokens.request).toMatch(/request\.token$/);
    expect(JSON.stringify(bundle)).not.toContain('tj-7');
    const { index, hashes, checkpoint } = parseTlogProof(entry!.proof!);
    const [, size, root] = checkpoint.split('\n');
    verifyInclusion({
      leafHash: leafHash(bytes),
      index,
      size: BigInt(size!),
      root: Buffer.from(root!, 'base64'),
      proof: [...hashes],
    });
    const named = await read('?withPersonalValues=true');
    expect(named.sides[0]!.entries[0]!.personal).toContainEqual(
      expect.objectContaining({ label: 'caller.person', value: 'tj-7' }),
    );
    const { auditEntries } = await stage.data(
      '{ auditEntries(filter: { action: "bundle" }, first: 1) { edges { node { json } } } }',
      {},
      ANNA,
    );
    expect(JSON.parse(auditEntries.edges[0].node.json).governance).toMatchObject({
      entries: [ids[7]],
      filter: JSON.stringify({ withPersonalValues: true, sides: ['provider'] }),
    });
  });
});

async function fetchKeys(): Promise<Json> {
  const { readFileSync } = await import('node:fs');
  const directory = join(stage.node.dataDir, 'keys/exchange');
  const file = readdirSync(directory).find((name) => name.endsWith('.json')) ?? '';
  const key = JSON.parse(readFileSync(join(directory, file), 'utf8'));
  const { d: _, ...jwk } = key.privateJwk ?? key.jwk ?? key;
  return jwk;
}
