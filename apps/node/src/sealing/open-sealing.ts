import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Refusal } from '#libs/errors';
import { fromPem, parseCertificate, randomNonce, Sm2PrivateKey } from '#libs/pki';
import { keyFromPkcs12, parseSeal, sealKeyOf, type DocumentSigningKey } from '#libs/seals';
import { drawSeal, sealContent } from '#libs/typesetting';
import { sampleFont } from '../licences/index.js';
import { FileSealer, type SealAndKey } from './file-sealer.js';
import type { DocumentSealer } from './ports.js';
import type { SealingConfig } from './sealing.config.js';

export interface SealingSurroundings {
  organisation: { name: string };
  environment: NodeJS.ProcessEnv;
  clock: () => number;
  onFault: (error: unknown) => void;
}

const PASSPHRASE = 'TONGBAN_SEALING_PASSPHRASE';

/** The node's own sealing, as its configuration names keys for it. */
export function openSealing(
  { signature, seal }: SealingConfig,
  { organisation, environment, clock, onFault }: SealingSurroundings,
): DocumentSealer {
  return new FileSealer({
    ...(signature ? { signingKey: () => readSigningKey(signature, environment) } : {}),
    ...(seal ? { seal: () => readSeal(seal) } : {}),
    picture: () => {
      const name = organisation.name.replace('（样例）', '');
      const drawing = drawSeal(sampleFont(), { name, below: name === organisation.name ? '' : '样例' });
      return { width: drawing.diameter, height: drawing.diameter, content: sealContent(drawing) };
    },
    name: organisation.name,
    clock,
    onFault,
  });
}

function readSigningKey(
  { pkcs12File, passphraseFile, chainFile }: NonNullable<SealingConfig['signature']>,
  environment: NodeJS.ProcessEnv,
): DocumentSigningKey {
  const passphrase = passphraseFile
    ? readFileSync(passphraseFile, 'utf8').replace(/\r?\n$/, '')
    : environment[PASSPHRASE];
  if (passphrase === undefined) {
    throw new Refusal('SEALING_UNAVAILABLE', { hint: `neither passphraseFile nor ${PASSPHRASE}` });
  }
  const key = keyFromPkcs12(readFileSync(pkcs12File), passphrase);
  const chain = chainFile === undefined ? [] : fromPem(readFileSync(chainFile), 'CERTIFICATE');
  return { ...key, certificates: [...key.certificates, ...chain] };
}

function readSeal({ sealFile, certificateFile, keyFile }: NonNullable<SealingConfig['seal']>): SealAndKey {
  const seal = new Uint8Array(readFileSync(sealFile));
  const { signers } = parseSeal(seal);
  const [certificate] = fromPem(readFileSync(certificateFile), 'CERTIFICATE');
  if (!certificate) throw new Refusal('SEALING_UNAVAILABLE', { hint: 'no certificate' });
  const key = Sm2PrivateKey.fromPkcs8(privateKeyIn(readFileSync(keyFile, 'latin1')));
  const spki = Buffer.from(parseCertificate(certificate).spki.raw);
  // A seal that would make documents which nobody accepts is better found here than by whoever receives them.
  if (!spki.equals(key.publicKey.toSpki())) {
    throw new Refusal('SEALING_UNAVAILABLE', { hint: 'the key is not that of the certificate' });
  }
  const listed =
    signers.kind !== 'certificates' ||
    signers.certificates.some((each) => Buffer.compare(each, certificate) === 0);
  if (!listed) throw new Refusal('SEALING_UNAVAILABLE', { hint: 'the seal does not list the certificate' });
  return { seal, signer: sealKeyOf(certificate, key, randomNonce(randomBytes)) };
}

function privateKeyIn(pem: string): Uint8Array {
  const block = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(pem);
  if (!block?.[1]) throw new Refusal('SEALING_UNAVAILABLE', { hint: 'no PKCS #8 key in PEM' });
  return new Uint8Array(Buffer.from(block[1], 'base64'));
}
