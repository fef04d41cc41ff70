import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { parse } from 'yaml';
import { dayOf, matterDigest, readMatter, signMatterPackage, type Matter } from '#libs/handling';
import { generateSigningKey, signingKeyFromJwk } from '#libs/jws';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import { ExchangeKeys } from '../../apps/node/src/exchange/exchange-keys.js';
import { ask, type GraphqlAnswer, type Json } from '../support/ask.js';
import { startCluster, type Cluster, type TestNode } from '../support/cluster.js';
import { issuedToken } from '../support/issued-token.js';

const DEPARTMENTS = ['beijing', 'tianjin', 'hebei'].map((name) => `config/matters/departments/${name}.yaml`);
const DAY = 86_400_000;

let dir: string;
let cluster: Cluster;
let beijing: TestNode;
let tianjin: TestNode;
/** A matter that only Beijing has, with a department that Tianjin's mapping lacks. */
const pilot: Matter = readMatter({
  ...parse(readFileSync('config/matters/credit-repair.yaml', 'utf8')),
  id: 'pilot',
});
pilot.departments.push({ key: 'data-bureau', name: { zh: '数据管理部门', en: 'data bureau' } });
pilot.authority.department = 'data-bureau';
/** Tianjin is ahead of Beijing with this one. */
const restaurant: Matter = readMatter(parse(readFileSync('config/matters/open-restaurant.yaml', 'utf8')));
const later: Matter = { ...pilot, version: 2, title: { zh: '试点事项（修订）', en: 'pilot, revised' } };

function folderOf(name: string, ...matters: Matter[]): string {
  const folder = join(dir, name);
  mkdirSync(folder, { recursive: true });
  for (const file of ['newborn.yaml', 'open-restaurant.yaml'])
    cpSync(join('config/matters', file), join(folder, file));
  for (const one of matters) writeFileSync(join(folder, `${one.id}.yaml`), JSON.stringify(one));
  return folder;
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tongban-matters-'));
  const own = join(dir, 'beijing-departments.yaml');
  const mapping = parse(readFileSync(DEPARTMENTS[0]!, 'utf8')) as { departments: Record<string, object> };
  mapping.departments['data-bureau'] = { ...mapping.departments['credit'] };
  writeFileSync(own, JSON.stringify(mapping));
  const departments = [own, ...DEPARTMENTS.slice(1)];
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    own: {
      beijing: { matters: { directory: folderOf('beijing', pilot), departments } },
      tianjin: {
        matters: {
          directory: folderOf('tianjin', { ...restaurant, version: 2 }),
          departments: DEPARTMENTS.slice(1),
          pollMs: 100,
        },
      },
    },
  });
  ({ beijing, tianjin } = cluster.nodes);
});
afterAll(async () => {
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const as = async (
  node: TestNode,
  person: string | undefined,
  query: string,
  variables: object = {},
  role = 'securityAdministrator',
): Promise<GraphqlAnswer> =>
  ask(
    node,
    await issuedToken(node, cluster.now(), {
      role,
      ...(person ? { person_id: person, person_name: `样例${person}` } : {}),
    }),
    { query, variables },
  );
const codeOf = (answer: GraphqlAnswer): unknown => answer.errors?.[0]?.extensions?.code;
const PROPOSAL =
  '{ id state matter version basedOn issuer adoption { ready unmapped } changes { path kind } }';
const propose = (person: string | undefined, input: object) =>
  as(
    tianjin,
    person,
    `mutation($input: MatterAdoptionInput!) { proposeMatterAdoption(input: $input) ${PROPOSAL} }`,
    { input: { note: '样例', ...input } },
  );
const settle = (person: string, how: 'approve' | 'refuse' | 'withdraw', id: string) =>
  as(
    tianjin,
    person,
    `mutation($id: ID!) { ${how}MatterAdoption(id: $id${how === 'refuse' ? ', note: "不采用"' : ''}) ${PROPOSAL} }`,
    { id },
  );
const offers = async (): Promise<Json[]> =>
  (
    await as(
      tianjin,
      undefined,
      '{ matterOffers(matter: "pilot") { id version issuer held basedOn adoption { ready unmapped } changes { path kind before after } } }',
    )
  ).data.matterOffers;
const BUREAU = {
  key: 'data-bureau',
  code: '1112000000TB032473',
  nameZh: '天津市数据管理部门（样例）',
  nameEn: 'Tianjin data bureau (sample)',
};

async function eventually<T>(look: () => Promise<T> | T, done: (found: T) => boolean): Promise<T> {
  for (let n = 0; ; n += 1) {
    const found = await look();
    if (done(found) || n > 200) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
const notes = async (node: TestNode): Promise<string[]> =>
  (await new AuditReader(node.running.database.auditorPool).newest(60)).map(
    ({ entry }) => entry.governance?.note ?? '',
  );
const owner = async (statement: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: tianjin.database.url });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
};

describe('definitions of the configuration', () => {
  it('are imported once, by one entry that names them', async () => {
    const { known } = beijing.running.matters;
    expect(known.list().map(({ matter }) => matter.id)).toEqual(['newborn', 'open-restaurant', 'pilot']);
    expect((await notes(beijing)).filter((note) => note.startsWith('matters: 3 imported'))).toHaveLength(1);
    await beijing.restart();
    expect(known.byDigest(matterDigest(pilot))?.matter.title).toEqual(pilot.title);
    expect((await notes(beijing)).filter((note) => note.includes('imported'))).toHaveLength(1);
  });

  it('are shown to everybody with form, materials, clocks and this region’s bodies', async () => {
    const answer = await as(
      beijing,
      undefined,
      `{ matters { id current itemCode versions }
         matter(id: "open-restaurant") { title { zh } clocks { decision } formSchemaZh formSchemaEn
           departments { key code } items { id wave } materials { id suppliedBy pledgeDays } } }`,
      {},
      'integrator',
    );
    expect(answer.errors).toBeUndefined();
    const { matter } = answer.data;
    expect(JSON.parse(matter.formSchemaZh)).toMatchObject({ type: 'object', additionalProperties: false });
    expect(matter.formSchemaZh).not.toBe(matter.formSchemaEn);
    expect(matter.departments.every(({ code }: Json) => typeof code === 'string')).toBe(true);
    expect(matter.items[0]).toMatchObject({ wave: 1 });
    expect(codeOf(await as(beijing, undefined, '{ matter(id: "none") { id } }'))).toBe('MATTER_UNKNOWN');
  });
});

describe('one region’s matter is adopted by another', () => {
  it('which is shown what differs and what it lacks', async () => {
    const offer =
      'mutation($regions: [Region!]!) { offerMatter(matter: "pilot", regions: $regions) { matter peer } }';
    expect(codeOf(await as(beijing, 'a', offer, { regions: ['BEIJING'] }))).toBe('REGION_UNKNOWN');
    expect(codeOf(await as(beijing, 'a', offer, { regions: ['TIANJIN'] }, 'integrator'))).toBe(
      'ROLE_NOT_ALLOWED',
    );
    const answer = await as(beijing, 'a', offer, { regions: ['TIANJIN'] });
    expect(answer.data.offerMatter).toEqual([{ matter: 'pilot', peer: tianjin.entityId }]);
    const [offered] = await eventually(offers, (found) => found.length > 0);
    expect(offered).toMatchObject({
      version: 1,
      issuer: beijing.entityId,
      held: false,
      basedOn: null,
      adoption: { ready: false, unmapped: ['data-bureau'] },
    });
  });

  it('only by two persons, and only once somebody stands for every department', async () => {
    const [{ id: offer }] = (await offers()) as [Json];
    expect(codeOf(await propose(undefined, { offer }))).toBe('MATTER_PERSON_MISSING');
    expect(codeOf(await propose('a', { offer }))).toBe('MATTER_NOT_READY');
    expect(codeOf(await propose('a', { offer, package: 'x' }))).toBe('MATTER_INPUT_INVALID');
    const strange = { ...BUREAU, key: 'credit', code: '11120000TB9000024Y' };
    expect(codeOf(await propose('a', { offer, departments: [BUREAU, strange] }))).toBe(
      'MATTER_INPUT_INVALID',
    );
    const abroad = { ...BUREAU, code: '11110000TB90000160' };
    expect(codeOf(await propose('a', { offer, departments: [abroad] }))).toBe('MATTER_NOT_READY');
    const proposed = await propose('a', { offer, departments: [BUREAU] });
    expect(proposed.errors).toBeUndefined();
    const { id } = proposed.data.proposeMatterAdoption;
    expect(codeOf(await settle('a', 'approve', id))).toBe('MATTER_PROPOSAL_OWN');
    expect(codeOf(await settle('b', 'withdraw', id))).toBe('MATTER_PROPOSAL_OTHERS');
    expect(tianjin.running.matters.known.current('pilot')).toBeUndefined();
    const approved = await settle('b', 'approve', id);
    expect(approved.data.approveMatterAdoption).toMatchObject({ state: 'APPROVED' });
    expect(codeOf(await settle('b', 'approve', id))).toBe('MATTER_PROPOSAL_SETTLED');
    const { known } = tianjin.running.matters;
    expect(known.current('pilot')).toMatchObject({
      digest: matterDigest(pilot),
      issuer: beijing.entityId,
      from: dayOf(cluster.now()),
    });
    expect(known.departmentOf('data-bureau')?.code).toBe(BUREAU.code);
    expect(known.itemCodeOf(pilot)?.slice(0, 18)).toBe(BUREAU.code);
    expect(codeOf(await propose('a', { offer, departments: [BUREAU] }))).toBe('MATTER_VERSION_HELD');
    const told = (await notes(tianjin)).filter((note) => note.includes(matterDigest(pilot)));
    expect(told.map((note) => /heard of|proposed|approved/.exec(note)?.[0])).toEqual([
      'approved',
      'proposed',
      'heard of',
    ]);
  });

  it('and a new version follows by itself, is compared, and holds from its day on in every replica', async () => {
    const folder = folderOf('beijing', later);
    expect(folder).toBe(join(dir, 'beijing'));
    await beijing.stop();
    await tianjin.restart(); // what was adopted is there without its file
    expect(tianjin.running.matters.known.departmentOf('data-bureau')?.code).toBe(BUREAU.code);
    await beijing.restart();
    const [offered] = await eventually(offers, (found) => found.length > 1);
    expect(offered).toMatchObject({ version: 2, basedOn: 1, adoption: { ready: true } });
    expect(offered!.changes.map(({ path }: Json) => path)).toEqual(
      expect.arrayContaining(['version', 'title.zh']),
    );
    const replica = await tianjin.replica();
    try {
      const from = dayOf(cluster.now() + 2 * DAY);
      const { data } = await propose('a', { offer: offered!.id, from });
      const { id } = data.proposeMatterAdoption;
      expect((await settle('b', 'approve', id)).errors).toBeUndefined();
      const digest = matterDigest(later);
      // The replica is asked by a case that names it, and needs no round of its own.
      expect(await replica.running.matters.lookUp(digest)).toMatchObject({ digest, from });
      for (const { known } of [tianjin.running.matters, replica.running.matters])
        expect(known.current('pilot')?.matter.version).toBe(1);
      cluster.advance(2 * DAY);
      for (const { known } of [tianjin.running.matters, replica.running.matters])
        expect(known.current('pilot')?.matter.version).toBe(2);
      expect(tianjin.running.matters.known.byDigest(matterDigest(pilot))?.matter.version).toBe(1);
    } finally {
      await replica.stop();
    }
  });

  it('but no package of a stranger, of another key, or of a day that has passed', async () => {
    const key = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
    const by = { issuer: beijing.entityId, issuedAt: Math.floor(cluster.now() / 1000) };
    const third: Matter = { ...later, version: 3 };
    expect(codeOf(await propose('a', { package: await signMatterPackage(third, by, key) }))).toMatch(/^JWS_/);
    const stranger = await signMatterPackage(third, { ...by, issuer: 'https://stranger.example' }, key);
    expect(codeOf(await propose('a', { package: stranger }))).toMatch(/^JWS_/);
    const own = new ExchangeKeys(join(beijing.dataDir, 'keys/exchange'), () => cluster.now()).signingKey();
    const late = await propose('a', {
      package: await signMatterPackage(third, by, own),
      from: dayOf(cluster.now() - DAY),
    });
    expect(codeOf(await settle('b', 'approve', late.data.proposeMatterAdoption.id))).toBe(
      'MATTER_EFFECTIVE_PAST',
    );
    const taken = await signMatterPackage({ ...later, subject: 'person' }, by, own);
    expect(codeOf(await propose('a', { package: taken }))).toBe('MATTER_VERSION_TAKEN');
    const old = await signMatterPackage(restaurant, by, own);
    expect(codeOf(await propose('a', { package: old }))).toBe('MATTER_VERSION_OLD');
  });
});

describe('what is in force', () => {
  it('is not changed in the database, by nobody', async () => {
    await expect(owner('UPDATE matter_version SET in_force_from = now()')).rejects.toThrow(/refused/);
    await expect(owner('DELETE FROM matter_version')).rejects.toThrow(/refused/);
    await expect(owner('TRUNCATE matter_version')).rejects.toThrow(/refused/);
    await expect(owner(`UPDATE matter_proposal SET note = 'other'`)).rejects.toThrow(/never edited/);
    await expect(
      tianjin.running.database.pool.query('UPDATE matter_version SET version = 7'),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('is not what somebody wrote into the table: such a version never counts', async () => {
    const forged = { ...pilot, version: 9 };
    await owner(
      `INSERT INTO matter_version SELECT (SELECT max(number) + 1 FROM matter_version), matter, 9, '${matterDigest(forged)}',
         $d$${JSON.stringify(forged)}$d$, current_date - 1, 'configuration', NULL, NULL, '{}', NULL, now(), jws
       FROM matter_version WHERE matter = 'pilot' AND version = 1`,
    );
    expect(await tianjin.running.matters.lookUp(matterDigest(forged))).toBeUndefined();
    expect(tianjin.logs.some((line) => line.includes('MATTER_VERSION_UNTRUSTED'))).toBe(true);
    expect(tianjin.running.matters.known.current('pilot')?.matter.version).toBe(2);
  });
});
