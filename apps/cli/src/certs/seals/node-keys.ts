import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RegionCode } from '#libs/codes';
import { makeSeal, writePkcs12 } from '#libs/seals';
import { drawSeal, sealPng } from '#libs/typesetting';
import { sampleFont } from '../../../../node/src/licences/index.js';
import type { SealingConfig } from '../../../../node/src/sealing/index.js';
import { newEcKey, newKey, pem, pkcs8, replace } from './credential-folder.js';
import { sealNumber, type Department } from './department.js';
import { SAMPLE_SINCE } from './sample-dates.js';
import type { SealPki } from './seal-pki.js';

/**
 * Gives a node of the demo the keys that its configuration names for sealing, under the sample PKI: an ECDSA key as PKCS
 * #12 with its passphrase beside it, and an SM2 seal. What is there and of the same PKI stays.
 */
export async function ensureSealingKeys(
  { signature, seal }: SealingConfig,
  { pki, region, organisation }: { pki: SealPki; region: RegionCode; organisation: Department },
): Promise<void> {
  const chain = pem('CERTIFICATE', pki.authorityOf('ec', region).certificate);
  if (signature?.passphraseFile && signature.chainFile && !isThere(signature.chainFile, chain)) {
    const passphrase = randomBytes(18).toString('base64url');
    write(signature.passphraseFile, `${passphrase}\n`);
    const key = newEcKey();
    const certificate = pki.certify('ec', region, organisation, { suite: 'ec', key });
    const file = writePkcs12({ key, certificates: [certificate], passphrase, randomBytes });
    write(signature.pkcs12File, file);
    write(signature.chainFile, chain);
  }
  if (!seal || (existsSync(seal.sealFile) && isThere(`${seal.certificateFile}.issuer`, chain))) return;
  const key = newKey('sm2');
  const certificate = pki.certify('sm2', region, organisation, key);
  const drawing = drawSeal(sampleFont(), {
    name: organisation.name.replace('（样例）', ''),
    below: '样例',
    number: sealNumber(organisation),
  });
  const { diameter } = drawing;
  const content = await makeSeal(
    {
      makerId: 'TBSAMPLE',
      id: sealNumber(organisation),
      type: 1,
      name: organisation.name,
      signers: [certificate],
      createdAt: SAMPLE_SINCE,
      validFrom: SAMPLE_SINCE,
      validUntil: pki.validUntil,
      picture: { type: 'PNG', data: sealPng(drawing), widthMm: diameter, heightMm: diameter },
    },
    pki.maker,
  );
  write(seal.keyFile, pem('PRIVATE KEY', pkcs8(key)));
  write(seal.certificateFile, pem('CERTIFICATE', certificate));
  write(seal.sealFile, content);
  write(`${seal.certificateFile}.issuer`, chain);
}

function isThere(path: string, content: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8') === content;
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  replace(path, content, 0o600);
}
