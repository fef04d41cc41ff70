import { der } from '#libs/pki';
import type { SealKey } from './seal-key.js';

/** What a seal says; see GB/T 38540-2020 §6.1. Times are milliseconds since 1970, whole seconds. */
export interface SealContent {
  /** Who made it, a short ASCII name. */
  makerId: string;
  /** The seal's number; a government seal has 14 digits, which are the common name of its certificate too. */
  id: string;
  /** 1 an organisation's, 2 a person's, 3 as the tax authorities use it. */
  type: number;
  name: string;
  /** Certificates in DER that may sign with it. */
  signers: readonly Uint8Array[];
  createdAt: number;
  validFrom: number;
  validUntil: number;
  picture: { type: string; data: Uint8Array; widthMm: number; heightMm: number };
}

export const SM2_WITH_SM3 = '1.2.156.10197.1.501';

/** Makes an electronic seal (SESeal, version 4), the content of an `.esl` file. */
export async function makeSeal(content: SealContent, maker: SealKey): Promise<Uint8Array> {
  const info = sealInfo(content);
  const signature = await maker.sign(info);
  return der.sequence(info, der.octets(maker.certificate), der.oid(SM2_WITH_SM3), der.bits(signature));
}

function sealInfo(content: SealContent): Uint8Array {
  const { picture } = content;
  return der.sequence(
    der.sequence(der.ia5('ES'), der.integer(4), der.ia5(content.makerId)),
    der.ia5(content.id),
    der.sequence(
      der.integer(content.type),
      der.utf8(content.name),
      der.integer(1),
      der.sequence(...content.signers.map((certificate) => der.octets(certificate))),
      der.generalizedTime(content.createdAt),
      der.generalizedTime(content.validFrom),
      der.generalizedTime(content.validUntil),
    ),
    der.sequence(
      der.ia5(picture.type),
      der.octets(picture.data),
      der.integer(picture.widthMm),
      der.integer(picture.heightMm),
    ),
  );
}
