import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { federationHttp } from '../../apps/node/src/federation/http-client.js';
import { WalletHttp } from '../../apps/cli/src/wallet/wallet-http.js';
import { readAnchor, WalletTrust } from '../../apps/cli/src/wallet/wallet-trust.js';
import type { Cluster } from './cluster.js';

export interface TestWallet {
  http: WalletHttp;
  trust: WalletTrust;
  /** One request as it is, whatever the answer: for what no honest wallet sends. */
  raw(
    url: string,
    init?: { method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: string },
  ): Promise<{ status: number; headers: Record<string, unknown>; text: string }>;
  close(): Promise<void>;
}

/** A wallet on the cluster's network, without any certificate of its own. */
export function testWallet(cluster: Cluster): TestWallet {
  const ca = readFileSync(join(cluster.certsDir, 'ca.crt'), 'utf8');
  const client = federationHttp({ ca, timeoutMs: 10_000 });
  const agent = new Agent({ connect: { ca } });
  const http = new WalletHttp(client.send);
  const anchor = readAnchor(join(cluster.anchor.directory, 'published/trust-anchor.json'));
  return {
    http,
    trust: new WalletTrust(anchor, http, client.send, () => cluster.now()),
    async raw(url, { method = 'GET', headers = {}, body } = {}) {
      const reply = await request(url, { method, headers, body: body ?? null, dispatcher: agent });
      return { status: reply.statusCode, headers: reply.headers, text: await reply.body.text() };
    },
    async close() {
      await client.close();
      await agent.close();
    },
  };
}
