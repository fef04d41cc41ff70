import { jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { standardCatalogue, validateLicence, wellKnownSample } from '#libs/licences';
import { ensureSealingKeys } from '../../apps/cli/src/certs/seals/node-keys.js';
import { SealPki } from '../../apps/cli/src/certs/seals/seal-pki.js';
import type { CaseActor, Receiving, StoredCase } from '../../apps/node/src/cases/index.js';
import { FileDocumentStore, LicenceDocuments, LicenceStore } from '../../apps/node/src/licences/index.js';
import { sealingConfig } from '../../apps/node/src/sealing/index.js';
import { accessToken } from '../support/ask.js';
import { poppler } from '../support/poppler.js';
import {
  ORGANISATIONS,
  startCluster,
  type Cluster,
  type RegionName,
  type TestNode,
} from '../support/cluster.js';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'tongban-issuing-'));
const firm = { type: '001' as const, code: wellKnownSample('110000').holderCode };
let cluster: Cluster;
let token: string;
const node = (name: RegionName): TestNode => cluster.nodes[name];
const cases = (name: RegionName) => node(name).running.cases.cases;

beforeAll(async () => {
  const pki = SealPki.open(join(folder, 'pki'));
  const keysOf = async (name: 'beijing' | 'tianjin') => {
    const at = (file: string) => join(folder, `${name}-${file}`);
    const keys = {
      signature: {
        pkcs12File: at('s.p12'),
        passphraseFile: at('passphrase'),
        chainFile: at('authority.crt'),
      },
    };
    await ensureSealingKeys(sealingConfig.parse(keys), {
      pki,
      region: name === 'beijing' ? '110000' : '120000',
      organisation: ORGANISATIONS[name],
    });
    return keys;
  };
  const own = {
    beijing: { sealing: await keysOf('beijing') },
    tianjin: { sealing: await keysOf('tianjin') },
  };
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    sections: {
      messages: { pollSeconds: 3600, retrySeconds: 60 },
      cases: { pollSeconds: 3600 },
      matters: {
        directory: 'test/fixtures/issuing/matters',
        departments: ['beijing', 'tianjin'].map((name) => `config/matters/departments/${name}.yaml`),
      },
      issuing: { recipes: 'test/fixtures/issuing/issuing.yaml', contact: '综合窗口' },
    },
    own,
  });
  token = await accessToken(node('tianjin'));
}, 90_000);
afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const staff = (name: RegionName, role: CaseActor['role']): CaseActor => ({
  role,
  organisation: ORGANISATIONS[name],
  person: { id: `${name}-${role}`, name: '样例' },
  caller: {
    kind: 'client',
    id: 'sample-integrator',
    role: 'windowClerk',
    organisation: ORGANISATIONS[name],
    person: { id: `${name}-${role}`, name: '样例' },
  },
});
const form = {
  firmName: '天津海河样例餐饮有限公司',
  firmCode: firm.code,
  address: '石景山区样例路1号',
  manager: '样例人甲',
  permanent: false,
};

async function deliver(): Promise<void> {
  for (const name of ['tianjin', 'beijing', 'tianjin'] as const)
    await node(name).running.messages.sender.now();
}
async function opened(change: Partial<Receiving> = {}): Promise<StoredCase> {
  const draft = await cases('tianjin').draft({ matter: 'food', applicant: firm }, staff('tianjin', 'window'));
  const receiving: Receiving = {
    model: 'online',
    modes: ['cross-region'],
    decision: '110000',
    form,
    materials: [],
    items: [],
    ...change,
  };
  const stored = await cases('tianjin').open(draft.id, receiving, staff('tianjin', 'window'));
  await deliver();
  return stored;
}
const get = (name: RegionName, path: string, headers: Record<string, string> = {}) =>
  fetch(`${node(name).running.publicUrl}${path}`, { headers });
const notice = (id: string, kind: string, bearer = token) =>
  get('tianjin', `/cases/${id}/notices/${kind}`, { authorization: `Bearer ${bearer}` });
const codeOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { errors: [{ extensions: { code: string } }] }).errors[0].extensions.code;

describe('a notice', () => {
  it('is sealed, the same whenever it is asked for, and verified by anybody by its code', async () => {
    const { id } = await opened();
    const first = await notice(id, 'receipt');
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('application/pdf');
    const bytes = Buffer.from(await first.arrayBuffer());
    expect(Buffer.from(await (await notice(id, 'receipt')).arrayBuffer()).equals(bytes)).toBe(true);
    expect(bytes.toString('latin1')).toContain('/ETSI.CAdES.detached');

    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { rows } = await node('tianjin').running.database.pool.query<{ code: string }>(
      'SELECT code FROM issued_document WHERE case_id = $1',
      [id],
    );
    expect(rows).toHaveLength(1);
    const told = (await (await get('tianjin', `/issued/${rows[0]!.code}`)).json()) as Record<string, unknown>;
    expect(told).toEqual({
      kind: { zh: '收件回执', en: 'Receipt of an application' },
      issuer: ORGANISATIONS.tianjin.name,
      issuedAt: expect.stringMatching(/\+08:00$/),
      sha256,
    });
    const page = await get('tianjin', `/issued/${rows[0]!.code}`, { accept: 'text/html' });
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await page.text();
    expect(html).toContain(sha256);
    expect(html).not.toContain(form.firmName);
    await pdfsig(bytes);
  });

  it('is made once although many ask at the same moment', async () => {
    const { id } = await opened();
    const answers = await Promise.all(Array.from({ length: 4 }, () => notice(id, 'receipt')));
    const digests = new Set(answers.map((answer) => answer.headers.get('repr-digest')));
    expect(digests.size).toBe(1);
  });

  it('is not handed to whom the case is none of, nor where it is not due', async () => {
    const { id } = await opened();
    expect((await get('tianjin', `/cases/${id}/notices/receipt`)).status).toBe(401);
    const auditor = await accessToken(node('tianjin'), 'sample-auditor');
    expect((await notice(id, 'receipt', auditor)).status).toBe(403);
    expect(await codeOf(await notice('120000-20260101-NONE1', 'receipt'))).toBe('CASE_UNKNOWN');
    for (const kind of [
      'acceptance',
      'correction',
      'not-accepted',
      'pledge',
      'decree',
      'receipt?lang=fr',
      'receipt?missing=layout',
    ])
      expect([kind, await codeOf(await notice(id, kind))]).toEqual([kind, 'NOTICE_NOT_DUE']);
    expect(await codeOf(await get('tianjin', '/issued/ABCD-EFGH-JKMN-PQRS-TVWX'))).toBe('ISSUED_UNKNOWN');
    expect(await codeOf(await get('tianjin', `/issued/${encodeURIComponent("' OR 1=1 --")}`))).toBe(
      'ISSUED_UNKNOWN',
    );
  });

  it('of a pledge names what may be missing, and refuses what may not', async () => {
    const { id } = await opened({ modes: ['pledge', 'cross-region'], form: { ...form, permanent: true } });
    expect((await notice(id, 'pledge?missing=layout')).status).toBe(200);
    expect((await notice(id, 'pledge')).status).toBe(200);
    expect(await codeOf(await notice(id, 'pledge?missing=layout,other'))).toBe('NOTICE_NOT_DUE');
    expect(await codeOf(await notice(id, 'pledge?missing=__proto__'))).toBe('NOTICE_NOT_DUE');
  });

  it('tells at the counter what is to be corrected', async () => {
    const { id } = await opened({ model: 'collected' });
    const missing = [
      { material: 'layout', text: '请补充平面图' },
      { field: 'address', text: '请写明门牌号' },
    ];
    await cases('tianjin').step(
      id,
      { kind: 'ask-correction', data: { missing } },
      staff('tianjin', 'window'),
    );
    expect((await notice(id, 'correction?lang=zh-en')).status).toBe(200);
  });

  it('on acceptance is that of the region which accepted', async () => {
    const { id } = await opened();
    await cases('beijing').step(id, { kind: 'accept', data: {} }, staff('beijing', 'handler'));
    await deliver();
    expect(await codeOf(await notice(id, 'acceptance'))).toBe('NOTICE_NOT_DUE');
  });
});

describe('an approval', () => {
  const approver = () => staff('beijing', 'approver');
  async function underReview(change: Partial<Receiving> = {}): Promise<string> {
    const { id } = await opened(change);
    await cases('beijing').step(id, { kind: 'accept', data: {} }, staff('beijing', 'handler'));
    await cases('beijing').step(id, { kind: 'begin-review', data: {} }, staff('beijing', 'handler'));
    return id;
  }
  const licences = async (): Promise<string[]> => {
    const { rows } = await node('beijing').running.database.pool.query<{
      identifier: string;
      status: string;
    }>(
      "SELECT identifier, status FROM licence WHERE type_code = '11100000MB0143028R018' ORDER BY created_at",
    );
    return rows.map(({ identifier, status }) => `${identifier} ${status}`);
  };

  it('yields a sealed licence that is in the store, in the event, and with the case in both regions', async () => {
    const id = await underReview();
    const before = await licences();
    const { view } = await cases('beijing').step(id, { kind: 'approve', data: {}, key: 'a' }, approver());
    const { result, licence: identifier } = view.decision!;
    expect(await licences()).toEqual([...before, `${identifier!} 01`]);
    // Asked for again, it is neither taken nor made again.
    await cases('beijing').step(id, { kind: 'approve', data: {}, key: 'a' }, approver());
    expect(await licences()).toHaveLength(before.length + 1);

    const store = new LicenceStore(node('beijing').running.database.pool, { maxPageSize: 20 });
    const licence = await store.byIdentifier(identifier!);
    expect(validateLicence(licence, standardCatalogue)).toEqual([]);
    expect(licence).toMatchObject({
      holderCode: firm.code,
      holderName: form.firmName,
      issuerCode: ORGANISATIONS.beijing.code,
    });
    const documents = new FileDocumentStore({
      directory: `${node('beijing').dataDir}/documents`,
      maxBytes: 1 << 22,
    });
    const { bytes } = await new LicenceDocuments(node('beijing').running.database.pool, documents).fetch(
      identifier!,
    );
    expect(createHash('sha256').update(bytes).digest('base64url')).toBe(result);
    await pdfsig(bytes);

    await deliver();
    expect((await cases('tianjin').one(id)).view.decision).toMatchObject({ result, licence: identifier });
    const there = await node('tianjin').running.materials.keep.read(id, result!);
    expect(Buffer.from(there.bytes).equals(bytes)).toBe(true);

    const { rows } = await node('beijing').running.database.pool.query<{ code: string }>(
      "SELECT code FROM issued_document WHERE case_id = $1 AND kind = 'licence'",
      [id],
    );
    const told = (await (await get('beijing', `/issued/${rows[0]!.code}`)).json()) as Record<string, unknown>;
    expect(told).toMatchObject({ kind: { zh: '食品经营许可证' }, status: { code: '01' } });
    expect(JSON.stringify(told)).not.toMatch(new RegExp(`${firm.code}|${form.firmName}|${licence!.number}`));

    // The next one of the same firm takes its place, and whoever scans the old one sees that.
    await cases('beijing').step(await underReview(), { kind: 'approve', data: {} }, approver());
    expect(await licences()).toContain(`${identifier!} 04`);
    const now = (await (await get('beijing', `/issued/${rows[0]!.code}`)).json()) as Record<string, unknown>;
    expect(now).toMatchObject({ status: { code: '04' } });
  });

  it('that lacks a value is not taken, and leaves no licence', async () => {
    const { manager: _, ...incomplete } = form;
    const id = await underReview({ form: incomplete });
    const before = await licences();
    await expect(cases('beijing').step(id, { kind: 'approve', data: {} }, approver())).rejects.toMatchObject({
      code: 'ISSUING_INCOMPLETE',
      hint: 'KZ_FDDBR',
    });
    expect((await cases('beijing').one(id)).view.state).toBe('under-review');
    expect(await licences()).toEqual(before);
  });

  it('that names a licence of its own, or may not be taken, makes none', async () => {
    const id = await underReview();
    const before = await licences();
    await expect(
      cases('beijing').step(id, { kind: 'approve', data: {} }, staff('beijing', 'handler')),
    ).rejects.toMatchObject({ code: 'CASE_ROLE_MAY_NOT' });
    const own = '1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9';
    const { view } = await cases('beijing').step(id, { kind: 'approve', data: { licence: own } }, approver());
    expect(view.decision).toMatchObject({ licence: own });
    expect(await licences()).toEqual(before);
  });

  it('that is revoked since a pledge was broken takes its licence along', async () => {
    const { id } = await opened({ modes: ['pledge', 'cross-region'], form: { ...form, permanent: true } });
    const paper = Buffer.from(await (await notice(id, 'pledge')).arrayBuffer());
    const { keep } = node('tianjin').running.materials;
    const signed = await keep.keep({
      caseId: id,
      bytes: paper,
      mediaType: 'application/pdf',
      purpose: 'pledge',
    });
    const due = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const pledge = { missing: ['layout'], due, consequence: 'revoke' as const, signed };
    await cases('tianjin').step(
      id,
      { kind: 'pledge', data: pledge },
      { ...staff('tianjin', 'applicant'), holder: firm },
    );
    await deliver();
    await cases('beijing').step(id, { kind: 'accept', data: {} }, staff('beijing', 'handler'));
    await cases('beijing').step(id, { kind: 'begin-review', data: {} }, staff('beijing', 'handler'));
    const { view } = await cases('beijing').step(id, { kind: 'approve-with-pledge', data: {} }, approver());
    expect(await licences()).toContain(`${view.decision!.licence!} 01`);
    // Nothing after this: the clocks of both nodes go on with it.
    cluster.advance(25 * 3_600_000);
    const data = { reason: '逾期未补齐', remedy: '60 日内可申请行政复议' };
    await cases('beijing').step(id, { kind: 'revoke', data }, approver());
    expect(await licences()).toContain(`${view.decision!.licence!} 07`);
  });
});

/** Where poppler is installed: what it says of the signature. */
async function pdfsig(bytes: Uint8Array): Promise<void> {
  const file = join(folder, 'sealed.pdf');
  writeFileSync(file, bytes);
  const said = await poppler('pdfsig', ['-nocert', file]);
  if (said === undefined) return;
  expect(said).toContain('Signature is Valid');
  expect(said).toContain('Total document signed');
}
