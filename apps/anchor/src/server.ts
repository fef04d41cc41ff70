import { readFile } from 'node:fs/promises';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Refusal } from '#libs/errors';
import {
  authorityRoutes,
  configurationRoute,
  failure,
  parseEntityConfiguration,
  type Clock,
  type FederationResponse,
  type FederationRoute,
} from '#libs/federation';
import type { AnchorConfig } from './config.js';
import { publishedDirectory } from './published-directory.js';
import { startResolver } from './resolver.js';

/** A mark status question carries one token (§8.4.1); nothing else has a body. */
const MAX_BODY = 65_536;

export interface AnchorServer {
  port: number;
  /** Takes no new connection, finishes what it has begun, then ends. */
  stop(): Promise<void>;
}

export interface AnchorLog {
  warn(facts: object, message: string): void;
}

/** Starts the server of one or more authorities. No authority's private key comes near it. */
export async function startAnchorServer(
  config: AnchorConfig,
  { clock, log }: { clock: Clock; log: AnchorLog },
): Promise<AnchorServer> {
  const onError = ({ code, details, message }: Refusal) => {
    log.warn({ code, details }, message);
  };
  const routes: FederationRoute[] = [];
  const closers: (() => Promise<void>)[] = [];
  for (const [index, folder] of config.authorities.entries()) {
    const published = publishedDirectory(folder);
    const token = await published.entityConfiguration();
    if (token === undefined) throw new Refusal('AUTHORITY_MISSING', { hint: folder });
    const entityId = parseEntityConfiguration(token).claims.sub;
    routes.push(configurationRoute(entityId, () => published.entityConfiguration(), onError));
    routes.push(...authorityRoutes(entityId, published, clock, onError));
    const { resolver } = config;
    if (index === 0 && resolver !== undefined) {
      const started = await startResolver({ ...config, resolver }, entityId, published, { clock, onError });
      routes.push(...started.routes);
      closers.push(started.close);
    }
  }
  const server = await listen(config, listener(routes));
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
      for (const close of closers) await close();
    },
  };
}

async function listen(config: AnchorConfig, onRequest: RequestListener): Promise<Server> {
  const { tls } = config;
  const server =
    tls === undefined
      ? createHttpServer(onRequest)
      : createHttpsServer(
          { cert: await readFile(tls.certFile), key: await readFile(tls.keyFile) },
          onRequest,
        );
  server.requestTimeout = 10_000;
  server.headersTimeout = 5_000;
  server.keepAliveTimeout = 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.listen.port, config.listen.host, resolve);
  });
  return server;
}

function listener(routes: readonly FederationRoute[]): RequestListener {
  const table = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
  const paths = new Set(routes.map((route) => route.path));
  return (request, response) => {
    const send = ({ status, contentType, body }: FederationResponse) => {
      response.writeHead(status, {
        'content-type': contentType,
        'content-length': Buffer.byteLength(body),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    answer(request, table, paths).then(send, () => {
      send(failure('server_error', 'The server met a defect of its own.'));
    });
  };
}

async function answer(
  request: IncomingMessage,
  table: ReadonlyMap<string, FederationRoute>,
  paths: ReadonlySet<string>,
): Promise<FederationResponse> {
  const target = request.url ?? '/';
  if (!target.startsWith('/') || !URL.canParse(target, 'https://server')) {
    return failure('invalid_request', 'The request target is not a path.');
  }
  const { pathname, searchParams } = new URL(target, 'https://server');
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  if (method === 'GET' && pathname === '/status/live') {
    return { status: 200, contentType: 'application/json', body: '{"status":"live"}' };
  }
  const route = table.get(`${method} ${pathname}`);
  if (route === undefined) {
    const known = paths.has(pathname);
    return {
      ...failure('invalid_request', known ? 'Method not allowed.' : 'No such path.'),
      status: known ? 405 : 404,
    };
  }
  if (method !== 'POST') return route.handler({ query: searchParams });
  const body = await readBody(request);
  if (body === undefined) return { ...failure('invalid_request', 'The body is too large.'), status: 413 };
  return route.handler({ query: searchParams, form: new URLSearchParams(body) });
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1');
}
