import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { contentSecurityPolicy, newNonce, pageHtml } from './page.js';
import { DEFAULT_HEADERS, SAMPLE_PERSON, sampleTabs } from './samples.js';

export interface GraphiqlOptions {
  /** Path of the GraphQL endpoint on this listener. */
  graphqlUrl: string;
  title?: { zh: string; en: string };
  /** Code flow with PKCE for people; without it the page only takes a pasted token. */
  signIn?: {
    /** Issuer identifier; its `/auth` and `/token` are used. */
    issuer: string;
    clientId: string;
    scope: string;
    /** Audience of the access token (RFC 8707). */
    resource: string;
  };
  /** Command that prints a token, shown on the page. */
  tokenCommand?: string;
}

// Compiled code lies beside the bundle; code run from its source (tests) finds the bundle in dist/.
const FOLDERS = [
  join(import.meta.dirname, 'page'),
  join(import.meta.dirname, '../../../../dist/apps/node/src/graphiql/page'),
];
const SCHEMAS = ['../../schema.graphql', '../../../../../apps/node/schema.graphql'].map((path) =>
  join(import.meta.dirname, path),
);

/**
 * Serves GraphiQL under /graphiql, everything from the package, nothing from elsewhere. The page needs no
 * introspection: it reads the checked-in SDL.
 * @throws Error when the bundle was not built
 */
export async function registerGraphiql(fastify: FastifyInstance, options: GraphiqlOptions): Promise<void> {
  const folder = FOLDERS.find((path) => existsSync(join(path, 'graphiql.js')));
  if (!folder) throw new Error('the GraphiQL bundle is missing: run npm run build:graphiql');
  const script = readFileSync(join(folder, 'graphiql.js'));
  const styles = readFileSync(join(folder, 'graphiql.css'));
  const schema = readFileSync(SCHEMAS.find((path) => existsSync(path)) ?? 'schema.graphql');
  const version = createHash('sha256').update(script).update(styles).digest('hex').slice(0, 16);
  // A path is an issuer on this very origin.
  const issuer = URL.parse(options.signIn?.issuer ?? '');
  const signInOrigin = issuer?.origin;
  const config = JSON.stringify({
    graphqlUrl: options.graphqlUrl,
    title: options.title ?? { zh: '接口查询', en: 'GraphiQL' },
    tokenCommand: options.tokenCommand ?? 'npm run -s tongban -- token',
    defaultHeaders: DEFAULT_HEADERS,
    samples: sampleTabs(),
    samplePerson: SAMPLE_PERSON,
    ...(options.signIn ? { signIn: options.signIn } : {}),
  });

  fastify.get('/graphiql', (_request, reply) => {
    const nonce = newNonce();
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', contentSecurityPolicy(nonce, signInOrigin))
      .header('referrer-policy', 'no-referrer')
      .header('cross-origin-opener-policy', 'same-origin')
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store')
      .send(pageHtml(nonce, version));
  });
  const asset = (path: string, type: string, body: Buffer | string, cacheControl: string): void => {
    fastify.get(path, (_request, reply: FastifyReply) =>
      reply
        .type(type)
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', cacheControl)
        .send(body),
    );
  };
  // The page names both with their hash in the query.
  asset(
    '/graphiql/graphiql.js',
    'text/javascript; charset=utf-8',
    script,
    'public, max-age=31536000, immutable',
  );
  asset('/graphiql/graphiql.css', 'text/css; charset=utf-8', styles, 'public, max-age=31536000, immutable');
  asset('/graphiql/config.json', 'application/json; charset=utf-8', config, 'no-store');
  asset('/graphiql/schema.graphql', 'text/plain; charset=utf-8', schema, 'no-cache');
}
