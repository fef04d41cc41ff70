import { readFileSync } from 'node:fs';
import Fastify, { type FastifyInstance } from 'fastify';
import { Refusal } from '#libs/errors';
import { httpClient } from '../../anchor/src/http-client.js';
import type { IdentityConfig } from './config.js';
import { Membership } from './federation/membership.js';
import { GivenStore } from './given/given-store.js';
import { registerApi } from './http/register-api.js';
import { registerHolder } from './http/register-holder.js';
import { registerSignIn } from './http/register-sign-in.js';
import { show, Visits } from './http/visit.js';
import { readKey } from './keys.js';
import { messagePage } from './pages/sign-in-pages.js';
import { readPersons } from './persons/persons.js';
import { DecideRequest } from './requests/decide-request.js';
import { PendingRequests } from './requests/pending-requests.js';
import { PreviewClient } from './requests/preview-client.js';
import { TakeRequest } from './requests/take-request.js';
import { SignIn } from './sign-in/sign-in.js';
import { Sessions } from './sign-in/sessions.js';

export interface IdentityLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface IdentityServer {
  origin: string;
  /** Looks at the federation again now. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

/** The sample identity platform, put together and listening. */
export async function startIdentityServer(
  config: IdentityConfig,
  { clock, log }: { clock: () => number; log: IdentityLog },
): Promise<IdentityServer> {
  const self = config.entityId;
  const keys = { federation: readKey(config.keys.federationFile), signing: readKey(config.keys.signingFile) };
  const persons = await readPersons(config.personsFile);
  const given = await GivenStore.open(config.stateFile);
  const { caFile, timeoutMs, clockSkewSeconds } = config.federation;
  const client = httpClient({
    ca: caFile === undefined ? undefined : readFileSync(caFile, 'utf8'),
    timeoutMs,
  });
  const onFault = ({ code, details }: Refusal): void => log.warn({ code, details }, 'federation');
  const membership = new Membership(config, { keys, send: client.send, clock, onFault });
  const pending = new PendingRequests(config.requestSeconds * 1000, clock);
  const previews = new PreviewClient(self, membership.nodes, client.send, keys.signing, clock);
  const visits = new Visits(new Sessions(config.sessionSeconds * 1000, clock), self, config.name);

  const fastify = open(config, visits, log);
  registerApi(fastify, {
    self,
    takeRequest: new TakeRequest(self, membership, pending, previews, clockSkewSeconds, clock),
    pending,
    given,
    routes: membership.routes,
    key: keys.signing,
    statusTtlSeconds: config.statusTtlSeconds,
    ready: () => membership.ready,
    clock,
    onRefusal: (code) => log.warn({ code }, 'request refused'),
  });
  const { showSecondFactor } = config;
  registerSignIn(fastify, { visits, signIn: new SignIn(persons, clock), showSecondFactor });
  const decide = new DecideRequest(self, given, keys.signing, clock);
  registerHolder(fastify, { visits, persons, pending, decide, given, clock });

  const origin = await fastify.listen({ host: config.listen.host, port: config.listen.port });
  await membership.start();
  return {
    origin,
    refresh: () => membership.refresh(),
    async stop() {
      membership.stop();
      await fastify.close();
      await client.close();
    },
  };
}

function open(config: IdentityConfig, visits: Visits, log: IdentityLog): FastifyInstance {
  const { certFile, keyFile } = config.tls;
  const fastify = Fastify({
    https: { cert: readFileSync(certFile), key: readFileSync(keyFile) },
    bodyLimit: 65_536,
    requestTimeout: 15_000,
    forceCloseConnections: 'idle',
  }) as unknown as FastifyInstance;
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/jwt', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
  fastify.setNotFoundHandler((request, reply) => {
    const visit = visits.of(request, reply);
    return show(visit, messagePage(visit.frame, visit.words.error, visit.words.notFound), 404);
  });
  fastify.setErrorHandler((error: { statusCode?: number; code?: string }, request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode < 500 ? error.statusCode : 500;
    if (status === 500) log.error({ err: error }, 'defect');
    const visit = visits.of(request, reply);
    return show(visit, messagePage(visit.frame, visit.words.error, visit.words.failed), status);
  });
  return fastify;
}
