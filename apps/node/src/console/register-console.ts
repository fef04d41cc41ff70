import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { asRefusal, Refusal } from '#libs/errors';
import type { TrustAnchor } from '#libs/federation';
import type { AccessTokens } from '../callers/index.js';
import type { NoteDenial } from '../lookup/note-denial.js';
import { plainRefusal } from '../http/http-answer.js';
import type { Sealer } from '../secrets/index.js';
import { chosenForm, readConsole, type BuiltConsole } from './assets.js';
import { FLOW_MS, flowCookie, flowOf, forget, sessionCookie, sessionOf } from './cookies.js';
import type { OidcClient, PendingSignIn } from './oidc-client.js';
import { pageWithNonce } from './page.js';
import { SessionRefusals } from './session-refusals.js';
import type { SessionStore } from './session-store.js';
import { isOwnRequest, standIn } from './stand-in.js';

/** What a page may know of its node. */
export interface ConsoleNode {
  name: { zh: string; en: string };
  region: string;
  /** Whether it serves the query page. */
  graphiql: boolean;
}

export interface ConsoleRouteParts {
  origin: string;
  /** Whether the public listener is reached over TLS. */
  secure: boolean;
  node: ConsoleNode;
  tokens: Pick<AccessTokens, 'identify'>;
  sessions: SessionStore;
  oidc: OidcClient;
  sealer: Sealer;
  /** Whether people look after their second factors at the node's own issuer. */
  managesFactors: boolean;
  /** Whom this node's trust ends in; public keys. */
  anchors: () => readonly TrustAnchor[];
  clock: () => number;
  report: (error: unknown, requestId: string) => void;
  denials: Pick<NoteDenial, 'note'>;
  /** For tests. */
  built?: BuiltConsole;
}

const flowSchema = z.strictObject({
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  to: z.string(),
  until: z.number(),
});
const FLOW = 'console sign-in';
/** Ways within the console, and nothing that a browser could take for another host. */
const WITHIN = /^\/console\/(?:[A-Za-z0-9._~-]+\/?)*(?:\?[A-Za-z0-9._~=&%:,-]{0,500})?$/;
const beginSchema = z.object({
  to: z.string().max(600).regex(WITHIN).default('/console/'),
  lang: z.enum(['zh-CN', 'en']).optional(),
  again: z.literal('1').optional(),
  factors: z.literal('manage').optional(),
});

const HEADERS = {
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=()',
};

/** The console's page, its parts, and who is signed in. Sign-in goes over the node's issuer; tokens stay in the node. */
export async function registerConsole(fastify: FastifyInstance, parts: ConsoleRouteParts): Promise<void> {
  const { origin, secure, sessions, oidc, sealer, clock, tokens } = parts;
  const built = parts.built ?? readConsole();
  const page = (_request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { html, policy } = pageWithNonce(built.page);
    return reply
      .headers(HEADERS)
      .header('content-security-policy', policy)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(html);
  };

  /** @throws Refusal CONSOLE_SESSION_ENDED */
  const tokenOf = async (request: FastifyRequest): Promise<string> => {
    const session = sessionOf(request.headers.cookie, secure);
    const token = session === undefined ? undefined : await sessions.accessToken(session);
    if (token === undefined || !isOwnRequest(request, origin)) throw new Refusal('CONSOLE_SESSION_ENDED');
    return token;
  };

  const refusals = new SessionRefusals({
    tokens,
    denials: parts.denials,
    clock,
    tokenOf: async (request) => {
      const session = sessionOf(request.headers.cookie, secure);
      return session === undefined ? undefined : (await sessions.tokens(session))?.accessToken;
    },
  });

  fastify.addHook('onRequest', async (request) => {
    try {
      const deps = { origin, secure, accessToken: (id: string) => sessions.accessToken(id) };
      if (await standIn(request, deps)) refusals.stoodIn(request);
    } catch (error) {
      if (asRefusal(error).code === 'CONSOLE_REQUEST_FORGED') await refusals.forged(request);
      throw error;
    }
  });

  fastify.addHook('onSend', async (request, reply, payload) => {
    await refusals.answered(request, reply, payload);
    return payload;
  });

  await fastify.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => {
      const refusal = asRefusal(error);
      if (refusal.code === 'INTERNAL') parts.report(error, request.id);
      const { status, headers, body } = plainRefusal(refusal, 'application/graphql-response+json');
      return reply.code(status).headers(headers).header('cache-control', 'no-store').send(body);
    });
    scope.get('/console', (_request, reply) => reply.redirect('/console/', 308));
    scope.get('/console/', page);
    scope.get('/console/*', page);
    scope.get<{ Params: { name: string } }>('/console/assets/:name', (request, reply) => {
      const asset = built.assets.get(request.params.name);
      if (!asset) throw new Refusal('NOT_FOUND_HERE');
      const { body, encoding } = chosenForm(asset, request.headers['accept-encoding']);
      return reply
        .headers({ 'cross-origin-resource-policy': 'same-origin', vary: 'accept-encoding' })
        .header('cache-control', 'public, max-age=31536000, immutable')
        .headers(encoding ? { 'content-encoding': encoding } : {})
        .type(asset.type)
        .send(body);
    });

    scope.get('/console/session', async (request, reply) => {
      const { role, organisation, person, twoFactors } = await tokens.identify(
        `Bearer ${await tokenOf(request)}`,
      );
      return reply.header('cache-control', 'no-store').send({
        role,
        organisation,
        person: person?.name ?? null,
        twoFactors: twoFactors === true,
        managesFactors: parts.managesFactors,
        node: parts.node,
      });
    });

    scope.get('/console/trust-anchors', async (request, reply) => {
      await tokenOf(request);
      return reply.header('cache-control', 'no-store').send({ anchors: parts.anchors() });
    });

    scope.get('/console/sign-in', async (request, reply) => {
      const asked = beginSchema.safeParse(request.query);
      const { to, lang, again, factors } = asked.success ? asked.data : beginSchema.parse({});
      const { url, pending } = await oidc.begin({
        language: lang,
        again: again !== undefined,
        factors: factors !== undefined && parts.managesFactors,
      });
      const flow = JSON.stringify({ ...pending, to, until: clock() + FLOW_MS });
      const sealed = sealer.seal(flow, FLOW).toString('base64url');
      return reply
        .headers(HEADERS)
        .header('cache-control', 'no-store')
        .header('set-cookie', flowCookie(sealed, secure))
        .redirect(url.href, 303);
    });

    scope.get('/console/callback', async (request, reply) => {
      const flow = readFlow(request.headers.cookie, parts);
      // A link to the callback alone would sign somebody in as somebody else (login CSRF): without the cookie it ends here.
      if (!flow) throw new Refusal('CONSOLE_SIGN_IN_STALE');
      const query = new URL(request.raw.url ?? '/', origin).search;
      const begun = await oidc.finish(query, flow).catch((cause: unknown) => {
        throw new Refusal('CONSOLE_SIGN_IN_FAILED', { cause });
      });
      // Whoever comes with a session keeps none beside the new one.
      const before = sessionOf(request.headers.cookie, secure);
      if (before !== undefined) await sessions.end(before);
      return reply
        .headers(HEADERS)
        .header('cache-control', 'no-store')
        .header('set-cookie', [sessionCookie(await sessions.begin(begun), secure), forget('flow', secure)])
        .redirect(flow.to, 303);
    });

    scope.post('/console/sign-out', async (request, reply) => {
      if (!isOwnRequest(request, origin)) {
        await refusals.forged(request);
        throw new Refusal('CONSOLE_REQUEST_FORGED');
      }
      const session = sessionOf(request.headers.cookie, secure);
      const known = session === undefined ? undefined : await sessions.tokens(session);
      if (session !== undefined) await sessions.end(session);
      const to = known ? (await oidc.signOutUrl(known.idToken)).href : '/console/';
      return reply
        .header('cache-control', 'no-store')
        .header('set-cookie', forget('session', secure))
        .send({ to });
    });
  });
}

function readFlow(
  cookie: string | undefined,
  { sealer, clock, secure }: Pick<ConsoleRouteParts, 'sealer' | 'clock' | 'secure'>,
): (PendingSignIn & { to: string }) | undefined {
  const sealed = flowOf(cookie, secure);
  if (sealed === undefined) return undefined;
  const text = sealer.open(Buffer.from(sealed, 'base64url'), FLOW);
  if (text === undefined) return undefined;
  const flow = flowSchema.parse(JSON.parse(text));
  return flow.until > clock() ? flow : undefined;
}
