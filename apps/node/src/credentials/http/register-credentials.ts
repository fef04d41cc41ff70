import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asRefusal, Refusal } from '#libs/errors';
import { REQUEST_OBJECT_TYPE } from '#libs/credentials';
import type { Addresses } from '../addresses.js';
import type { CallBudget } from '../call-budget.js';
import type { IssueCredentials } from '../issue/issue-credentials.js';
import type { Nonces } from '../issue/nonces.js';
import type { RedeemOffer } from '../issue/redeem-offer.js';
import type { StartOffer } from '../issue/start-offer.js';
import type { ReceivePresentation } from '../present/receive-presentation.js';
import type { ServeRequest } from '../present/serve-request.js';
import type { ServeStatusList } from '../status/serve-status-list.js';
import { oauthError } from './oauth-errors.js';
import { formOf, jsonOf } from './read-body.js';

/** Bytes that are read of any request here; a presentation is the largest. */
const BODY_MAX_BYTES = 300_000;
const SMALL_BODY_BYTES = 16_384;

export interface CredentialRoutes {
  addresses: Addresses;
  metadata: {
    issuer: () => object;
    authorizationServer: () => object;
    jwtVcIssuer: () => object;
  };
  offers: Pick<StartOffer, 'read'>;
  redeem: RedeemOffer;
  nonces: Pick<Nonces, 'make'>;
  issue: IssueCredentials;
  statusLists: ServeStatusList;
  requests: ServeRequest;
  receive: ReceivePresentation;
  budget: CallBudget;
  ttlSeconds: number;
  report: (error: unknown, requestId: string) => void;
  /** @throws Refusal `LOG_...` while the audit log is stopped: then nothing is issued and nothing is taken */
  assertRunning: () => void;
}

/**
 * What wallets speak to, on both listeners: who they are does not matter, they prove what they may do. Errors are those
 * of the protocols, in their form.
 */
export async function registerCredentials(fastify: FastifyInstance, routes: CredentialRoutes): Promise<void> {
  const { addresses, metadata, budget, assertRunning } = routes;
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: BODY_MAX_BYTES },
      (_request, body, done) => done(null, body),
    );
    scope.setErrorHandler((error: FastifyError, request, reply) => refuse(routes, error, request, reply));
    scope.addHook('onRequest', async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      budget.take(request.ip);
    });

    // RFC 8615: between origin and path of the identifier.
    const path = pathOf(addresses.issuer);
    scope.get(`/.well-known/openid-credential-issuer${path}`, async () => metadata.issuer());
    scope.get(`/.well-known/oauth-authorization-server${path}`, async () => metadata.authorizationServer());
    scope.get(`/.well-known/jwt-vc-issuer${pathOf(addresses.entityId)}`, async () => metadata.jwtVcIssuer());

    scope.get<{ Params: { ref: string } }>('/credentials/offers/:ref', async ({ params }) =>
      routes.offers.read(params.ref),
    );
    scope.post('/credentials/token', { bodyLimit: SMALL_BODY_BYTES }, async ({ headers, body }) =>
      routes.redeem.redeem(formOf(headers['content-type'], body, 'ISSUANCE_TOKEN_REQUEST_MALFORMED')),
    );
    scope.post('/credentials/nonce', { bodyLimit: SMALL_BODY_BYTES }, async () => ({
      c_nonce: routes.nonces.make(),
    }));
    scope.post('/credentials/credential', async ({ headers, body }) => {
      assertRunning();
      // RFC 6750, section 2.1.
      const token = /^bearer ([\w\-.~+/]+=*)$/i.exec(headers.authorization ?? '')?.[1];
      if (token === undefined) throw new Refusal('ISSUANCE_TOKEN_UNKNOWN');
      return routes.issue.issue(token, jsonOf(headers['content-type'], body, 'ISSUANCE_REQUEST_MALFORMED'));
    });
    scope.get<{ Params: { id: string } }>('/credentials/status/:id', async ({ params }, reply) => {
      if (!/^[1-9]\d{0,9}$/.test(params.id)) throw new Refusal('STATUS_LIST_UNKNOWN');
      const token = await routes.statusLists.token(Number(params.id));
      return reply
        .header('content-type', 'application/statuslist+jwt')
        .header('cache-control', `public, max-age=${String(Math.floor(routes.ttlSeconds / 2))}`)
        .send(Buffer.from(token));
    });

    const request = async (ref: string, reply: FastifyReply, walletNonce?: string) =>
      reply
        .header('content-type', REQUEST_OBJECT_TYPE)
        .send(Buffer.from(await routes.requests.serve(ref, walletNonce)));
    scope.get<{ Params: { ref: string } }>('/credentials/presentations/:ref', ({ params }, reply) =>
      request(params.ref, reply),
    );
    scope.post<{ Params: { ref: string } }>(
      '/credentials/presentations/:ref',
      { bodyLimit: SMALL_BODY_BYTES },
      ({ params, headers, body }, reply) => {
        const form = formOf(headers['content-type'], body, 'PRESENTATION_RESPONSE_MALFORMED');
        return request(params.ref, reply, form.get('wallet_nonce'));
      },
    );
    scope.post<{ Params: { ref: string } }>(
      '/credentials/presentations/:ref/response',
      async ({ params, headers, body }) => {
        assertRunning();
        await routes.receive.receive(
          params.ref,
          formOf(headers['content-type'], body, 'PRESENTATION_RESPONSE_MALFORMED'),
        );
        return {};
      },
    );
  });
}

function refuse(
  { report }: CredentialRoutes,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const at = request.routeOptions.url === '/credentials/credential' ? 'credential' : 'other';
  // What Fastify refuses before the route: a body that is too long, a length that is none.
  const early = typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500;
  const refusal =
    early && !(error instanceof Refusal)
      ? new Refusal(at === 'credential' ? 'ISSUANCE_REQUEST_MALFORMED' : 'PRESENTATION_RESPONSE_MALFORMED', {
          hint: 'body',
        })
      : asRefusal(error);
  // A refusal with this code was reported where it was made.
  if (refusal.code === 'INTERNAL' && !(error instanceof Refusal)) report(error, request.id);
  const { status, headers, body } = oauthError(refusal, at);
  return reply
    .code(error.statusCode === 413 ? 413 : status)
    .headers(headers)
    .header('cache-control', 'no-store')
    .type('application/json')
    .send(body);
}

const pathOf = (identifier: string): string => {
  const { pathname } = new URL(identifier);
  return pathname === '/' ? '' : pathname;
};
