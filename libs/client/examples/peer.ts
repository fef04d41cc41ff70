// What a node itself does: signs a request with its exchange key, asks over mutual TLS, verifies the answer.
// Left out here, never in earnest: Beijing's keys are taken from what it says of itself and not from a trust chain.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { Agent, fetch as undiciFetch, type RequestInit as UndiciInit } from 'undici';
import { createPeerClient, signingKeyFromJwk, verificationKeyFromJwk, type PeerKeys } from '../src/peer.js';
import { context, SAMPLE, show } from './demo.js';

const BEIJING = 'https://127.0.0.1:7411';
const certs = process.env['TONGBAN_DEMO_CERTS'] ?? 'certs-sample';
const dispatcher = new Agent({
  connect: {
    cert: readFileSync(join(certs, 'tianjin.crt')),
    key: readFileSync(join(certs, 'tianjin.key')),
    ca: readFileSync(join(certs, 'ca.crt')),
  },
});
// undici's own fetch presents the certificate; its types differ from the runtime's only by name.
const fetch = ((url: string, init: UndiciInit = {}) =>
  undiciFetch(url, { ...init, dispatcher })) as unknown as typeof globalThis.fetch;

interface NodeMetadata {
  endpoint: string;
  jurisdictions: string[];
  suites: string[];
  jwks: { keys: Parameters<typeof verificationKeyFromJwk>[0][] };
  log: { origin: string };
}

async function beijing(): Promise<PeerKeys & { endpoint: string }> {
  const statement = await (await fetch(`${BEIJING}/.well-known/openid-federation`)).text();
  const { metadata } = decodeJwt<{ metadata: { tongban_node: NodeMetadata } }>(statement);
  const { endpoint, jurisdictions, suites, jwks, log } = metadata.tongban_node;
  const keys = jwks.keys.map(verificationKeyFromJwk);
  return { entityId: BEIJING, endpoint, jurisdictions, suites, keys, logOrigin: log.origin };
}

/** The newest exchange key of Tianjin's node. */
function signingKey() {
  const folder = join(process.env['TONGBAN_DEMO_DATA'] ?? '.data', 'tianjin/keys/exchange');
  const [file] = readdirSync(folder);
  const stored = JSON.parse(readFileSync(join(folder, file ?? ''), 'utf8')) as {
    jwk: Parameters<typeof signingKeyFromJwk>[0];
  };
  return signingKeyFromJwk(stored.jwk);
}

const documents = JSON.parse(readFileSync('apps/node/documents/peer-documents.json', 'utf8')) as Record<
  string,
  string
>;
const documentId =
  Object.keys(documents).find((id) => documents[id]?.startsWith('query LicenceByIdentifier')) ?? '';

const client = createPeerClient({
  self: 'https://127.0.0.1:7421',
  key: signingKey(),
  peer: await beijing(),
  fetch,
});
const { result, receipt, checks } = await client.ask({
  documentId,
  field: 'licence',
  variables: {
    identifier: SAMPLE.identifier,
    region: 'BEIJING',
    withName: true,
    withHolderName: true,
    withStatus: true,
  },
  context: {
    purpose: { itemCode: context.itemCode, itemName: context.itemName },
    caseNumber: context.caseNumber,
    legalBasis: context.legalBasis,
    reason: context.reason,
    organisation: { code: '1112000000TB02017D', name: '天津市政务服务中心（样例）' },
    person: { id: 'clerk-0042', name: '王小明（样例）' },
    channel: 'counter',
  },
});
show({ result, receipt, checks: checks.map(({ name, outcome }) => `${name}: ${outcome}`) });
await dispatcher.close();
