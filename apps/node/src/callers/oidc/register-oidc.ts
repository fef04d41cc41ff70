import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { KoaContextWithOIDC, default as Provider } from 'oidc-provider';
import { Refusal } from '#libs/errors';
import { AccountsFile } from '../accounts/accounts-file.js';
import type { CallersConfig, EmbeddedIssuerConfig } from '../callers.config.js';
import { LoginAttempts } from '../login-attempts.js';
import type { Clock, Database, Log } from '../ports.js';
import { AccountFactors } from '../second-factor/account-factors.js';
import { Challenges } from '../second-factor/challenges.js';
import { Passkeys } from '../second-factor/passkeys.js';
import { RelyingParty } from '../second-factor/relying-party.js';
import { SecondFactors } from '../second-factor/second-factors.js';
import { openOwnKey, Sealer } from '../../secrets/index.js';
import { readClients, returnOrigins } from './clients.js';
import { registerInteractions } from './interactions.js';
import type { IssuerKeyRing } from './key-ring.js';
import { providerPages } from './page-views.js';
import { purgeExpired } from './postgres-adapter.js';
import { createProvider, type ProviderParts } from './provider.js';
import { Progress } from './sign-in-progress.js';

export interface OidcOptions {
  config: CallersConfig;
  issuer: EmbeddedIssuerConfig;
  keys: IssuerKeyRing;
  /** Name of the node, on the pages. */
  node: { zh: string; en: string };
  database: Database;
  clock: Clock;
  log: Log;
  /** How often expired rows are deleted; 0 for never. */
  purgeEveryMs?: number;
}

const PURGE_EVERY_MS = 10 * 60_000;

/**
 * Mounts the embedded issuer under the path of its URL. Everything lies in a plugin of its own: the parsers of other
 * routes do not reach it, and the provider reads the request's body itself.
 */
export async function registerOidc(fastify: FastifyInstance, options: OidcOptions): Promise<void> {
  const { issuer, keys, database, clock, log } = options;
  const { origin, pathname: mount } = new URL(issuer.url);
  const clients = await readClients(issuer.clients);
  const accounts = new AccountsFile(issuer.accountsFile);
  await accounts.refresh();
  const attempts = new LoginAttempts(database, clock, issuer.login);
  const sealer = new Sealer(openOwnKey(join(issuer.keysDirectory, 'second-factor.key')));
  const codes = new SecondFactors(database, sealer, clock);
  const factors = new AccountFactors({
    codes,
    passkeys: new Passkeys(database, sealer, clock),
    challenges: new Challenges(database, clock),
    party: RelyingParty.of(issuer.url, options.node.zh),
    handleOf: (account) => sealer.pseudonym(account),
    log,
  });
  const progress = new Progress(sealer);
  const origins = returnOrigins(clients.values());
  const pages = providerPages({ node: options.node, returnOrigins: origins });
  const providers = new Providers({ ...options, clients, accounts, factors: codes, pages }, (ctx, next) =>
    pages.middleware(ctx, next),
  );
  await providers.current();

  await fastify.register(async (scope) => {
    scope.addHook('onRequest', async (request) => {
      pinOrigin(request.raw, issuer.url);
      await providers.current();
    });
    await scope.register(async (forms) =>
      registerInteractions(forms, {
        provider: () => providers.latest(),
        mount,
        origin,
        node: options.node,
        clients,
        returnOrigins: origins,
        accounts,
        attempts,
        factors,
        progress,
        roles: options.config.secondFactor.roles,
        keys,
        log,
      }),
    );
    await scope.register(async (protocol) => {
      protocol.removeAllContentTypeParsers();
      protocol.addContentTypeParser('*', (_request, _payload, done) => done(null));
      protocol.all(`${mount}/*`, (request, reply) => {
        reply.hijack();
        const raw = request.raw as IncomingMessage & { originalUrl?: string };
        const path = raw.url ?? '/';
        raw.originalUrl = path;
        raw.url = path.slice(mount.length);
        void providers.handle(raw, reply.raw);
      });
    });
    startPurging(scope, options, attempts);
  });
}

/**
 * The provider takes its own address from the request (`ctx.href`): audiences it accepts, where its forms go. So the
 * request is made to say the configured issuer, whatever Host or X-Forwarded-* the sender or a proxy wrote.
 */
function pinOrigin(request: IncomingMessage, issuer: string): void {
  const { host, protocol } = new URL(issuer);
  request.headers.host = host;
  request.headers['x-forwarded-host'] = host;
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
}

/** The provider's keys are fixed when it is made; all its state is in the database, so a new one takes over at once. */
class Providers {
  #provider: Provider | undefined;
  #handle: ReturnType<Provider['callback']> | undefined;
  #version = '';

  constructor(
    private readonly parts: ProviderParts & { log: Log },
    private readonly middleware: (ctx: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void>,
  ) {}

  async current(): Promise<void> {
    const version = await this.parts.keys.version();
    if (this.#provider && version === this.#version) return;
    const provider = createProvider(this.parts);
    await checkClients(provider, this.parts.clients.keys());
    provider.use(this.middleware as never);
    watch(provider, this.parts.log);
    this.#provider = provider;
    this.#handle = provider.callback();
    this.#version = version;
  }

  latest(): Provider {
    if (!this.#provider) throw new TypeError('current() comes first');
    return this.#provider;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.#handle?.(request, response);
  }
}

/** The provider looks at a client when it is first used; a wrong one should stop the start instead. */
async function checkClients(provider: Provider, ids: Iterable<string>): Promise<void> {
  for (const id of ids) {
    try {
      await provider.Client.find(id);
    } catch (cause) {
      const { error_description: problem } = cause as { error_description?: string };
      throw new Refusal('CONFIG_INVALID', { cause, hint: `callers.issuer.clients: ${id}: ${problem ?? ''}` });
    }
  }
}

/** Error names and client ids only: descriptions may quote what the sender wrote. */
function watch(provider: Provider, log: Log): void {
  const refused = (event: string) => (ctx: KoaContextWithOIDC, error: Error) => {
    const client = ctx.oidc?.client?.clientId;
    log.warn({ event, error: error.message, detail: detailOf(error), client }, 'issuer refused a request');
  };
  provider.on('grant.error', refused('oidc.grant'));
  provider.on('authorization.error', refused('oidc.authorization'));
  provider.on('revocation.error', refused('oidc.revocation'));
  provider.on('end_session.error', refused('oidc.end_session'));
  provider.on('server_error', (_ctx, error) => {
    log.error({ event: 'oidc.server_error', error: error.name, stack: error.stack }, 'issuer failed');
  });
}

const detailOf = (error: Error): string | undefined => {
  const { error_detail: detail } = error as { error_detail?: unknown };
  return typeof detail === 'string' ? detail.slice(0, 200) : undefined;
};

function startPurging(fastify: FastifyInstance, options: OidcOptions, attempts: LoginAttempts): void {
  const { database, clock, log, purgeEveryMs = PURGE_EVERY_MS } = options;
  if (purgeEveryMs === 0) return;
  const timer = setInterval(() => {
    Promise.all([purgeExpired(database, clock), attempts.purge()]).catch((error: unknown) => {
      log.warn({ event: 'oidc.purge', error: (error as Error).name }, 'expired rows could not be deleted');
    });
  }, purgeEveryMs);
  timer.unref();
  fastify.addHook('onClose', async () => clearInterval(timer));
}
