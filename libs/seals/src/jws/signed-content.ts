import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { decodeBase64url } from '#libs/jws';
import type { SignatureChecks } from '../report/index.js';
import { detachedReference } from './jades.js';
import type { JwsSignature, ParsedDocument } from './parse-jws.js';

/** The bytes that the signature value is over, or undefined where they are not here. Makes the checks of coverage. */
export function signedContent(
  checks: SignatureChecks,
  signature: JwsSignature,
  { payload, serialisation }: ParsedDocument,
  detached: Uint8Array | undefined,
): Uint8Array | undefined {
  const clause = 'RFC 7515 §5.2';
  checks.pass('later-modifications', clause, 'the format has none');
  const raw = signature.protectedHeader['b64'] === false;
  const reference = detachedReference(signature);
  const start = Buffer.from(`${signature.encodedHeader}.`, 'latin1');
  if (reference) return detachedContent(checks, reference, { start, raw, payload, detached });
  if (payload !== undefined) {
    if (detached && Buffer.compare(detached, payloadBytes(payload, raw)) !== 0) {
      checks.fail('coverage', clause, 'the signature carries another document than the one that was given');
    } else checks.pass('coverage', clause);
    if (raw && serialisation === 'compact' && !/^[\x20-\x2d\x2f-\x7e]*$/.test(payload)) {
      throw new Refusal('JOSE_MALFORMED', { hint: 'an unencoded payload' });
    }
    return Buffer.concat([start, Buffer.from(payload, 'utf8')]);
  }
  if (!detached) {
    checks.skip('coverage', clause, 'what was signed is not here', 'SIGNED_DATA_NOT_FOUND');
    return undefined;
  }
  checks.pass('coverage', clause);
  return detachedInput(start, detached, raw);
}

function payloadBytes(payload: string, raw: boolean): Uint8Array {
  return raw ? Buffer.from(payload, 'utf8') : decodeBase64url(payload);
}

function detachedInput(start: Uint8Array, document: Uint8Array, raw: boolean): Uint8Array {
  return Buffer.concat([
    start,
    raw ? document : Buffer.from(Buffer.from(document).toString('base64url'), 'latin1'),
  ]);
}

/** `sigD` (ETSI TS 119 182-1 §5.2.8): the document is the payload, or the header holds its digest. */
function detachedContent(
  checks: SignatureChecks,
  reference: NonNullable<ReturnType<typeof detachedReference>>,
  {
    start,
    raw,
    payload,
    detached,
  }: { start: Uint8Array; raw: boolean; payload: string | undefined; detached: Uint8Array | undefined },
): Uint8Array | undefined {
  const clause = 'ETSI TS 119 182-1 §5.2.8';
  const { mechanism, objects, hash, digests } = reference;
  if (payload !== undefined) throw new Refusal('JOSE_MALFORMED', { hint: 'sigD beside a payload' });
  if (mechanism === 'hashes' && objects.length !== digests.length) {
    throw new Refusal('JOSE_MALFORMED', { hint: 'sigD' });
  }
  if (mechanism === 'headers' || mechanism === 'unknown') {
    checks.skip('coverage', clause, 'this way of naming detached objects is not verified here');
    return undefined;
  }
  if (objects.length !== 1) {
    checks.skip(
      'coverage',
      clause,
      `${objects.length} objects are signed; one can be given here`,
      'SIGNED_DATA_NOT_FOUND',
    );
    return mechanism === 'hashes' ? start : undefined;
  }
  if (!detached) {
    checks.skip('coverage', clause, 'what was signed is not here', 'SIGNED_DATA_NOT_FOUND');
    return mechanism === 'hashes' ? start : undefined;
  }
  checks.pass('coverage', clause);
  if (mechanism === 'payload') return detachedInput(start, detached, raw);
  if (!hash) checks.skip('integrity', clause, 'the hash of sigD is not known here');
  else if (
    digests[0] &&
    [detached, base64urlOf(detached)].some((form) => sameDigest(hash, form, digests[0]))
  ) {
    checks.pass('integrity', clause);
  } else checks.fail('integrity', clause, 'the document has another digest');
  return start;
}

/** The object is digested as it is or, unless `b64` is false, as base64url: both bind it, and writers differ. */
function base64urlOf(document: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(document).toString('base64url'), 'latin1');
}

function sameDigest(hash: string, document: Uint8Array, digest: Uint8Array | undefined): boolean {
  return digest !== undefined && Buffer.compare(createHash(hash).update(document).digest(), digest) === 0;
}
