import {
  DEFAULT_ALGORITHMS,
  der,
  judgeScheme,
  readAlgorithm,
  Asn1,
  schemeOf,
  verifySignature,
  type AlgorithmIdentifier,
  type Check,
  type Sm2Verifier,
  type SubjectPublicKeyInfo,
} from '#libs/pki';

const SM3 = '1.2.156.10197.1.401';
/** SM2 signatures as 64 bytes r || s occur beside DER, whose two numbers need more than that. */
const RAW_LENGTH = 64;

const named = (oid: string): AlgorithmIdentifier => readAlgorithm(Asn1.parse(der.sequence(der.oid(oid))));

/**
 * Verifies a signature whose algorithm is named by an object identifier alone, as SES and OFD do; a bare curve or key
 * identifier means SM2 with SM3 there.
 */
export async function verifyNamed(
  input: { spki: SubjectPublicKeyInfo; algorithm: string; message: Uint8Array; signature: Uint8Array },
  sm2: Sm2Verifier,
  at: number,
): Promise<{ check: Check; algorithm: Check }> {
  const algorithm = named(input.algorithm);
  const digest = needsDigest(input.algorithm) ? named(SM3) : undefined;
  const check = await verifySignature(
    {
      ...input,
      algorithm,
      digest,
      sm2Form: input.signature.length === RAW_LENGTH ? 'raw' : 'der',
    },
    { sm2 },
  );
  return { check, algorithm: judgeScheme(DEFAULT_ALGORITHMS, schemeOf(algorithm, digest), at) };
}

function needsDigest(oid: string): boolean {
  return oid === '1.2.156.10197.1.301' || oid === '1.2.840.10045.2.1';
}
