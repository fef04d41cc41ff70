import { Refusal } from '#libs/errors';
import { DEFAULT_ALGORITHMS, judgeScheme, type Certificate } from '#libs/pki';
import {
  documentReport,
  judgeSigner,
  SignatureChecks,
  summarise,
  type SignatureReport,
  type ValidationReport,
  type VerifyOptions,
} from '../report/index.js';
import {
  certificatesIn,
  detachedReference,
  isJades,
  references,
  refersTo,
  unsignedComponents,
} from './jades.js';
import { joseScheme, verifyJose } from './jose-algorithms.js';
import { parseJws, type JwsSignature, type ParsedDocument } from './parse-jws.js';
import { signedContent } from './signed-content.js';
import { judgeStamps, unsignedMaterial } from './unsigned-material.js';

/** Extensions that `crit` may name because they are followed here. */
const UNDERSTOOD: ReadonlySet<string> = new Set(['b64', 'sigD', 'sigT', 'x5t#o', 'sigX5ts', 'iat']);

/**
 * Verifies a JWS or JAdES file (RFC 7515, RFC 7797, ETSI TS 119 182-1), compact or JSON, attached or detached.
 *
 * The signer is known by a certificate: `x5c`, or one that the caller gives and the header refers to. A key that
 * stands in the token (`jwk`) or behind an address (`jku`, `x5u`) is never used and nothing is fetched.
 * @throws Refusal JOSE_MALFORMED, JSON_*, JWS_BASE64URL
 */
export async function verifyJws(bytes: Uint8Array, options: VerifyOptions): Promise<ValidationReport> {
  const document = parseJws(bytes);
  const reports: SignatureReport[] = [];
  for (const [index, signature] of document.signatures.entries()) {
    reports.push(await verifyOne(`signature-${index + 1}`, signature, document, options));
  }
  return documentReport('jws', reports);
}

async function verifyOne(
  id: string,
  signature: JwsSignature,
  document: ParsedDocument,
  options: VerifyOptions,
): Promise<SignatureReport> {
  const checks = new SignatureChecks();
  const jades = isJades(signature);
  const kind = `${jades ? 'JAdES' : 'JWS'}, ${document.serialisation}, ${document.payload === undefined ? 'detached' : 'attached'}`;
  let judged: Partial<SignatureReport> = {};
  try {
    judged = await judge(checks, signature, document, options);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    checks.fail('format', 'RFC 7515 §5.2', thrown.message);
  }
  const { checks: made, conclusion } = checks.finish();
  return {
    id,
    kind,
    ...conclusion,
    checks: made,
    pathChecks: [],
    times: { judged: options.now },
    ...judged,
    appearances: [],
  };
}

async function judge(
  checks: SignatureChecks,
  signature: JwsSignature,
  document: ParsedDocument,
  options: VerifyOptions,
): Promise<Partial<SignatureReport>> {
  const header = { ...signature.unprotectedHeader, ...signature.protectedHeader };
  judgeCritical(checks, signature);
  const content = signedContent(checks, signature, document, options.detached);
  const unsigned = unsignedMaterial(unsignedComponents(signature), [
    ...certificatesIn(header),
    ...(options.certificates ?? []),
  ]);
  const { proof, notes } = await judgeStamps(signature, unsigned, options);
  for (const { outcome, clause, detail = '' } of notes) checks.tell('time', clause, outcome, detail);
  tellUnverified(checks, unsigned.names);
  const { alg } = header;
  const algorithm = typeof alg === 'string' ? alg.slice(0, 32) : 'missing';
  judgeAlgorithm(checks, alg, proof?.at ?? options.now);
  const certificate = signerOf(checks, signature, unsigned.material.certificates, certificatesIn(header));
  if (!certificate) return { algorithm };
  if (content) {
    const made = await verifyJose(
      { alg, spki: certificate.spki, signingInput: content, signature: signature.signature },
      options,
    );
    const { outcome, clause, detail = '' } = made;
    if (outcome === 'passed') checks.pass('signature', clause);
    else if (outcome === 'failed') checks.fail('signature', clause, detail);
    else checks.skip('signature', clause, detail, 'CRYPTO_CONSTRAINTS_FAILURE');
    if (outcome === 'passed' && !detachedReference(signature)?.digests.length)
      checks.pass('integrity', clause);
  }
  const claimed = claimedTime(signature);
  const { material } = unsigned;
  const judged = await judgeSigner(
    checks,
    {
      certificate,
      role: 'signature',
      intermediates: material.certificates,
      crls: material.crls,
      ocsp: material.ocsp,
      claimed,
      proven: proof,
    },
    options,
  );
  return { algorithm, signer: summarise(certificate), ...judged };
}

/** RFC 7515 §4.1.11: `crit` is protected, not empty, names no standard member, and only what stands there. */
function judgeCritical(checks: SignatureChecks, { protectedHeader, unprotectedHeader }: JwsSignature): void {
  const clause = 'RFC 7515 §4.1.11';
  const { crit, b64 } = protectedHeader;
  const fail = (detail: string) => checks.fail('format', clause, detail);
  if (Object.hasOwn(unprotectedHeader, 'crit')) return fail('crit outside the protected header');
  if (Object.hasOwn(unprotectedHeader, 'b64')) return fail('b64 outside the protected header');
  if (b64 !== undefined && typeof b64 !== 'boolean') return fail('b64 must be true or false');
  if (crit === undefined) {
    if (b64 === false) return fail('b64 must be named by crit (RFC 7797 §6)');
    return checks.pass('format', clause);
  }
  if (!Array.isArray(crit) || crit.length === 0) return fail('crit must be a list that is not empty');
  const names = crit.map((name: unknown) => String(name));
  if (new Set(names).size !== names.length) return fail('crit names an extension twice');
  const unknown = names.find((name) => !UNDERSTOOD.has(name));
  if (unknown !== undefined) return fail(`crit names ${unknown.slice(0, 32)}, which is not understood here`);
  const absent = names.find((name) => !Object.hasOwn(protectedHeader, name));
  if (absent !== undefined) return fail(`crit names ${absent}, which is not there`);
  if (b64 === false && !names.includes('b64')) return fail('b64 must be named by crit (RFC 7797 §6)');
  checks.pass('format', clause);
}

function judgeAlgorithm(checks: SignatureChecks, alg: unknown, at: number): void {
  const { outcome, clause, detail = '' } = judgeScheme(DEFAULT_ALGORITHMS, joseScheme(alg), at);
  if (outcome === 'passed') checks.pass('cryptographic-constraints', clause);
  else if (outcome === 'failed') checks.fail('cryptographic-constraints', clause, detail);
  else checks.skip('cryptographic-constraints', clause, detail);
}

/** The first of `x5c`, or the certificate that a protected reference means; every reference must mean that one. */
function signerOf(
  checks: SignatureChecks,
  signature: JwsSignature,
  known: readonly Certificate[],
  embedded: readonly Uint8Array[],
): Certificate | undefined {
  const clause = 'RFC 7515 §4.1.6';
  const meant = references(signature);
  const [own] = embedded;
  const certificate = own
    ? known.find(({ raw }) => Buffer.compare(raw, own) === 0)
    : known.find((each) => meant.length > 0 && meant.every((reference) => refersTo(reference, each)));
  if (!certificate) {
    const detail = own
      ? 'the certificate of the signer is malformed'
      : 'the certificate of the signer is not there';
    checks.skip('signer-certificate', clause, detail);
    return undefined;
  }
  if (!meant.every((reference) => refersTo(reference, certificate))) {
    checks.fail('signer-certificate', 'ETSI TS 119 182-1 §5.2.2', 'the header refers to another certificate');
  } else if (meant.length === 0 && !Object.hasOwn(signature.protectedHeader, 'x5c')) {
    checks.pass('signer-certificate', clause, 'named beside what is signed only');
  } else checks.pass('signer-certificate', clause);
  return certificate;
}

/** `sigT`, or `iat` of later editions: milliseconds since 1970. */
function claimedTime({ protectedHeader }: JwsSignature): number | undefined {
  const { sigT, iat } = protectedHeader;
  if (typeof sigT === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(sigT)) {
    const at = Date.parse(sigT);
    return Number.isNaN(at) ? undefined : at;
  }
  return typeof iat === 'number' && Number.isSafeInteger(iat) && iat > 0 ? iat * 1000 : undefined;
}

const VERIFIED: ReadonlySet<string> = new Set(['sigTst', 'xVals', 'rVals']);

function tellUnverified(checks: SignatureChecks, names: readonly string[]): void {
  for (const name of names.slice(0, 64)) {
    if (!VERIFIED.has(name)) {
      checks.tell(
        'format',
        'ETSI TS 119 182-1 §5.3',
        'not-checked',
        `${name.slice(0, 32)} is there and was not verified`,
      );
    }
  }
}
