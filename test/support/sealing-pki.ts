import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deterministicNonce } from '#libs/pki';
import { CertificateAuthority, makeSeal, sealKeyOf, sm2CertifyingKey } from '#libs/seals';
import { DAY, keyFor, plainOfd, sealContent, sealed } from './sealed-ofd.js';

export interface SealHolder {
  /** O of the certificate. */
  organisations: readonly string[];
  /** CN of the certificate; also the number of the seal unless `seal` says otherwise. */
  number: string;
  seal?: string;
}

/** An authority that certifies seals today: what real nodes with real clocks can be told to trust. */
export class SealingPki {
  private serial = 10n;
  private readonly authority: CertificateAuthority;

  /** @param now milliseconds since the epoch */
  constructor(private readonly now: number) {
    this.authority = CertificateAuthority.root(
      { commonName: '样例电子印章机构' },
      sm2CertifyingKey(keyFor('sealing-root'), deterministicNonce),
      { notBefore: now - 365 * DAY, notAfter: now + 365 * DAY },
    );
  }

  /** A folder of trust with the authority and its revocation list, for `documents.trust.folders`. */
  writeTrust(folder: string): string {
    mkdirSync(folder, { recursive: true });
    const list = { thisUpdate: this.now - DAY, nextUpdate: this.now + 30 * DAY, number: 1n, revoked: [] };
    writeFileSync(join(folder, 'authority.cer'), this.authority.certificate);
    writeFileSync(join(folder, 'authority.crl'), this.authority.issueCrl(list));
    return folder;
  }

  /** An OFD that was sealed ten days ago. */
  async sealedBy(
    { organisations, number, seal: sealNumber = number }: SealHolder,
    document = plainOfd(),
  ): Promise<Uint8Array> {
    const signer = this.certify(number, organisations);
    const seal = await makeSeal(
      sealContent({
        id: sealNumber,
        name: organisations.at(-1) ?? '',
        signers: [signer.certificate],
        createdAt: this.now - 30 * DAY,
        validFrom: this.now - 30 * DAY,
        validUntil: this.now + 300 * DAY,
      }),
      this.certify('样例制章系统', ['样例制章单位']),
    );
    return sealed({ signer, seal, at: this.now - 10 * DAY }, document);
  }

  private certify(commonName: string, organisations: readonly string[]) {
    const key = keyFor(`${commonName} ${organisations.join(' ')}`);
    const certificate = this.authority.issue({
      serial: this.serial++,
      subject: { organisations: [...organisations], commonName },
      key: key.publicKey.toSpki(),
      notBefore: this.now - 60 * DAY,
      notAfter: this.now + 300 * DAY,
    });
    return sealKeyOf(certificate, key, deterministicNonce);
  }
}
