import { serverAudits } from 'graphql-http';
import { accessToken } from '../support/ask.js';
import { startCluster, type Cluster } from '../support/cluster.js';

let cluster: Cluster;
let token: string;

beforeAll(async () => {
  cluster = await startCluster({ regions: ['beijing'] });
  token = await accessToken(cluster.nodes.beijing);
}, 60_000);
afterAll(async () => {
  await cluster?.stop();
});

const audits = serverAudits({
  url: () => `${cluster.nodes.beijing.publicUrl}/graphql`,
  fetchFn: (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
});

describe('GraphQL over HTTP, audited by graphql-http against a running node with introspection', () => {
  it('is audited on 61 points', () => {
    expect(audits).toHaveLength(61);
  });

  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s %s',
    async (_id, _name, audit) => {
      const result = await audit.fn();
      expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok');
    },
  );
});
