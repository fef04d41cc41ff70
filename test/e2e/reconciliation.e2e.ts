import { jest } from '@jest/globals';
import pg from 'pg';
import type { AuditEntry } from '#libs/audit-log';
import { wellKnownSample } from '#libs/licences';
import { runReconcile } from '../../apps/cli/src/audit/run-reconcile.js';
import { LogReader } from '../../apps/node/src/auditing/search/log-reader.js';
import { counterpartStates } from '../../apps/node/src/composition/counterparts.js';
import { AuditReader, type StoredEntry } from '../../apps/node/src/audit/index.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import type { StoredFinding, StoredWindow } from '../../apps/node/src/reconciliation/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { startCluster, type Cluster, type RegionName, type TestNode } from '../support/cluster.js';
import { newestOfExchange, newestOfKind } from '../support/exchange-entries.js';
import {
  base64url,
  contentDigest,
  exchangeKeyOf,
  jws,
  sha256,
  tlsOf,
  Wire,
  type Message,
  type Received,
} from '../support/forge.js';
import { issuedToken } from '../support/issued-token.js';
import { tamper } from '../support/tamper.js';

jest.setTimeout(60_000);

const licence = wellKnownSample('110000');
const MINUTE = 60_000;
let cluster: Cluster;
let token: string;
/** A lookup that nobody touches. */
let untouched: string;
const wire = new Wire();
const node = (name: RegionName): TestNode => cluster.nodes[name];

beforeAll(async () => {
  cluster = await startCluster({
    sections: {
      // Rounds are run by hand; minutes for windows, so that access tokens outlive the test.
      reconciliation: { windowSeconds: 60, settleSeconds: 120, pollSeconds: 3600, retrySeconds: 60 },
      callers: { accessTokenSeconds: 3600 },
    },
    agreements: (ids) => ({
      beijing: [sampleAgreement('bj-tj', ids.tianjin, { licenceTypes: [licence.typeCode] })],
    }),
  });
  const documents = new FileDocumentStore({
    directory: `${node('beijing').dataDir}/documents`,
    maxBytes: 1 << 22,
  });
  await seedSamples(node('beijing').running.database.pool, documents, {
    region: '110000',
    seed: 1,
    count: 4,
  });
  token = await accessToken(node('tianjin'));
  // Who can turn triggers off can keep the log from looking at itself: it is for the other side to notice.
  for (const name of ['beijing', 'tianjin'] as const) await node(name).running.transparency.stop();
}, 60_000);
afterAll(async () => {
  wire.close();
  await cluster?.stop();
});

const newest = (name: RegionName, count: number): Promise<StoredEntry[]> =>
  newestOfExchange(node(name), count);

/** Asks Beijing from Tianjin. @returns the digest of the request token, by which both sides know the lookup */
async function look(): Promise<string> {
  await ask(node('tianjin'), token, {
    query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
      licence(identifier: $id, context: $context) { status licence { name } } }`,
    variables: { id: licence.identifier, context: CONTEXT },
  });
  const [outcome] = await newest('tianjin', 1);
  expect(outcome?.entry.kind).toBe('outcome');
  return outcome?.entry.request?.digest ?? '';
}

/** Lets everything that was done be over and settled, and then one round at each node. */
async function settle(...names: RegionName[]): Promise<void> {
  cluster.advance(MINUTE + 2 * MINUTE + 1_000);
  for (const name of names) await node(name).running.reconciliation.job.now();
}

const pairOf = (name: RegionName): string => node(name === 'tianjin' ? 'beijing' : 'tianjin').entityId;
const windowsOf = (name: RegionName): Promise<StoredWindow[]> =>
  node(name).running.reconciliation.store.of({ peer: pairOf(name) }, 100);
/** The one window of the last round in which something was compared. */
async function busiest(name: RegionName): Promise<StoredWindow> {
  const windows = await windowsOf(name);
  const total = (one: StoredWindow): number => Object.values(one.tally ?? {}).reduce((a, b) => a + b, 0);
  const found = windows.find((one) => total(one) > 0);
  if (!found) throw new Error('no window with anything in it');
  return found;
}
const findingsAbout = (name: RegionName, request: string): Promise<StoredFinding[]> =>
  node(name).running.reconciliation.findings.about([request]);
const entryOf = async (name: RegionName, id: string | undefined): Promise<AuditEntry | undefined> =>
  (await new AuditReader(node(name).running.database.auditorPool).byId(id ?? ''))?.entry;
const stateOf = async (name: RegionName, request: string): Promise<string | undefined> =>
  (await node(name).running.reconciliation.counterparts.of([request])).get(request)?.state;

describe('a window in which nothing was touched', () => {
  it('is the same set on both sides, and both log it', async () => {
    const request = (untouched = await look());
    expect(await stateOf('tianjin', request)).toBe('pending');
    await settle('tianjin', 'beijing');
    for (const name of ['tianjin', 'beijing'] as const) {
      const window = await busiest(name);
      expect(window).toMatchObject({ state: 'done', ours: window.theirs, tally: { matched: 1 } });
      expect(await entryOf(name, window.entry)).toMatchObject({
        kind: 'reconciliation',
        outcome: 'granted',
        caller: { kind: 'node' },
        counterpart: pairOf(name),
        governance: {
          action: 'reconcile',
          reconciliation: {
            counterpart: pairOf(name),
            from: new Date(window.from).toISOString(),
            to: new Date(window.to).toISOString(),
            matched: 1,
            missingHere: 0,
            missingThere: 0,
            altered: 0,
            late: 0,
          },
        },
      });
      expect(await stateOf(name, request)).toBe('matched');
      expect(await findingsAbout(name, request)).toEqual([]);
    }
  });

  it('is done once, however often a round is run', async () => {
    const before = (await windowsOf('tianjin')).map(({ entry }) => entry);
    const logged = (await newestOfKind(node('tianjin'), ['reconciliation'], 100)).length;
    await node('tianjin').running.reconciliation.job.now();
    expect((await windowsOf('tianjin')).map(({ entry }) => entry)).toEqual(before);
    expect(await newestOfKind(node('tianjin'), ['reconciliation'], 100)).toHaveLength(logged);
  });
});

describe('a superuser who turns the triggers off', () => {
  it('and removes an answer at the provider is named by the requester, with the receipt', async () => {
    const request = await look();
    const [outcome] = await newest('tianjin', 1);
    await node('tianjin').running.transparency.round();
    expect(
      await tamper(node('beijing'), 'DELETE FROM audit_entry WHERE request_digest = $1', [request]),
    ).toBe(1);
    await settle('tianjin', 'beijing');
    const [finding] = await findingsAbout('tianjin', request);
    expect(finding).toMatchObject({
      class: 'missing-there',
      peer: node('beijing').entityId,
      proofs: {
        seat: 'requester',
        class: 'missing-at-provider',
        ours: {
          entry: outcome?.entry.id,
          receipt: outcome?.entry.receipt,
          inclusion: { log: `${new URL(node('tianjin').entityId).host}/log`, index: String(outcome?.index) },
        },
        theirs: { lines: [] },
      },
    });
    // The answer token is signed by the very node that now has no entry of it, and so is its statement.
    const { ours, theirs } = finding?.proofs as Json;
    expect(claimsOf(ours.tokens.answerToken)).toMatchObject({
      iss: node('beijing').entityId,
      request_sha256: request,
      receipt: outcome?.entry.receipt,
    });
    expect(theirs.statements.length).toBeGreaterThan(0);
    for (const { answerToken } of theirs.statements)
      expect(claimsOf(answerToken)).toMatchObject({ iss: node('beijing').entityId });
    expect(await entryOf('tianjin', finding?.entry)).toMatchObject({
      kind: 'finding',
      governance: { finding: { id: finding?.id, rule: 'reconciliation.missing-there', state: 'open' } },
    });
    expect(await entryOf('tianjin', (await busiest('tianjin')).entry)).toMatchObject({
      outcome: 'mixed',
      governance: { reconciliation: { missingThere: 1, missingHere: 0 } },
    });
    expect((await findingsAbout('beijing', request))[0]).toMatchObject({ class: 'missing-here' });
    expect(await stateOf('tianjin', request)).toBe('missing-there');
  });

  it('and removes a question at the requester is named by the provider, with the signed question', async () => {
    const request = await look();
    expect(
      await tamper(node('tianjin'), 'DELETE FROM audit_entry WHERE request_digest = $1', [request]),
    ).toBe(2);
    await settle('tianjin', 'beijing');
    const [finding] = await findingsAbout('beijing', request);
    expect(finding).toMatchObject({
      class: 'missing-there',
      peer: node('tianjin').entityId,
      proofs: { seat: 'provider', class: 'missing-at-requester', theirs: { lines: [] } },
    });
    const { requestToken } = (finding?.proofs as Json).ours.tokens;
    expect(sha256(requestToken)).toBe(request);
    expect(claimsOf(requestToken)).toMatchObject({ iss: node('tianjin').entityId });
    expect((await findingsAbout('tianjin', request))[0]).toMatchObject({ class: 'missing-here' });
  });

  it.each<[string, RegionName, string]>([
    [
      'the answer at the provider, and its leaf stays what it was',
      'beijing',
      `replace(t, '"granted"', '"denied"')`,
    ],
    [
      'the digest of the body at the requester',
      'tianjin',
      `regexp_replace(t, '"bodyDigest":"....', '"bodyDigest":"AAAA')`,
    ],
  ])('and alters %s, is named by both', async (_what, where, change) => {
    const request = await look();
    const changed = await tamper(
      node(where),
      `UPDATE audit_entry SET body = (SELECT convert_to(${change}, 'UTF8') FROM convert_from(body, 'UTF8') AS t)
       WHERE request_digest = $1 AND kind IN ('answer', 'outcome')`,
      [request],
    );
    expect(changed).toBe(1);
    await settle('tianjin', 'beijing');
    for (const name of ['tianjin', 'beijing'] as const) {
      expect((await findingsAbout(name, request)).map((one) => one.class)).toEqual(['altered']);
      expect((await busiest(name)).tally).toMatchObject({ altered: 1, matched: 0 });
    }
  });
});

it('a lookup that crashed between intent and outcome is open, and nobody is blamed', async () => {
  const request = await look();
  // What a crash leaves behind: the intent alone.
  await tamper(node('tianjin'), `DELETE FROM audit_entry WHERE request_digest = $1 AND kind = 'outcome'`, [
    request,
  ]);
  await settle('tianjin', 'beijing');
  for (const name of ['tianjin', 'beijing'] as const) {
    expect((await busiest(name)).tally).toMatchObject({
      open: 1,
      missingHere: 0,
      missingThere: 0,
      altered: 0,
    });
    expect(await findingsAbout(name, request)).toEqual([]);
  }
  expect(await stateOf('tianjin', request)).toBe('open');
});

describe('a peer that is away', () => {
  it('is asked again with growing pauses, and every window is made up for when it is back', async () => {
    await settle('tianjin');
    await node('beijing').stop();
    await settle('tianjin');
    await settle('tianjin');
    const waiting = (await windowsOf('tianjin')).filter(({ state }) => state === 'due');
    expect(waiting.length).toBeGreaterThanOrEqual(4);
    await node('beijing').restart();
    // Its circuit at Tianjin closes again by a call after its time; rounds come by themselves in a running node.
    for (let round = 0; round < 4; round += 1) {
      cluster.advance(2 * MINUTE);
      await node('tianjin').running.reconciliation.job.now();
      if ((await windowsOf('tianjin')).every(({ state }) => state === 'done')) break;
    }
    expect((await windowsOf('tianjin')).filter(({ state }) => state !== 'done')).toEqual([]);
    const windows = (await windowsOf('tianjin')).map(({ from }) => from);
    expect(windows).toEqual([...new Set(windows)]);
    expect(Math.max(...windows) - Math.min(...windows)).toBe((windows.length - 1) * MINUTE);
  });

  it('that signs a no is a finding of its own, and other windows go on', async () => {
    const { job, store, findings } = node('tianjin').running.reconciliation;
    const beijing = node('beijing').entityId;
    const from = cluster.now() - 4 * 86_400_000;
    // More than a day at once is what no node answers for.
    await store.add(beijing, [{ from, to: from + 2 * 86_400_000 }]);
    cluster.advance(3 * MINUTE);
    await job.now();
    const refused = (await findings.list({ peer: beijing }, 50)).filter((one) => one.class === 'refused');
    expect(refused).toMatchObject([
      { proofs: { code: 'RECONCILIATION_REFUSED', hint: 'RECONCILIATION_MESSAGE_INVALID' } },
    ]);
    const windows = await windowsOf('tianjin');
    expect(windows.filter(({ state }) => state !== 'done')).toHaveLength(1);
    await tamper(node('tianjin'), 'DELETE FROM reconciliation_window WHERE to_at - from_at > $1::interval', [
      '1 day',
    ]);
  });
});

describe('one holder', () => {
  it('works while another process holds the lock: nothing', async () => {
    const client = new pg.Client({ connectionString: node('tianjin').database.url });
    await client.connect();
    await client.query('SELECT pg_advisory_lock(8390876182673746514)');
    const before = (await windowsOf('tianjin')).length;
    await settle('tianjin');
    expect(await windowsOf('tianjin')).toHaveLength(before);
    await client.end();
    await node('tianjin').running.reconciliation.job.now();
    expect((await windowsOf('tianjin')).length).toBeGreaterThan(before);
  });

  it('that crashed after the entry finds it; that crashed before it does the window anew', async () => {
    const [last] = await windowsOf('tianjin');
    const crash = (more: string): Promise<number> =>
      tamper(
        node('tianjin'),
        `UPDATE reconciliation_window SET state = 'recording', entry = NULL, recording_since = done_at ${more}
         WHERE peer = $1 AND from_at = $2`,
        [last?.peer, new Date(last?.from ?? 0).toISOString()],
      );
    await crash(`- interval '1 second'`);
    await node('tianjin').running.reconciliation.job.now();
    expect((await windowsOf('tianjin'))[0]).toMatchObject({ state: 'done', entry: last?.entry });

    await crash(`+ interval '1 minute'`);
    cluster.advance(2 * MINUTE);
    await node('tianjin').running.reconciliation.job.now();
    const again = (await windowsOf('tianjin')).find(({ from }) => from === last?.from);
    expect(again?.state).toBe('done');
    expect(again?.entry).not.toBe(last?.entry);
  });
});

describe('the results', () => {
  const query = `{ reconciliations(first: 100) { nodes { peer state counts { matched missingThere } entryId } pageInfo { hasNextPage } }
    reconciliationFindings(first: 2) { nodes { id class request proofs } pageInfo { hasNextPage endCursor } } }`;

  it('are shown to auditors, page by page, and that they were read is an entry', async () => {
    const before = (await newestOfKind(node('tianjin'), ['audit-read'], 100)).length;
    const auditor = await issuedToken(node('tianjin'), cluster.now(), { role: 'auditor' });
    const { data, errors } = await ask(node('tianjin'), auditor, { query });
    expect(errors).toBeUndefined();
    expect(data.reconciliations.nodes.length).toBeGreaterThan(5);
    // The newest is about the peer as a whole.
    const [, first] = data.reconciliationFindings.nodes;
    expect(JSON.parse(first.proofs)).toHaveProperty('theirs.statements');
    const { hasNextPage, endCursor } = data.reconciliationFindings.pageInfo;
    expect(hasNextPage).toBe(true);
    const next = await ask(node('tianjin'), auditor, {
      query: `query($after: String) { reconciliationFindings(first: 100, after: $after) { nodes { id } } }`,
      variables: { after: endCursor },
    });
    const seen = [...data.reconciliationFindings.nodes, ...next.data.reconciliationFindings.nodes];
    expect(new Set(seen.map(({ id }: Json) => id)).size).toBe(seen.length);
    expect(await newestOfKind(node('tianjin'), ['audit-read'], 100)).toHaveLength(before + 3);
  });

  it.each(['integrator', 'windowClerk', 'systemAdministrator', 'securityAdministrator'])(
    'are refused to a %s',
    async (role) => {
      const other = await issuedToken(node('tianjin'), cluster.now(), { role });
      const { errors } = await ask(node('tianjin'), other, { query });
      expect(new Set(errors?.map((error) => error.extensions.code))).toEqual(new Set(['ROLE_NOT_ALLOWED']));
    },
  );
});

describe('the one list of the auditors', () => {
  const LIST = `query($rule: String) { auditFindings(rule: $rule, first: 100) {
    findings { id rule state entries detail { name value } } } }`;
  const person = (id: string) =>
    issuedToken(node('tianjin'), cluster.now(), { role: 'auditor', person_id: id, person_name: id });
  const listed = async (rule: string): Promise<Json[]> =>
    (await ask(node('tianjin'), await person('a-1'), { query: LIST, variables: { rule } })).data.auditFindings
      .findings;

  it('names what reconciliation found, and leads to the proofs of both sides', async () => {
    const all = await node('tianjin').running.reconciliation.findings.list({}, 100);
    const known = all.find((one) => one.class === 'missing-there');
    const found = (await listed('reconciliation.missing-there')).find(({ id }) => id === known?.id);
    expect(found).toMatchObject({
      state: 'OPEN',
      entries: [(known?.proofs as Json).ours.entry],
      detail: expect.arrayContaining([
        { name: 'peer', value: node('beijing').entityId },
        { name: 'request', value: known?.request },
      ]),
    });
    const ids = await Promise.all(
      [...new Set(all.map((one) => `reconciliation.${one.class}`))].map((rule) => listed(rule)),
    );
    expect(ids.flat().map(({ id }) => id)).toEqual(expect.arrayContaining(all.map(({ id }) => id)));

    const { data } = await ask(node('tianjin'), await person('a-1'), {
      query: 'query($id: ID!) { auditFinding(id: $id) { finding { id rule } proofs } }',
      variables: { id: known?.id },
    });
    expect(JSON.parse(data.auditFinding.proofs)).toEqual(JSON.parse(JSON.stringify(known?.proofs)));
    const [read] = await newestOfKind(node('tianjin'), ['audit-read']);
    expect(read?.entry).toMatchObject({
      governance: { finding: { id: known?.id } },
    });
    const unknown = await ask(node('tianjin'), await person('a-1'), {
      query: 'query($id: ID!) { auditFinding(id: $id) { proofs } }',
      variables: { id: '00000000-0000-4000-8000-000000000000' },
    });
    expect(unknown.errors?.[0]?.extensions.code).toBe('FINDING_UNKNOWN');
  });

  it('is worked on like any other, each step an entry', async () => {
    const [found] = await listed('reconciliation.altered');
    const step = async (who: string, to: string, note?: string) =>
      ask(node('tianjin'), await person(who), {
        query:
          'mutation($id: ID!, $to: FindingState!, $note: String) { triageAuditFinding(id: $id, to: $to, note: $note) { state note } }',
        variables: { id: found?.id, to, note },
      });
    expect((await step('a-1', 'DISMISSED')).errors?.[0]?.extensions.code).toBe('AUDIT_NOTE_INVALID');
    expect((await step('a-1', 'ACKNOWLEDGED')).data.triageAuditFinding.state).toBe('ACKNOWLEDGED');
    expect((await step('b-2', 'ESCALATED', '已报监管部门')).data.triageAuditFinding).toEqual({
      state: 'ESCALATED',
      note: '已报监管部门',
    });
    // The node's own findings may come between.
    const findings = await newestOfKind(node('tianjin'), ['finding'], 50);
    expect(findings.find(({ entry }) => entry.governance?.action === 'triage')?.entry).toMatchObject({
      governance: {
        finding: { id: found?.id, rule: 'reconciliation.altered', state: 'escalated' },
        note: '已报监管部门',
      },
    });
  });
});

describe('tongban audit reconcile', () => {
  async function command(...args: string[]): Promise<{ code: number; out: Json }> {
    const written: string[] = [];
    const io = {
      out: (value: unknown) => void written.push(JSON.stringify(value)),
      say: ({ en }: { en: string }) => en,
    };
    const before = process.env['TONGBAN_DATABASE_URL'];
    process.env['TONGBAN_DATABASE_URL'] = node('tianjin').database.url;
    process.exitCode = undefined;
    try {
      const again = args.includes('--again');
      const stretch = { from: cluster.now() - 86_400_000, to: cluster.now() };
      await runReconcile(
        { region: 'tianjin', peer: node('beijing').entityId, ...(again ? { again, ...stretch } : {}) },
        io as never,
      );
      return { code: Number(process.exitCode ?? 0), out: JSON.parse(written[0] ?? 'null') };
    } finally {
      process.exitCode = undefined;
      if (before === undefined) delete process.env['TONGBAN_DATABASE_URL'];
      else process.env['TONGBAN_DATABASE_URL'] = before;
    }
  }

  it('shows windows and findings, and says by its exit code that something differs', async () => {
    const { code, out } = await command();
    expect(code).toBe(1);
    expect(out.windows.length).toBeGreaterThan(5);
    expect(out.findings.map((one: Json) => one.class)).toContain('missing-there');
  });

  it('has windows done anew, without naming twice what was found before', async () => {
    const before = (await command()).out;
    const { due } = (await command('--again')).out;
    expect(due).toBe(before.windows.length);
    await node('tianjin').running.reconciliation.job.now();
    const { windows, findings } = (await command()).out;
    expect(windows.every((one: Json) => one.state === 'done')).toBe(true);
    expect(findings).toEqual(before.findings);
  });
});

it('the auditors see beside each entry how its other side stands', async () => {
  const reader = new LogReader(node('tianjin').running.database.auditorPool);
  const rows = await reader.following(0n, 40);
  const states = await counterpartStates(() => node('tianjin').running.reconciliation.counterparts).of(rows);
  const ofKind = (kind: string): unknown[] => states.filter((_, place) => rows[place]?.entry?.kind === kind);
  expect(ofKind('outcome')).toEqual(expect.arrayContaining(['reconciled', 'missing']));
  expect(new Set(ofKind('reconciliation'))).toEqual(new Set(['none']));
});

describe('a reconciliation message', () => {
  const D = sha256('');
  const settled = () => {
    const to = Math.floor(cluster.now() / MINUTE) * MINUTE - 3 * MINUTE;
    return { from: new Date(to - MINUTE).toISOString(), to: new Date(to).toISOString() };
  };
  const summary = (window = settled()) => ({
    op: 'summary',
    window,
    asked: { count: 0, digest: D },
    answered: { count: 0, digest: D },
  });
  function message(
    body: object | Buffer,
    change: { from?: TestNode; as?: TestNode; claims?: object; typ?: string } = {},
  ): Message {
    const from = change.from ?? node('tianjin');
    const to = node('beijing');
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    const key = exchangeKeyOf(from);
    const seconds = Math.floor(cluster.now() / 1000);
    const signed = jws(
      { typ: change.typ ?? 'tongban-reconciliation+jwt', alg: 'ES256', kid: key.kid },
      {
        v: 1,
        iss: from.entityId,
        aud: to.entityId,
        jti: base64url(sha256(`${Math.random()}`)).slice(0, 32),
        iat: seconds,
        exp: seconds + 60,
        htu: `${to.entityId}/reconciliation`,
        body_sha256: sha256(bytes),
        ...change.claims,
      },
      key.privateKey,
    );
    return {
      token: signed,
      method: 'POST',
      path: '/reconciliation',
      port: Number(new URL(to.entityId).port),
      fields: {
        'content-type': 'application/json',
        'content-digest': contentDigest(bytes),
        'tongban-request': signed,
      },
      body: bytes,
      tls: tlsOf(change.as ?? from),
    };
  }
  const refusalIn = ({ body, headers }: Received): unknown =>
    headers['tongban-answer'] === undefined
      ? 'unsigned'
      : (JSON.parse(body.toString()) as { code?: string }).code;

  it('in its proper form is answered, signed for its sender', async () => {
    const answer = await wire.send(message(summary()));
    expect(answer.status).toBe(200);
    expect(claimsOf(String(answer.headers['tongban-answer']))).toMatchObject({
      iss: node('beijing').entityId,
      aud: node('tianjin').entityId,
      body_sha256: sha256(answer.body),
    });
  });

  it.each<[string, () => Message, number, string]>([
    [
      'of another node than its certificate',
      () => message(summary(), { as: node('hebei') }),
      401,
      'unsigned',
    ],
    [
      'for another node',
      () => message(summary(), { claims: { aud: node('hebei').entityId } }),
      401,
      'unsigned',
    ],
    ['over another body', () => message(summary(), { claims: { body_sha256: D } }), 401, 'unsigned'],
    ["with a lookup's token", () => message(summary(), { typ: 'tongban-request+jwt' }), 401, 'unsigned'],
    [
      'about a window that is not over',
      () => {
        const from = Math.floor(cluster.now() / MINUTE) * MINUTE;
        const window = { from: new Date(from).toISOString(), to: new Date(from + MINUTE).toISOString() };
        return message(summary(window));
      },
      409,
      'RECONCILIATION_NOT_SETTLED',
    ],
    [
      'about a year at once',
      () => message(summary({ from: '2025-01-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' })),
      400,
      'RECONCILIATION_MESSAGE_INVALID',
    ],
    ['that is no JSON', () => message(Buffer.from('<xml/>')), 400, 'RECONCILIATION_MESSAGE_INVALID'],
    ['that is huge', () => message(Buffer.alloc(200_000, 'x')), 413, 'unsigned'],
  ])('%s is refused', async (_name, make, status, code) => {
    const answer = await wire.send(make());
    expect([answer.status, refusalIn(answer)]).toEqual([status, code]);
  });

  it('is taken once', async () => {
    const once = message(summary());
    expect((await wire.send(once)).status).toBe(200);
    const again = await wire.send(once);
    expect([again.status, refusalIn(again)]).toEqual([409, 'RECONCILIATION_REPLAYED']);
  });

  it('learns nothing about what its sender has no part in', async () => {
    const request = untouched;
    const find = (from: RegionName) =>
      wire.send(message({ op: 'find', role: 'answered', requests: [request] }, { from: node(from) }));
    expect(JSON.parse((await find('tianjin')).body.toString())).toMatchObject({ answered: [{ request }] });
    expect(JSON.parse((await find('hebei')).body.toString())).toMatchObject({ answered: [] });
  });

  it('is for the peer listener alone', async () => {
    const response = await fetch(`${node('beijing').publicUrl}/reconciliation`, {
      method: 'POST',
      body: '{}',
    });
    expect(response.status).toBe(404);
  });
});

// What a proof or a token holds is each test's own business.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

function claimsOf(compact: string): Json {
  return JSON.parse(Buffer.from(compact.split('.')[1] ?? '', 'base64url').toString());
}
