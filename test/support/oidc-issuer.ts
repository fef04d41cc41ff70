import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { importJWK, SignJWT, type JWK } from 'jose';
import pg from 'pg';
import {
  AccessTokens,
  CallersSchema1764000400000,
  AddPasskeys1795501500300,
  CreateSecondFactor1795501490200,
  callersConfig,
  generateClient,
  generateSampleAccounts,
  openCallers,
  writeAccountsFile,
  type CallersConfig,
  type SampleAccounts,
} from '../../apps/node/src/callers/index.js';
import { freshDatabase } from './postgres.js';

export const ORGANISATION = { code: '11110000000021327Q', name: '北京市政务服务和数据管理局' };
export const REDIRECT = 'http://127.0.0.1:65000/callback';

export interface TestIssuer {
  origin: string;
  issuer: string;
  audience: string;
  fastify: FastifyInstance;
  tokens: AccessTokens;
  config: CallersConfig;
  pool: pg.Pool;
  dataDir: string;
  samples: SampleAccounts;
  passwordOf(username: string): string;
  clientKey: JWK;
  otherKey: JWK;
  logged: string[];
  /** Sets the clock of our own code forward; oidc-provider's stays. */
  advance(ms: number): void;
  close(): Promise<void>;
}

/** The embedded issuer on a bare Fastify and a real PostgreSQL. */
export async function startIssuer(
  options: {
    login?: object;
    accessTokenSeconds?: number;
    secondFactor?: object;
    host?: string;
    redirects?: readonly string[];
  } = {},
): Promise<TestIssuer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tongban-oidc-'));
  const database = await freshDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 8 });
  pool.on('error', () => undefined); // the database is dropped under its idle connections
  for (const { up } of [
    CallersSchema1764000400000,
    CreateSecondFactor1795501490200,
    AddPasskeys1795501500300,
  ])
    for (const statement of up) await pool.query(statement);
  const samples = await generateSampleAccounts({ organisation: ORGANISATION });
  await writeAccountsFile(join(dataDir, 'accounts.json'), samples.accounts);
  const client = await generateClient({ privateKeyFile: join(dataDir, 'clients/hall.jwk.json') });
  const other = await generateClient();
  const port = await freePort();
  // Passkeys belong to domain names: `localhost` is one.
  const { host = '127.0.0.1' } = options;
  const origin = `http://${host}:${port}`;
  const name = { zh: '政务大厅一体机', en: 'Service hall kiosk' };
  const config = callersConfig.parse({
    issuer: {
      kind: 'embedded',
      url: `${origin}/oidc`,
      keysDirectory: join(dataDir, 'keys'),
      accountsFile: join(dataDir, 'accounts.json'),
      login: options.login ?? {},
      clients: [
        {
          id: 'service-hall',
          name,
          jwks: client.jwks,
          grantTypes: ['client_credentials'],
          organisation: ORGANISATION,
        },
        {
          id: 'other-system',
          name,
          jwks: other.jwks,
          grantTypes: ['client_credentials'],
          organisation: ORGANISATION,
        },
        {
          id: 'window-app',
          name: { zh: '综合窗口受理系统', en: 'Service window' },
          authentication: 'none',
          grantTypes: ['authorization_code', 'refresh_token'],
          redirectUris: [REDIRECT, ...(options.redirects ?? [])],
          postLogoutRedirectUris: ['http://127.0.0.1:65000/bye'],
          organisation: ORGANISATION,
        },
      ],
    },
    audience: `${origin}/graphql`,
    // Whose tests are about other things sign in by password.
    secondFactor: options.secondFactor ?? { roles: [] },
    ...(options.accessTokenSeconds ? { accessTokenSeconds: options.accessTokenSeconds } : {}),
  });
  const logged: string[] = [];
  const note = (fields: object, message: string): void =>
    void logged.push(JSON.stringify({ ...fields, message }));
  let offset = 0;
  const callers = await openCallers(config, {
    node: { zh: '北京节点', en: 'Beijing node' },
    database: pool,
    clock: () => Date.now() + offset,
    log: { info: note, warn: note, error: note },
  });
  const server = fastify();
  await callers.register(server);
  await server.listen({ port, host });
  return {
    origin,
    issuer: `${origin}/oidc`,
    audience: config.audience,
    fastify: server,
    tokens: callers.tokens,
    config,
    pool,
    dataDir,
    samples,
    passwordOf: (username) => samples.passwords.find((entry) => entry.username === username)!.password,
    clientKey: client.privateJwk,
    otherKey: other.privateJwk,
    logged,
    advance: (ms) => void (offset += ms),
    close: async () => {
      await server.close();
      await pool.end();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

/** A private_key_jwt assertion (RFC 7523); members may be overridden by hostile ones. */
export async function assertion(
  of: { key: JWK; client: string; audience: string },
  override: Record<string, unknown> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: of.client,
    sub: of.client,
    aud: of.audience,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
    ...override,
  };
  const header = { alg: 'ES256', ...(of.key.kid ? { kid: of.key.kid } : {}) };
  return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(of.key, 'ES256'));
}
