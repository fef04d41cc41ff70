export {
  Asn1,
  ASN1_LIMITS,
  CLASS,
  der,
  Fields,
  TAG,
  type Asn1Limits,
  type Bits,
  type TimeRules,
} from './asn1/index.js';
export { failed, notChecked, overall, passed, type Check, type Outcome } from './check.js';
export {
  describeCertificate,
  isSelfIssued,
  parseCertificate,
  type Certificate,
} from './certificate/certificate.js';
export type { DistributionPoint, DistributionPointName } from './certificate/distribution-point.js';
export type {
  AccessDescription,
  AuthorityKeyIdentifier,
  BasicConstraints,
  KeyUsage,
  NameConstraints,
  PolicyConstraints,
  PolicyInformation,
  PolicyMapping,
  ReasonFlag,
} from './certificate/extension-values.js';
export type { CertificateExtensions, Extension } from './certificate/extensions.js';
export { fromPem } from './certificate/pem.js';
export type { GeneralName, GeneralNameKind } from './names/general-name.js';
export { attributesOf, formatName, isWithin, sameName, type Attribute, type Name } from './names/name.js';
export { ATTRIBUTE_NAMES, OID } from './oids.js';
export {
  hasNoParameters,
  readAlgorithm,
  type AlgorithmIdentifier,
} from './signature/algorithm-identifier.js';
export { KEY_OID, parsePublicKey, type KeyKind, type SubjectPublicKeyInfo } from './signature/public-key.js';
export { HASH_OCTETS, hashOf, schemeOf, type HashName, type SignatureScheme } from './signature/scheme.js';
export { SM2_DEFAULT_ID, type Sm2Input, type Sm2Verifier } from './signature/sm2-verifier.js';
export { verifySignature, type SignatureInput, type SignaturePorts } from './signature/verify-signature.js';
export {
  decodeSignature as decodeSm2Signature,
  deterministicNonce,
  encodeSignature as encodeSm2Signature,
  messageDigest as sm2MessageDigest,
  randomNonce,
  signerDigest as sm2SignerDigest,
  signSm2,
  signSm2Digest,
  Sm2Engine,
  Sm2JobRunner,
  Sm2Offload,
  Sm2PrivateKey,
  Sm2PublicKey,
  sm3,
  startDigest as startSm2Digest,
  verifierInPlace as sm2VerifierInPlace,
  type NonceSource,
  type Sm2Id,
  type Sm2Job,
  type Sm2Outcome,
  type Sm2Signature,
  type Sm2SignatureForm,
  type Sm2Workers,
  type TableCacheOptions,
} from './sm2/index.js';
export type { PkiFetcher, PkiResource } from './fetch/fetcher.js';
export {
  DEFAULT_ALGORITHMS,
  judgeKey,
  judgeScheme,
  type AlgorithmPolicy,
  type KeyRule,
} from './path/algorithm-policy.js';
export { VALIDATION_LIMITS, type ValidationLimits } from './path/budget.js';
export { CertificatePool } from './path/certificate-pool.js';
export { anchorOf, type TrustAnchor } from './path/trust-anchor.js';
export type { PathRules } from './path/validate-path.js';
export { CrlEntries, type CrlEntry, type CrlReason } from './revocation/crl-entries.js';
export { parseCrl, type Crl, type IssuingDistributionPoint } from './revocation/crl.js';
export { checkNonce } from './revocation/ocsp-status.js';
export { ocspRequest } from './revocation/ocsp-request.js';
export { parseOcspResponse, type OcspResponse, type SingleResponse } from './revocation/ocsp.js';
export type { RevocationStatus } from './revocation/status.js';
export type { ValidationPorts, ValidationResult, ValidationSettings } from './validation/settings.js';
export { validateCertificate } from './validation/validate-certificate.js';
export {
  isSigner,
  parseSignedData,
  singleAttribute,
  type CmsAttribute,
  type SignedData,
  type SignerId,
  type SignerInfo,
} from './cms/signed-data.js';
export { mismatch, signingCertificate, type CertificateReference } from './cms/signing-certificate.js';
export { verifySigner, type SignerInput } from './cms/verify-signer.js';
export { nonceOf, timestampOf, timestampRequest } from './timestamp/request.js';
export { parseTimestampToken, type TimestampToken, type TstInfo } from './timestamp/tst-info.js';
export {
  validateTimestamp,
  type TimestampInput,
  type TimestampResult,
} from './timestamp/validate-timestamp.js';
export { isForbiddenAddress } from './fetch/address.js';
export {
  fetchPolicySchema,
  guardFetcher,
  type FetchPolicy,
  type PkiExchange,
  type PkiTransport,
} from './fetch/guard-fetcher.js';
export {
  readTrustList,
  TRUST_PURPOSES,
  trustListSchema,
  type Authority,
  type TrustList,
  type TrustPurpose,
} from './trust/trust-list.js';
export {
  isTrusted,
  TrustStore,
  type TrustedAuthority,
  type TrustEdition,
  type TrustListSource,
  type TrustQuery,
} from './trust/trust-store.js';
export { profileViolations, type ProfileViolation } from './certificate/profile.js';
