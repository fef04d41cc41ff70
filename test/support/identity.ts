import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { enrolEntity, revoke } from '../../apps/anchor/src/authority/commands.js';
import { HolderBrowser, shownCode } from '../../apps/cli/src/holder/holder-browser.js';
import { ensureSampleCerts } from '../../apps/cli/src/certs/index.js';
import { platformContent } from '../../apps/identity/src/federation/entity.js';
import { ensureKey, readKey } from '../../apps/identity/src/keys.js';
import { ensureSamplePersons, type SamplePassword } from '../../apps/identity/src/persons/sample-persons.js';
import { identityConfig, type IdentityConfig } from '../../apps/identity/src/config.js';
import { startIdentityServer, type IdentityServer } from '../../apps/identity/src/server.js';
import { ConfigurationIssuer } from '#libs/federation';
import { type Cluster, TRUST_MARK } from './cluster.js';

export const PLATFORM_MARK = 'identity-platform';

export interface TestIdentity {
  entityId: string;
  config: IdentityConfig;
  server: IdentityServer;
  passwords: readonly SamplePassword[];
  /** The browser of a sample person who has signed in with both factors. */
  browserOf: (username: string) => Promise<HolderBrowser>;
  browser(): HolderBrowser;
  revokeMark(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

/** A sample identity platform in the cluster's federation, at the port that the nodes were told. */
export async function startIdentity(
  cluster: Cluster,
  { port, marked = true, name = 'identity' }: { port: number; marked?: boolean; name?: string },
): Promise<TestIdentity> {
  const clock = (): number => cluster.now();
  const entityId = `https://127.0.0.1:${port}`;
  const dir = join(cluster.dir, name);
  await mkdir(dir, { recursive: true });
  await ensureSampleCerts(cluster.certsDir, [{ name, entityId }], { clock });
  const anchorId = cluster.anchor.entityId;
  const mark = `${anchorId}/${PLATFORM_MARK}`;
  const caFile = join(cluster.certsDir, 'ca.crt');
  const config = identityConfig.parse({
    entityId,
    name: { zh: '样例身份认证平台', en: 'Sample identity platform' },
    listen: { port },
    tls: {
      certFile: join(cluster.certsDir, `${name}.crt`),
      keyFile: join(cluster.certsDir, `${name}.key`),
    },
    federation: {
      anchors: [
        { entityId: anchorId, keysFile: join(cluster.anchor.directory, 'published', 'trust-anchor.json') },
      ],
      authorityHints: [anchorId],
      caFile,
      requiredTrustMarks: [`${anchorId}/${TRUST_MARK}`],
      trustMarks: marked ? [{ type: mark, issuer: anchorId }] : [],
      refreshSeconds: 1,
    },
    keys: { federationFile: join(dir, 'federation.json'), signingFile: join(dir, 'signing.json') },
    personsFile: join(dir, 'persons.json'),
    stateFile: join(dir, 'state.json'),
    statusTtlSeconds: 60,
    showSecondFactor: true,
  });
  await ensureKey(config.keys.federationFile);
  await ensureKey(config.keys.signingFile);
  const passwords = (await ensureSamplePersons(config.personsFile, clock())) ?? [];
  const keys = { federation: readKey(config.keys.federationFile), signing: readKey(config.keys.signingFile) };
  const token = await new ConfigurationIssuer({
    content: () => platformContent(config, keys, []),
    clock,
  }).current();
  await enrolEntity(cluster.anchor.directory, { token, trustMarks: marked ? [mark] : [] }, { clock });
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (facts: object) => console.error(facts),
  };
  const open = () => startIdentityServer(config, { clock, log });
  const ca = readFileSync(caFile, 'utf8');
  const browsers: HolderBrowser[] = [];
  const signedIn = new Map<string, HolderBrowser>();
  const identity: TestIdentity = {
    entityId,
    config,
    server: await open(),
    passwords,
    browser() {
      const browser = new HolderBrowser(entityId, ca);
      browsers.push(browser);
      return browser;
    },
    async browserOf(username) {
      // One-time codes count once: who is signed in stays so.
      const known = signedIn.get(username);
      if (known) return known;
      const browser = identity.browser();
      signedIn.set(username, browser);
      const password = passwords.find((one) => one.username === username)?.password ?? '';
      await browser.signIn(username, password, shownCode);
      return browser;
    },
    async revokeMark() {
      await revoke(cluster.anchor.directory, { sub: entityId, trustMark: mark, reason: 'test' }, { clock });
    },
    async stop() {
      await identity.server.stop();
      for (const browser of browsers) await browser.close();
    },
    async restart() {
      signedIn.clear();
      identity.server = await open();
    },
  };
  return identity;
}
