import { jest } from '@jest/globals';
import { wellKnownSample } from '#libs/licences';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import type { CaseActor, Receiving, StoredCase } from '../../apps/node/src/cases/index.js';
import { startCluster, type Cluster, type RegionName, type TestNode } from '../support/cluster.js';

jest.setTimeout(60_000);

let cluster: Cluster;
const node = (name: RegionName): TestNode => cluster.nodes[name];
const cases = (name: RegionName) => node(name).running.cases.cases;

beforeAll(async () => {
  cluster = await startCluster({
    sections: {
      messages: { pollSeconds: 3600, retrySeconds: 60 },
      cases: {
        pollSeconds: 3600,
      },
      matters: {
        directory: 'test/fixtures/matters',
        departments: ['beijing', 'tianjin', 'hebei'].map((name) => `config/matters/departments/${name}.yaml`),
      },
    },
  });
}, 60_000);
afterAll(() => cluster?.stop());

const MARKET = { tianjin: '', beijing: '', hebei: '' };
const staff = (name: RegionName, role: CaseActor['role']): CaseActor => ({
  role,
  organisation: { code: MARKET[name] || '1112000000TB0328XB', name },
  person: { id: `${name}-${role}`, name: '样例' },
  caller: {
    kind: 'client',
    id: 'sample-integrator',
    role: 'windowClerk',
    organisation: { code: '1112000000TB0328XB', name },
    person: { id: `${name}-${role}`, name: '样例' },
  },
});
const firm = { type: '001' as const, code: wellKnownSample('110000').holderCode };

const receiving: Receiving = {
  model: 'online',
  modes: ['cross-region'],
  decision: '110000',
  form: { text: '样例餐厅', width: 3, permanent: false },
  materials: [],
  items: [],
};
async function deliver(): Promise<void> {
  for (const name of ['tianjin', 'beijing', 'hebei', 'tianjin', 'beijing'] as const)
    await node(name).running.messages.sender.now();
}
async function opened(change: Partial<Receiving> = {}): Promise<StoredCase> {
  const draft = await cases('tianjin').draft(
    { matter: 'signboard', applicant: firm },
    staff('tianjin', 'window'),
  );
  return cases('tianjin').open(draft.id, { ...receiving, ...change }, staff('tianjin', 'window'));
}

it('is received in one region and decided in the other, with the same view and both logs', async () => {
  const { id, view } = await opened();
  expect(view.state).toBe('received');
  await deliver();
  await cases('beijing').step(id, { kind: 'accept', data: {}, key: 'k1' }, staff('beijing', 'handler'));
  await cases('beijing').step(id, { kind: 'accept', data: {}, key: 'k1' }, staff('beijing', 'handler'));
  await cases('beijing').step(id, { kind: 'begin-review', data: {} }, staff('beijing', 'handler'));
  await cases('beijing').step(id, { kind: 'approve', data: {} }, staff('beijing', 'approver'));
  await deliver();
  const [here, there] = [await cases('tianjin').one(id), await cases('beijing').one(id)];
  expect(here.view).toEqual(there.view);
  expect(here.view.state).toBe('approved');
  expect(there.form).toEqual(receiving.form);
  expect(here.events).toHaveLength(4);
  for (const name of ['tianjin', 'beijing'] as const) {
    const reader = new AuditReader(node(name).running.database.auditorPool);
    const entries = await Promise.all(
      (await cases(name).one(id)).events.map(({ entry }) => reader.byId(entry)),
    );
    expect(entries.map((one) => one?.entry.case?.step)).toEqual([
      'receive',
      'accept',
      'begin-review',
      'approve',
    ]);
  }
});
