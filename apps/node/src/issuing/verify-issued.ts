import { Refusal } from '#libs/errors';
import { licenceStatuses } from '#libs/licences';
import { noticeWords } from '#libs/reports';
import type { LicenceStore } from '../licences/index.js';
import type { IssuedStore } from './issued-store.js';

/** What anybody may know of a document that this node issued: nothing of what it says, or of whom. */
export interface PublicDocument {
  kind: { zh: string; en: string };
  issuer: string;
  /** ISO 8601 with the offset of China. */
  issuedAt: string;
  /** Of the file, hexadecimal. */
  sha256: string;
  /** Of a licence, as it is now. */
  status?: { code: string; zh: string; en: string };
}

export interface VerifyIssuedDeps {
  store: Pick<IssuedStore, 'byCode'>;
  licences: Pick<LicenceStore, 'byIdentifier'>;
  issuer: string;
}

const CHINA_MS = 8 * 3_600_000;

/** Whether a document is genuine, by the code on it. */
export class VerifyIssued {
  constructor(private readonly deps: VerifyIssuedDeps) {}

  /** @throws Refusal ISSUED_UNKNOWN, also for what is no code at all */
  async of(code: string): Promise<PublicDocument> {
    const { store, licences, issuer } = this.deps;
    const issued = await store.byCode(code);
    if (!issued) throw new Refusal('ISSUED_UNKNOWN');
    const licence =
      issued.identifier === undefined ? undefined : await licences.byIdentifier(issued.identifier);
    const status = licence && licenceStatuses.find((one) => one.code === licence.status);
    return {
      kind:
        issued.kind === 'licence' ? { zh: licence?.name ?? '证照', en: 'licence' } : noticeWords[issued.kind],
      issuer,
      issuedAt: `${new Date(issued.issuedAt + CHINA_MS).toISOString().slice(0, 19)}+08:00`,
      sha256: Buffer.from(issued.digest, 'base64url').toString('hex'),
      ...(status ? { status: { code: status.code, zh: status.zh, en: status.en } } : {}),
    };
  }
}
