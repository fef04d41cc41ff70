import { Refusal } from '#libs/errors';
import { failed, parseTimestampToken, type Check } from '#libs/pki';
import { attempt, readCertificates, type Material } from '../cms/material.js';
import { judgeStamp, noteOf, STAMP_CLAUSE, type Proof } from '../cms/timestamps.js';
import type { VerifyOptions } from '../report/index.js';
import { createHash } from 'node:crypto';
import { decodeBase64 } from './jades.js';
import { asObject, type JsonObject, type JwsSignature } from './parse-jws.js';

/** What `etsiU` brings along (ETSI TS 119 182-1 §5.3): nothing in it is signed, nothing in it is trusted. */
export interface UnsignedMaterial {
  material: Material;
  /** Tokens over the signature value, in DER. */
  stamps: readonly Uint8Array[];
  /** Names of the components that were found. */
  names: readonly string[];
}

export function unsignedMaterial(
  components: readonly JsonObject[],
  certificates: readonly Uint8Array[],
): UnsignedMaterial {
  const names = new Set<string>();
  const found = { certificates: [...certificates], crls: [] as Uint8Array[], ocsp: [] as Uint8Array[] };
  const stamps: Uint8Array[] = [];
  for (const component of components) {
    for (const [name, value] of Object.entries(component)) {
      names.add(name);
      attempt(() => {
        if (name === 'xVals')
          for (const each of list(value)) found.certificates.push(valueIn(each, 'x509Cert'));
        if (name === 'rVals') {
          const { crlVals, ocspVals } = asObject(value, name);
          found.crls.push(
            ...list(crlVals ?? []).map((each) => decodeBase64(asObject(each, name)['val'], name)),
          );
          found.ocsp.push(
            ...list(ocspVals ?? []).map((each) => decodeBase64(asObject(each, name)['val'], name)),
          );
        }
        if (name === 'sigTst') {
          const { tstTokens } = asObject(value, name);
          stamps.push(...list(tstTokens).map((each) => decodeBase64(asObject(each, name)['val'], name)));
        }
      });
    }
  }
  const { crls, ocsp } = found;
  return {
    material: { certificates: readCertificates(found.certificates), crls, ocsp },
    stamps: stamps.slice(0, 16),
    names: [...names],
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function valueIn(item: unknown, name: string): Uint8Array {
  const inner = asObject(asObject(item, name)[name], name);
  return decodeBase64(inner['val'], name);
}

/** Judges the timestamps over the signature value, which is stamped as it stands in the file: base64url (§5.3.4). */
export async function judgeStamps(
  { encodedSignature }: JwsSignature,
  { stamps, material }: UnsignedMaterial,
  options: VerifyOptions,
): Promise<{ proof: Proof | undefined; notes: Check[] }> {
  const notes: Check[] = [];
  let earliest: Proof | undefined;
  for (const stamp of stamps) {
    try {
      const token = parseTimestampToken(stamp);
      const digest = async (hash: string) => createHash(hash).update(encodedSignature, 'latin1').digest();
      const { verdict, proof } = await judgeStamp({ token, digest, material }, options);
      notes.push(noteOf(token, verdict));
      if (proof && (!earliest || proof.at < earliest.at)) earliest = proof;
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      notes.push(failed('timestamp', STAMP_CLAUSE, thrown.message));
    }
  }
  return { proof: earliest, notes };
}
