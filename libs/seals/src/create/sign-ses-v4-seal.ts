import { der } from '#libs/pki';
import { SM2_WITH_SM3 } from './make-seal.js';
import type { SealKey } from './seal-key.js';

export interface SealSignatureContent {
  /** SESeal in DER, as `makeSeal` gives it. */
  seal: Uint8Array;
  /** SM3 of the file that is signed: of Signature.xml in an OFD. */
  dataHash: Uint8Array;
  /** Where that file stands, ASCII. */
  propertyInfo: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Signs with a seal (SES_Signature, version 4; GB/T 38540-2020 §7.1), the content of `SignedValue.dat`. */
export async function signSesV4Seal(content: SealSignatureContent, signer: SealKey): Promise<Uint8Array> {
  const toSign = der.sequence(
    der.integer(4),
    content.seal,
    der.generalizedTime(content.at),
    der.bits(content.dataHash),
    der.ia5(content.propertyInfo),
  );
  const signature = await signer.sign(toSign);
  return der.sequence(toSign, der.octets(signer.certificate), der.oid(SM2_WITH_SM3), der.bits(signature));
}
