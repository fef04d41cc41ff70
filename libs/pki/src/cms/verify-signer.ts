import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { equalBytes } from '../bytes.js';
import type { Certificate } from '../certificate/certificate.js';
import { failed, notChecked, passed, type Check } from '../check.js';
import { OID } from '../oids.js';
import { hashOf, type HashName } from '../signature/scheme.js';
import { verifySignature, type SignaturePorts } from '../signature/verify-signature.js';
import { singleAttribute, type SignedData, type SignerInfo } from './signed-data.js';
import { mismatch, signingCertificate } from './signing-certificate.js';

export interface SignerInput {
  signedData: SignedData;
  signer: SignerInfo;
  certificate: Certificate;
  /** The content of a detached signature; the encapsulated one otherwise, and then it must not be given. */
  content?: Uint8Array | readonly Uint8Array[];
  /** Digest of that content where it was made while reading a large file; by hash. */
  contentDigest?: (hash: HashName) => Uint8Array | undefined;
  /** ESS signing-certificate must be there (CAdES, PAdES, RFC 3161). Where it is there, it is always checked. */
  requireSigningCertificate?: boolean;
}

/**
 * Verifies one signer of a SignedData: content type and digest in the signed attributes, the reference to the
 * certificate, and the signature by the key of `certificate`.
 *
 * Not checked: whether the certificate is trusted, and whether the algorithms are still good enough.
 */
export async function verifySigner(input: SignerInput, ports: SignaturePorts = {}): Promise<Check[]> {
  const { signedData, signer } = input;
  if (signedData.content !== undefined && (input.content ?? input.contentDigest) !== undefined) {
    return [failed('content', 'RFC 5652 §5.2', 'content both inside and outside')];
  }
  const pieces = piecesOf(signedData.content ?? input.content);
  if (signer.signedAttributes) return withAttributes(input, pieces, ports);
  const checks = [withoutAttributes(input)];
  if (!pieces) checks.push(notChecked('signature', 'RFC 5652 §5.4', 'the content is not there'));
  else checks.push(await signature(input, pieces, ports));
  return checks;
}

function withoutAttributes({ signedData, requireSigningCertificate }: SignerInput): Check {
  const name = 'signed-attributes';
  const clause = 'RFC 5652 §5.3';
  if (requireSigningCertificate) return failed(name, clause, 'there are none');
  const plain = signedData.contentType === OID.data || signedData.contentType === OID.smData;
  return plain ? passed(name, clause) : failed(name, clause, 'content of this type must be signed by them');
}

async function withAttributes(
  input: SignerInput,
  pieces: readonly Uint8Array[] | undefined,
  ports: SignaturePorts,
): Promise<Check[]> {
  const { signedData, signer, certificate } = input;
  const checks: Check[] = [];
  const look = (name: string, clause: string, problem: () => Check | string | undefined) => {
    try {
      const found = problem();
      checks.push(
        typeof found === 'object' ? found : found ? failed(name, clause, found) : passed(name, clause),
      );
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      checks.push(failed(name, clause, thrown.message));
    }
  };
  look('content-type', 'RFC 5652 §11.1', () => {
    const type = singleAttribute(signer.signedAttributes, OID.contentType)?.oid();
    return type === signedData.contentType ? undefined : 'the attribute and the content differ';
  });
  look('message-digest', 'RFC 5652 §11.2', () => {
    const stated = singleAttribute(signer.signedAttributes, OID.messageDigest)?.octets();
    if (!stated) return 'the attribute is missing';
    const hash = hashOf(signer.digestAlgorithm);
    if (!hash) {
      return notChecked(
        'message-digest',
        'RFC 5652 §11.2',
        `unsupported algorithm ${signer.digestAlgorithm.oid}`,
      );
    }
    const actual = digestOf(hash, pieces) ?? input.contentDigest?.(hash);
    if (!actual) return notChecked('message-digest', 'RFC 5652 §11.2', 'the content is not there');
    return equalBytes(actual, stated) ? undefined : 'the content has another digest';
  });
  look('signing-certificate', 'RFC 5035 §3', () => {
    const reference = signingCertificate(signer.signedAttributes);
    if (!reference) return input.requireSigningCertificate ? 'the attribute is missing' : undefined;
    return mismatch(reference, certificate);
  });
  checks.push(await signature(input, [signer.signedBytes ?? new Uint8Array()], ports));
  return checks;
}

function signature(
  { signer, certificate }: SignerInput,
  message: readonly Uint8Array[],
  ports: SignaturePorts,
): Promise<Check> {
  const { signatureAlgorithm: algorithm, digestAlgorithm: digest, signature: bytes } = signer;
  return verifySignature({ spki: certificate.spki, algorithm, digest, message, signature: bytes }, ports);
}

function piecesOf(content: SignerInput['content']): readonly Uint8Array[] | undefined {
  return content instanceof Uint8Array ? [content] : content;
}

function digestOf(hash: HashName, pieces: readonly Uint8Array[] | undefined): Uint8Array | undefined {
  if (!pieces) return undefined;
  const digest = createHash(hash);
  for (const piece of pieces) digest.update(piece);
  return digest.digest();
}
