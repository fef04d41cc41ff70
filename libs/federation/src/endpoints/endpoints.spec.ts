import { Refusal } from '#libs/errors';
import { nodeMetadataOf, TestFederation } from '../../../../test/support/federation.js';
import { resolveTrustChain } from '../chain/find.js';
import { authorityRoutes, configurationRoute, type PublishedStore } from './authority.js';
import type { FederationRoute } from './http.js';
import { resolveRoute } from './resolve.js';

const ANCHOR = 'https://anchor.example/root';
const [A, B, C] = ['https://a.example', 'https://b.example', 'https://c.example'] as const;

const store: PublishedStore = {
  entityConfiguration: async () => 'configuration',
  subordinates: async () => [
    {
      sub: A,
      entityTypes: ['federation_entity', 'tongban_node'],
      intermediate: false,
      trustMarks: [{ type: 'm', exp: 2000 }],
    },
    { sub: B, entityTypes: ['federation_entity'], intermediate: true, trustMarks: [] },
    { sub: C, entityTypes: ['tongban_node'], intermediate: false, trustMarks: [{ type: 'm', exp: 1000 }] },
  ],
  subordinateStatement: async (sub) => (sub === A ? 'statement' : undefined),
  historicalKeys: async () => {
    throw new Error('disk on fire at /secret/path');
  },
  trustList: async () => undefined,
  trustMark: async (type, sub) => (type === 'm' && sub === A ? 'mark' : undefined),
  trustMarkStatus: async (token) => (token === 'mark' ? 'status' : undefined),
};
const routes = authorityRoutes(ANCHOR, store, () => 1_000_000);
const call = async (list: readonly FederationRoute[], path: string, query = '', form?: string) => {
  const route = list.find((candidate) => candidate.path === path)!;
  const answer = await route.handler({
    query: new URLSearchParams(query),
    ...(form === undefined ? {} : { form: new URLSearchParams(form) }),
  });
  const { error } =
    answer.contentType === 'application/json' && !answer.body.startsWith('[')
      ? (JSON.parse(answer.body) as { error: string })
      : { error: undefined };
  return { ...answer, said: error ?? answer.body };
};
const url = encodeURIComponent;

describe('federation endpoints (OpenID Federation 1.0 §8)', () => {
  it.each([
    ['fetch', '', 400, 'invalid_request'],
    ['fetch', 'sub=http://x', 400, 'invalid_request'],
    ['fetch', `sub=${url(ANCHOR)}`, 400, 'invalid_request'],
    ['fetch', `sub=${url(B)}`, 404, 'not_found'],
    ['fetch', `sub=${url(A)}`, 200, 'statement'],
    ['fetch', `sub=${url(A)}&unknown=1`, 200, 'statement'],
    ['list', 'intermediate=perhaps', 400, 'invalid_request'],
    ['list', '', 200, JSON.stringify([A, B, C])],
    ['list', 'intermediate=true', 200, JSON.stringify([B])],
    ['list', 'entity_type=tongban_node', 200, JSON.stringify([A, C])],
    ['list', 'entity_type=tongban_node&entity_type=federation_entity', 200, JSON.stringify([A])],
    ['list', 'trust_marked=true', 200, JSON.stringify([A])],
    ['list', 'trust_mark_type=m', 200, JSON.stringify([A])],
    ['trust-mark', 'trust_mark_type=m', 400, 'invalid_request'],
    ['trust-mark', `trust_mark_type=m&sub=${url(C)}`, 404, 'not_found'],
    ['trust-mark', `trust_mark_type=m&sub=${url(A)}`, 200, 'mark'],
    ['trust-mark-list', '', 400, 'invalid_request'],
    ['trust-mark-list', 'trust_mark_type=m', 200, JSON.stringify([A])],
    ['trust-mark-list', `trust_mark_type=m&sub=${url(B)}`, 200, '[]'],
    ['historical-keys', '', 500, 'server_error'],
  ])('%s?%s: %i %s', async (name, query, status, said) => {
    const answer = await call(routes, `/root/federation/${name}`, query);
    expect([answer.status, answer.said]).toEqual([status, said]);
    expect(answer.body).not.toContain('secret');
  });

  it.each([
    [undefined, 400, 'invalid_request'],
    ['', 400, 'invalid_request'],
    ['trust_mark=other', 404, 'not_found'],
    ['trust_mark=mark', 200, 'status'],
  ])('trust-mark-status with form %j: %i %s (§8.4)', async (form, status, said) => {
    const answer = await call(routes, '/root/federation/trust-mark-status', '', form);
    expect([answer.status, answer.said]).toEqual([status, said]);
  });

  it('serves the configuration below the path of the identifier, with its content type (§9)', async () => {
    const answer = await call(
      [configurationRoute(ANCHOR, () => store.entityConfiguration())],
      '/root/.well-known/openid-federation',
    );
    expect(answer).toMatchObject({
      status: 200,
      contentType: 'application/entity-statement+jwt',
      body: 'configuration',
    });
  });

  describe('resolve (§8.3)', () => {
    const federation = new TestFederation();
    const [anchor, resolver, node] = [
      'https://anchor.example',
      'https://resolver.example',
      'https://node.example',
    ];
    federation.add(anchor, []);
    federation.add(resolver, [anchor]);
    federation.add(node, [anchor], { metadata: nodeMetadataOf(node) });
    const route = resolveRoute({
      entityId: resolver,
      path: '/resolve',
      key: () => federation.entity(resolver).key,
      anchors: () => [anchor],
      resolve: async (sub) => {
        if (sub === A) throw new Refusal('FEDERATION_UNREACHABLE');
        if (sub === B) throw new Refusal('METADATA_POLICY_VIOLATED');
        if (sub === C) throw new Refusal('ENTITY_UNKNOWN');
        return resolveTrustChain(sub, {
          anchors: [federation.anchor(anchor)],
          clock: federation.clock,
          fetcher: federation,
        });
      },
      clock: federation.clock,
    });
    const ask = (query: string) => call([route], '/resolve', query);

    it.each([
      [`sub=${url(node)}`, 400, 'invalid_request'],
      [`trust_anchor=${url(anchor)}`, 400, 'invalid_request'],
      [`sub=${url(node)}&trust_anchor=${url(node)}`, 404, 'invalid_trust_anchor'],
      [`sub=${url(A)}&trust_anchor=${url(anchor)}`, 503, 'temporarily_unavailable'],
      [`sub=${url(B)}&trust_anchor=${url(anchor)}`, 400, 'invalid_metadata'],
      [`sub=${url(C)}&trust_anchor=${url(anchor)}`, 404, 'not_found'],
    ])('%s: %i %s', async (query, status, said) => {
      const answer = await ask(query);
      expect([answer.status, answer.said]).toEqual([status, said]);
    });

    it('answers with chain and metadata, signed by the resolver and not by the anchor', async () => {
      const answer = await ask(`sub=${url(node)}&trust_anchor=${url(anchor)}&entity_type=tongban_node`);
      const [header, payload] = answer.body
        .split('.')
        .slice(0, 2)
        .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
      expect(answer.contentType).toBe('application/resolve-response+jwt');
      expect(header).toMatchObject({ typ: 'resolve-response+jwt', kid: federation.entity(resolver).key.kid });
      expect(payload).toMatchObject({ iss: resolver, sub: node, exp: federation.now + 3600 });
      expect(payload.trust_chain).toHaveLength(3);
      expect(Object.keys(payload.metadata)).toEqual(['tongban_node']);
    });
  });
});
