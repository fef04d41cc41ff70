import { jest } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leafHash, parseCheckpoint, verifyInclusion } from '#libs/audit-log';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT, type GraphqlAnswer, type Json } from '../support/ask.js';
import { startCluster, type Cluster, type TestNode } from '../support/cluster.js';
import { newestOfKind } from '../support/exchange-entries.js';
import { issuedToken } from '../support/issued-token.js';

jest.setTimeout(60_000);

const firm = wellKnownSample('110000');
const person = wellKnownPersonSample('110000');
const DAY = 86_400_000;
const READS = 40;
/** A sound citizen number that nobody of the samples has. */
const STRANGER = '11010519491231002X';
const ANOTHER_STRANGER = '440524188001010014';

let cluster: Cluster;
let beijing: TestNode;
let tianjin: TestNode;

beforeAll(async () => {
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    agreements: (ids) => ({
      beijing: [
        sampleAgreement('bj-tj', ids.tianjin, { licenceTypes: [firm.typeCode, person.typeCode] }),
        sampleAgreement('bj-own', '*', { licenceTypes: [firm.typeCode, person.typeCode] }),
      ],
    }),
    sections: {
      subjects: {
        readsPerMinute: READS,
        delays: [
          { id: 'criminal', legalBases: ['刑事诉讼法'], days: 60, law: '样例法第一条：侦查期间不予告知' },
        ],
      },
    },
  });
  ({ beijing, tianjin } = cluster.nodes);
  const documents = new FileDocumentStore({ directory: `${beijing.dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(beijing.running.database.pool, documents, { region: '110000', seed: 1, count: 12 });
}, 60_000);
afterAll(async () => {
  await cluster?.stop();
});

const LOOK = `query($id: LicenceIdentifier!, $context: LookupContextInput) {
  licence(identifier: $id, context: $context) { status licence { name number } } }`;
async function look(from: TestNode, identifier: string, context: object = {}): Promise<void> {
  const { data } = await ask(from, await accessToken(from), {
    query: LOOK,
    variables: { id: identifier, context: { ...CONTEXT, ...context } },
  });
  expect(data.licence.status).toBe('FOUND');
}

const RECORDS = `query($first: Int! = 20, $after: String) { myAccessRecords(first: $first, after: $after) {
  records { at organisationCode organisationName askingRegion role clerk channel itemCode itemName reason legalBasis
    lookups { operation region licenceType identifiers fieldsAsked fieldsReleased outcome }
    proof { entryId index receipt { log leaf } inclusion { size hashes checkpoint } } }
  pageInfo { hasNextPage endCursor } withheld { month count } withheldUnder } }`;
const holder = (type: string, code: string, more: object = {}): Promise<string> =>
  issuedToken(beijing, cluster.now(), {
    role: 'holder',
    holder_type: type,
    holder_code: code,
    person_id: 'person-1',
    person_name: '样例用户',
    ...more,
  });
const read = async (token: Promise<string>, variables: object = {}): Promise<GraphqlAnswer> =>
  ask(beijing, await token, { query: RECORDS, variables });
const records = async (token: Promise<string>, variables: object = {}): Promise<Json> => {
  const { data, errors } = await read(token, variables);
  expect(errors).toBeUndefined();
  return data.myAccessRecords;
};
const asFirm = (): Promise<string> => holder('001', firm.holderCode);
const asPerson = (): Promise<string> => holder('111', person.holderCode);
const codes = ({ errors }: GraphqlAnswer): unknown[] => errors?.map((error) => error.extensions.code) ?? [];

describe('who looked', () => {
  it('is told to the firm that it was about, with a proof that holds', async () => {
    await look(tianjin, firm.identifier);
    await beijing.running.transparency.round();
    const page = await records(asFirm());
    expect(page.records).toMatchObject([
      {
        organisationCode: '11120000TB9000024Y',
        organisationName: '天津市政务服务样例机构',
        askingRegion: 'TIANJIN',
        clerk: null,
        channel: 'COUNTER',
        itemCode: CONTEXT.itemCode,
        itemName: CONTEXT.itemName,
        reason: CONTEXT.reason,
        legalBasis: CONTEXT.legalBasis,
        lookups: [
          {
            operation: 'byIdentifier',
            region: 'BEIJING',
            licenceType: firm.typeCode,
            identifiers: [firm.identifier],
            fieldsAsked: ['name', 'number'],
            fieldsReleased: ['name', 'number'],
            outcome: 'granted',
          },
        ],
      },
    ]);
    const [{ proof }] = page.records;
    const entry = await new AuditReader(beijing.running.database.auditorPool).byId(proof.entryId);
    const leaf = leafHash(entry?.bytes ?? new Uint8Array());
    expect(proof.receipt).toEqual({
      log: `${new URL(beijing.entityId).host}/log`,
      leaf: Buffer.from(leaf).toString('base64url'),
    });
    const { root } = parseCheckpoint(proof.inclusion.checkpoint).checkpoint;
    verifyInclusion({
      leafHash: leaf,
      index: BigInt(proof.index),
      size: BigInt(proof.inclusion.size),
      root,
      proof: proof.inclusion.hashes.map((hash: string) => Buffer.from(hash, 'base64url')),
    });
  });

  it('is told to nobody else: another person sees nothing, in the very words that an unknown one gets', async () => {
    const bodies = await Promise.all(
      [STRANGER, ANOTHER_STRANGER].map(async (code) => (await read(holder('111', code))).data),
    );
    expect(bodies[0]).toEqual(bodies[1]);
    expect(bodies[0].myAccessRecords).toMatchObject({ records: [], pageInfo: { hasNextPage: false } });
    expect((await records(asPerson())).records).toEqual([]);
  });

  it('of an operation about several is told to each for its own part', async () => {
    const { data } = await ask(beijing, await accessToken(beijing), {
      query: `query($a: LicenceIdentifier!, $b: LicenceIdentifier!, $context: LookupContextInput) {
        a: licence(identifier: $a, context: $context) { status licence { name } }
        b: licence(identifier: $b, context: $context) { status licence { holderName } } }`,
      variables: { a: firm.identifier, b: person.identifier, context: CONTEXT },
    });
    expect([data.a.status, data.b.status]).toEqual(['FOUND', 'FOUND']);
    const [ofFirm] = (await records(asFirm())).records;
    const [ofPerson] = (await records(asPerson())).records;
    expect(ofFirm.proof.entryId).toBe(ofPerson.proof.entryId);
    expect(ofFirm.askingRegion).toBe('BEIJING');
    expect(ofFirm.lookups.map((one: Json) => one.identifiers)).toEqual([[firm.identifier]]);
    expect(ofPerson.lookups.map((one: Json) => one.identifiers)).toEqual([[person.identifier]]);
    expect(JSON.stringify(ofFirm)).not.toContain(person.identifier);
  });

  it('is told page by page, each record once', async () => {
    await look(tianjin, firm.identifier);
    const all = (await records(asFirm())).records.map((one: Json) => one.proof.entryId);
    expect(all.length).toBeGreaterThanOrEqual(3);
    const paged: string[] = [];
    let after: string | null = null;
    do {
      const page: Json = await records(asFirm(), { first: 1, after });
      paged.push(...page.records.map((one: Json) => one.proof.entryId));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(paged).toEqual(all);
  });

  it('and that it was read is an entry, which holds no name or number in clear', async () => {
    await records(asPerson());
    const [entry] = await newestOfKind(beijing, ['subject-read']);
    expect(entry?.entry).toMatchObject({
      kind: 'subject-read',
      caller: { kind: 'client', role: 'holder' },
      governance: { action: 'view', rows: 1 },
    });
    const text = Buffer.from(entry?.bytes ?? []).toString();
    for (const secret of [person.holderCode, '样例用户', 'person-1']) expect(text).not.toContain(secret);
  });
});

describe('whoever is not the holder', () => {
  it.each(['integrator', 'windowClerk', 'auditor', 'securityAdministrator', 'systemAdministrator'])(
    'a %s is refused, with the claims of a holder too',
    async (role) => {
      expect(codes(await read(holder('001', firm.holderCode, { role })))).toEqual(['ROLE_NOT_ALLOWED']);
    },
  );

  it.each<[string, object]>([
    ['no holder', { holder_type: undefined, holder_code: undefined }],
    ['a code with a wrong check character', { holder_code: '110105194912310021' }],
    ['a type that there is not', { holder_type: '000' }],
    ['a list of codes', { holder_code: [STRANGER, firm.holderCode] }],
    ['no person: a system of its own', { person_id: undefined, person_name: undefined }],
  ])('a token with %s is refused', async (_name, claims) => {
    expect(codes(await read(holder('111', STRANGER, claims)))).toEqual(['TOKEN_CLAIMS_INVALID']);
  });

  it('a token that somebody else has signed is refused', async () => {
    const path = join(beijing.dataDir, 'keys/oidc/issuer-keys.json');
    const real = readFileSync(path, 'utf8');
    const file = JSON.parse(real);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    Object.assign(file.signing[0].privateJwk, privateKey.export({ format: 'jwk' }));
    const dataDir = join(cluster.dir, 'forger');
    const forger = { ...beijing, dataDir };
    mkdirSync(join(dataDir, 'keys/oidc'), { recursive: true });
    writeFileSync(join(dataDir, 'keys/oidc/issuer-keys.json'), JSON.stringify(file));
    const token = issuedToken(forger, cluster.now(), {
      role: 'holder',
      holder_type: '001',
      holder_code: firm.holderCode,
      person_id: 'p',
      person_name: 'n',
    });
    expect(codes(await read(token))).toEqual(['TOKEN_BAD_SIGNATURE']);
  });

  it('a cursor of another, or a made-up one, leads nowhere', async () => {
    const { pageInfo } = await records(asFirm(), { first: 1 });
    expect(codes(await read(asPerson(), { after: pageInfo.endCursor }))).toEqual(['CURSOR_INVALID']);
    expect(codes(await read(asFirm(), { after: 'MA' }))).toEqual(['CURSOR_INVALID']);
  });

  it('a holder may not look licences up', async () => {
    const answer = await ask(beijing, await asFirm(), {
      query: LOOK,
      variables: { id: person.identifier, context: CONTEXT },
    });
    expect(codes(answer)).toEqual(['ROLE_NOT_ALLOWED']);
  });

  it('whoever reads on and on is slowed down, and others are not', async () => {
    const greedy = holder('111', '110101199003074610');
    let last: unknown[] = [];
    // A minute may end meanwhile; nobody is slow enough for four of them.
    for (let reading = 0; reading <= 4 * READS && last.length === 0; reading += 1)
      last = codes(await read(greedy));
    expect(last).toEqual(['SUBJECT_READS_THROTTLED']);
    expect(codes(await read(holder('111', STRANGER)))).toEqual([]);
  });
});

// Last: it moves the clock by months.
describe('a lookup of a class with lawful delay', () => {
  it('is withheld, counted when its month is over, and shown by itself after the delay', async () => {
    await look(tianjin, person.identifier, { legalBasis: '刑事诉讼法第五十四条' });
    const before = (await records(asPerson())).records.length;
    const withheld = async (): Promise<Json> => (await records(asPerson())).withheld;
    expect(await withheld()).toEqual([]);
    expect((await records(asPerson())).withheldUnder).toEqual(['样例法第一条：侦查期间不予告知']);

    const china = new Date(cluster.now() + 8 * 3_600_000);
    const month = china.toISOString().slice(0, 7);
    const nextMonth = Date.UTC(china.getUTCFullYear(), china.getUTCMonth() + 1, 1) - 8 * 3_600_000;
    cluster.advance(nextMonth - cluster.now() + DAY);
    expect(await withheld()).toEqual([{ month, count: 1 }]);
    expect((await records(asPerson())).records).toHaveLength(before);
    // Nothing of it shows to anybody else.
    expect((await records(holder('111', STRANGER))).withheld).toEqual([]);

    cluster.advance(61 * DAY);
    const after = await records(asPerson());
    expect(after.withheld).toEqual([]);
    expect(after.records).toHaveLength(before + 1);
    expect(after.records[0].legalBasis).toBe('刑事诉讼法第五十四条');
  });
});
