import type { Certificate } from '../certificate/certificate.js';
import type { NameConstraints } from '../certificate/extension-values.js';
import type { Name } from '../names/name.js';
import type { SubjectPublicKeyInfo } from '../signature/public-key.js';

/**
 * What the operator trusts (RFC 5280 §6.1.1 (d)): a name and a key. Dates and extensions of a root certificate are not
 * judged; the trust list says from when to when and for what an authority is trusted.
 */
export interface TrustAnchor {
  name: Name;
  spki: SubjectPublicKeyInfo;
  /** The certificate that it was read from, for reports and for matching key identifiers. */
  certificate?: Certificate;
  /** Names to which the operator confines the authority. */
  nameConstraints?: NameConstraints;
}

export function anchorOf(certificate: Certificate, nameConstraints?: NameConstraints): TrustAnchor {
  return {
    name: certificate.subject,
    spki: certificate.spki,
    certificate,
    ...(nameConstraints ? { nameConstraints } : {}),
  };
}
