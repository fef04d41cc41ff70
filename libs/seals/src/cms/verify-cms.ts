import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { OID, parseSignedData, type SignedData, type SignerInfo } from '#libs/pki';
import { digestPieces } from '../pdf/digest.js';
import {
  documentReport,
  SignatureChecks,
  type SignatureReport,
  type ValidationReport,
  type VerifyOptions,
} from '../report/index.js';
import { signingTimeOf } from './claimed-time.js';
import { judgeCmsSigner } from './judge-cms-signer.js';
import { ATTRIBUTE, materialOf, type Material } from './material.js';
import { signatureStamps } from './timestamps.js';

const MAX_SIGNERS = 64;

/**
 * Verifies a CMS or CAdES file (RFC 5652, ETSI EN 319 122-1, GM/T 0010), in DER, BER or PEM, attached or detached.
 *
 * Countersignatures and archive timestamps are named in the report and not verified.
 * @throws Refusal ASN1_*, CMS_MALFORMED
 */
export async function verifyCms(bytes: Uint8Array, options: VerifyOptions): Promise<ValidationReport> {
  const signedData = parseSignedData(bytes[0] === 0x2d ? unwrap(bytes) : bytes);
  const material = materialOf(signedData, { certificates: options.certificates ?? [] });
  const notes: string[] = [];
  if (signedData.signers.length > MAX_SIGNERS)
    notes.push(`only ${MAX_SIGNERS} of ${signedData.signers.length} signers`);
  const reports: SignatureReport[] = [];
  for (const [index, signer] of signedData.signers.slice(0, MAX_SIGNERS).entries()) {
    reports.push(await verifyOne(`signer-${index + 1}`, { signedData, signer, material }, options));
  }
  const report = documentReport('cms', reports, { notes });
  return signedData.signers.length > MAX_SIGNERS && report.indication === 'TOTAL_PASSED'
    ? {
        ...report,
        indication: 'INDETERMINATE',
        subIndication: 'SIG_CONSTRAINTS_FAILURE',
      }
    : report;
}

const PEM = /^-----BEGIN (CMS|PKCS7|PKCS #7 SIGNED DATA)-----\s([A-Za-z0-9+/=\s]*)-----END \1-----\s*$/;

function unwrap(bytes: Uint8Array): Uint8Array {
  const match = PEM.exec(Buffer.from(bytes).toString('latin1'));
  if (!match) throw new Refusal('CMS_MALFORMED', { hint: 'PEM' });
  return Buffer.from((match[2] ?? '').replace(/\s/g, ''), 'base64');
}

async function verifyOne(
  id: string,
  { signedData, signer, material }: { signedData: SignedData; signer: SignerInfo; material: Material },
  options: VerifyOptions,
): Promise<SignatureReport> {
  const checks = new SignatureChecks();
  const attached = signedData.content !== undefined;
  const { detached } = options;
  const pieces = attached || !detached ? undefined : [detached];
  const stamps = await signatureStamps(
    signer,
    { digest: async (hash) => createHash(hash).update(signer.signature).digest(), material },
    options,
  );
  const cades = isCades(signer);
  const judged = await judgeCmsSigner(
    checks,
    {
      signedData,
      signer,
      material,
      ...(pieces ? { content: pieces, digest: (hash) => digestPieces(hash, pieces) } : {}),
      requireSigningCertificate: false,
      claimed: signingTimeOf(signer),
      proven: stamps.proof,
    },
    options,
  );
  if (attached && detached && Buffer.compare(signedData.content ?? new Uint8Array(), detached) !== 0) {
    checks.fail(
      'coverage',
      'RFC 5652 §5.2',
      'the signature carries another document than the one that was given',
    );
  } else if (attached || detached) checks.pass('coverage', 'RFC 5652 §5.2');
  else checks.skip('coverage', 'RFC 5652 §5.2', 'what was signed is not here', 'SIGNED_DATA_NOT_FOUND');
  checks.pass('later-modifications', 'RFC 5652 §5.1', 'the format has none');
  for (const { outcome, clause, detail = '' } of stamps.notes) checks.tell('time', clause, outcome, detail);
  tellUnverified(checks, signer);
  const { certificate: _certificate, ...rest } = judged;
  const { checks: made, conclusion } = checks.finish();
  return {
    id,
    kind: `${cades ? `CAdES ${levelOf(signer, stamps.found > 0)}` : 'CMS'}${signedData.gm ? ' (GM/T 0010)' : ''}, ${attached ? 'attached' : 'detached'}`,
    ...conclusion,
    checks: made,
    ...rest,
    appearances: [],
    coverage: {
      whole: attached || detached !== undefined,
      covered: [attached ? 'content' : 'detached content'],
      uncovered: [],
    },
  };
}

function has(signer: SignerInfo, oid: string): boolean {
  return signer.unsignedAttributes.some((attribute) => attribute.oid === oid);
}

function isCades({ signedAttributes }: SignerInfo): boolean {
  const names: readonly string[] = [OID.signingCertificate, OID.signingCertificateV2];
  return signedAttributes?.some(({ oid }) => names.includes(oid)) ?? false;
}

/** The level by what is there (ETSI EN 319 122-1 §6); whether each part holds, the checks say. */
function levelOf(signer: SignerInfo, stamped: boolean): string {
  const archived = has(signer, ATTRIBUTE.archiveTimestamp) || has(signer, ATTRIBUTE.archiveTimestampV3);
  const values = has(signer, ATTRIBUTE.revocationValues);
  if (stamped && archived) return 'B-LTA';
  if (stamped && values) return 'B-LT';
  return stamped ? 'B-T' : 'B-B';
}

const UNVERIFIED: Readonly<Record<string, string>> = {
  [ATTRIBUTE.countersignature]: 'a countersignature',
  [ATTRIBUTE.escTimestamp]: 'a CAdES-C timestamp',
  [ATTRIBUTE.archiveTimestamp]: 'an archive timestamp',
  [ATTRIBUTE.archiveTimestampV3]: 'an archive timestamp',
};

/** They can only add to the proof, so leaving them out is safe; the report says so. */
function tellUnverified(checks: SignatureChecks, { unsignedAttributes }: SignerInfo): void {
  for (const { oid } of unsignedAttributes.slice(0, 64)) {
    const what = UNVERIFIED[oid];
    if (what)
      checks.tell('format', 'ETSI EN 319 122-1 §5', 'not-checked', `${what} is there and was not verified`);
  }
}
