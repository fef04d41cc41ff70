import { OID, singleAttribute, type SignerInfo } from '#libs/pki';
import { attempt } from './material.js';

/** The signer's own word on when it signed (RFC 5652 §11.3), milliseconds since 1970. */
export function signingTimeOf(signer: SignerInfo): number | undefined {
  return attempt(() => singleAttribute(signer.signedAttributes, OID.signingTime)?.time());
}
