import { equalBytes } from '../bytes.js';
import type { Certificate } from '../certificate/certificate.js';
import type { DistributionPoint, DistributionPointName } from '../certificate/distribution-point.js';
import { ALL_REASONS, type ReasonFlag } from '../certificate/extension-values.js';
import type { GeneralName } from '../names/general-name.js';
import { sameName, type Name } from '../names/name.js';
import type { Crl } from './crl.js';

/** RFC 5280 §6.3.3 (b): true where `crl` is one for `certificate` at its distribution point. */
export function covers(crl: Crl, certificate: Certificate, point: DistributionPoint | undefined): boolean {
  const idp = crl.distributionPoint;
  if (point?.crlIssuer) {
    if (!point.crlIssuer.some((name) => sameName(name, crl.issuer)) || !idp?.indirect) return false;
  } else if (!sameName(crl.issuer, certificate.issuer)) {
    return false;
  }
  if (!idp) return true;
  if (idp.name && !namesMeet(idp.name, crl.issuer, point, certificate)) return false;
  const isAuthority = certificate.extensions.basicConstraints?.ca === true;
  if (idp.onlyUserCertificates && isAuthority) return false;
  if (idp.onlyAuthorities && !isAuthority) return false;
  return !idp.onlyAttributeCertificates;
}

/** (b)(2)(i). Where the certificate names no point, its issuer is the point (last paragraph of §6.3.3). */
function namesMeet(
  own: DistributionPointName,
  crlIssuer: Name,
  point: DistributionPoint | undefined,
  certificate: Certificate,
): boolean {
  const keys = new Set(keysOf(own, [crlIssuer]));
  const wanted = point?.name
    ? keysOf(point.name, point.crlIssuer ?? [certificate.issuer])
    : (point?.crlIssuer ?? [certificate.issuer]).map(directoryKey);
  return wanted.some((key) => keys.has(key));
}

function keysOf(name: DistributionPointName, issuers: readonly Name[]): string[] {
  if (name.kind === 'full') return name.names.map(generalKey);
  return issuers.map(({ keys }) => `directory ${JSON.stringify([...keys, name.key])}`);
}

function generalKey(name: GeneralName): string {
  if (name.kind === 'directory') return directoryKey(name.value);
  return `${name.kind} ${Buffer.from(name.raw).toString('latin1')}`;
}

const directoryKey = (name: Name) => `directory ${name.key}`;

/** RFC 5280 §6.3.3 (d): the reasons that list and point have in common. */
export function reasonsOf(crl: Crl, point: DistributionPoint | undefined): ReadonlySet<ReasonFlag> {
  const sets = [crl.distributionPoint?.onlySomeReasons, point?.reasons];
  return new Set(ALL_REASONS.filter((reason) => sets.every((set) => set?.has(reason) ?? true)));
}

/** RFC 5280 §6.3.3 (c) and §5.2.4: the delta list may be put on top of the complete one. */
export function completes(delta: Crl, complete: Crl): boolean {
  if (delta.baseCrlNumber === undefined || delta.crlNumber === undefined) return false;
  if (complete.baseCrlNumber !== undefined || complete.crlNumber === undefined) return false;
  return (
    sameName(delta.issuer, complete.issuer) &&
    sameOptional(delta.distributionPoint?.raw, complete.distributionPoint?.raw) &&
    sameOptional(delta.authorityKeyId, complete.authorityKeyId) &&
    complete.crlNumber >= delta.baseCrlNumber &&
    complete.crlNumber < delta.crlNumber
  );
}

function sameOptional(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a && b ? equalBytes(a, b) : a === b;
}
