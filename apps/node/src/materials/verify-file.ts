import type { ValidationReport } from '#libs/seals';
import type { DocumentVerifications } from '../documents/index.js';
import {
  concludeRefusal,
  concludeVerdict,
  isFinal,
  type DocumentVerdict,
  type ExpectedIssuer,
} from '../verdicts/index.js';

/** What this node finds of a file by its own trust. */
export class VerifyFile {
  constructor(
    private readonly verifications: Pick<DocumentVerifications, 'verify' | 'trustEdition'>,
    private readonly clock: () => number,
  ) {}

  /** @throws Refusal DOCUMENT_VERIFIER_BUSY and the like where the same bytes may be judged a little later */
  ofBytes(digest: string, bytes: Uint8Array, issuer?: ExpectedIssuer): Promise<DocumentVerdict> {
    return this.conclude(digest, () => this.verifications.verify(bytes), issuer);
  }

  async conclude(
    digest: string,
    verify: () => Promise<ValidationReport>,
    issuer?: ExpectedIssuer,
  ): Promise<DocumentVerdict> {
    const { trustEdition } = this.verifications;
    const frame = { sha256: digest, trustEdition, checkedAt: new Date(this.clock()).toISOString() };
    try {
      return concludeVerdict(await verify(), issuer, frame);
    } catch (error) {
      const verdict = concludeRefusal(error, frame);
      if (!isFinal(verdict)) throw error;
      return verdict;
    }
  }
}
