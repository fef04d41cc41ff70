import { createHash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { thumbprint, type PrivateJwk, type PublicJwk } from '#libs/jws';
import { Sm2PrivateKey } from '#libs/pki';

/** The instant at which the vectors are evaluated: 2026-11-20T02:00:00Z. */
export const NOW = Date.UTC(2026, 10, 20, 2, 0, 0);
export const NOW_SECONDS = NOW / 1000;

export const BEIJING = 'https://beijing.exchange.example';
export const TIANJIN = 'https://tianjin.exchange.example';
export const HEBEI = 'https://hebei.exchange.example';
/** A node that must use commercial cryptography; its vectors stand in a file of their own. */
export const XIONGAN = 'https://xiongan.exchange.example';
export const STRANGER = 'https://stranger.exchange.example';
export const ENDPOINT = `${BEIJING}/graphql`;

/** A published test key. Its private part follows from its name, so nobody can mistake it for a secret. */
export interface TestKey {
  name: string;
  kid: string;
  secret: Uint8Array;
  privateJwk: PrivateJwk;
  publicJwk: PublicJwk;
}

const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const secretOf = (name: string) =>
  createHash('sha256').update(`Tongban published test key: ${name}`).digest();

function p256Key(name: string, use: 'sig' | 'enc' = 'sig'): TestKey {
  const secret = secretOf(name);
  const point = p256.getPublicKey(secret, false);
  const bare = { kty: 'EC', crv: 'P-256', x: b64(point.subarray(1, 33)), y: b64(point.subarray(33)) };
  return complete(name, secret, { ...bare, alg: use === 'sig' ? 'ES256' : 'ECDH-ES+A256KW', use });
}

function ed25519Key(name: string): TestKey {
  const secret = secretOf(name);
  const bare = { kty: 'OKP', crv: 'Ed25519', x: b64(ed25519.getPublicKey(secret)) };
  return complete(name, secret, { ...bare, alg: 'EdDSA', use: 'sig' });
}

function sm2Key(name: string): TestKey {
  const secret = secretOf(name);
  const bare = Sm2PrivateKey.fromBytes(secret).publicKey.toJwk();
  return complete(name, secret, { ...bare, alg: 'SM2', use: 'sig' });
}

function complete(name: string, secret: Uint8Array, jwk: PublicJwk): TestKey {
  const kid = thumbprint(jwk);
  const publicJwk = { ...jwk, kid };
  return { name, kid, secret, publicJwk, privateJwk: { ...publicJwk, d: b64(secret) } };
}

export const keys = {
  beijing: p256Key('beijing'),
  tianjin: p256Key('tianjin'),
  tianjinRetired: p256Key('tianjin, retired'),
  tianjinEncryption: p256Key('tianjin, encryption', 'enc'),
  hebei: ed25519Key('hebei'),
  xiongan: sm2Key('xiongan'),
  stranger: p256Key('stranger'),
};

export interface TestNode {
  entity_id: string;
  endpoint: string;
  jurisdictions: string[];
  suites: string[];
  log_origin: string;
  keys: TestKey[];
  retired: TestKey[];
  encryption?: TestKey;
}

export const nodes: TestNode[] = [
  {
    entity_id: BEIJING,
    endpoint: ENDPOINT,
    jurisdictions: ['110000'],
    suites: ['ES256', 'EdDSA'],
    log_origin: 'beijing.exchange.example/log',
    keys: [keys.beijing],
    retired: [],
  },
  {
    entity_id: TIANJIN,
    endpoint: `${TIANJIN}/graphql`,
    jurisdictions: ['120000'],
    suites: ['ES256', 'EdDSA'],
    log_origin: 'tianjin.exchange.example/log',
    keys: [keys.tianjin],
    retired: [keys.tianjinRetired],
    encryption: keys.tianjinEncryption,
  },
  {
    entity_id: HEBEI,
    endpoint: `${HEBEI}/graphql`,
    jurisdictions: ['130000'],
    suites: ['EdDSA', 'ES256'],
    log_origin: 'hebei.exchange.example/log',
    keys: [keys.hebei],
    retired: [],
  },
];

/** Stands in `sm2.json`, not in `keys.json`: a peer without SM2 need not read it. */
export const xiongan: TestNode = {
  entity_id: XIONGAN,
  endpoint: `${XIONGAN}/graphql`,
  jurisdictions: ['133100'],
  suites: ['SM2', 'ES256', 'EdDSA'],
  log_origin: 'xiongan.exchange.example/log',
  keys: [keys.xiongan],
  retired: [],
};

const show = (key: TestKey): object => ({
  name: key.name,
  private_jwk: key.privateJwk,
  public_jwk: key.publicJwk,
});

/** A node as the vector files show it. */
export function showNode({ keys: current, retired, encryption, ...node }: TestNode): object {
  return {
    ...node,
    keys: current.map(show),
    retired_keys: retired.map(show),
    ...(encryption ? { encryption_key: show(encryption) } : {}),
  };
}

/** `keys.json`. */
export function keysFile(): object {
  return {
    notice:
      'Published test keys. d = SHA-256("Tongban published test key: " + name). Never use them for anything else.',
    nodes: nodes.map(showNode),
    strangers: [show(keys.stranger)],
  };
}
