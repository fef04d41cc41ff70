import type { RegionCode } from '#libs/codes';
import { Refusal, type PublicError } from '#libs/errors';
import type { LookupContext } from '#libs/exchange';
import type { ValidationReport } from '#libs/seals';
import type { LookupResult } from '../lookup/lookup.js';
import type { RegionalLookups } from '../lookup/regional-lookups.js';
import type { DocumentVerifications } from './ports.js';

export interface VerifiedLicenceDocument {
  /** How the lookup of the document ended; it is decided and logged as one. */
  lookup: LookupResult;
  /** Where a document was released and could be read. */
  report?: ValidationReport;
  trustEdition?: string;
  /** Where a document was released and could not be judged. */
  problem?: PublicError;
}

/**
 * Verifies the document of a licence: looked up like any document, so that sharing decides and the log tells, then judged
 * here, by this node's trust. Of a document that may not be released nothing is verified either.
 */
export class VerifyLicenceDocument {
  constructor(
    private readonly verifications: DocumentVerifications,
    private readonly clock: () => number,
  ) {}

  async verify(
    { region, identifier, context }: { region: RegionCode; identifier: string; context: LookupContext },
    { lookups, deadline }: { lookups: Pick<RegionalLookups, 'ask'>; deadline: number },
  ): Promise<VerifiedLicenceDocument> {
    const lookup = await lookups.ask(region, { operation: 'document', identifier }, context);
    if (!lookup.document) return { lookup };
    const { trustEdition } = this.verifications;
    const signal = AbortSignal.timeout(Math.max(0, deadline - this.clock()));
    try {
      const bytes = Buffer.from(lookup.document.content, 'base64');
      return { lookup, report: await this.verifications.verify(bytes, { signal }), trustEdition };
    } catch (thrown) {
      // Looked up it was, whatever came of it then: that stands in the answer and in the log.
      if (thrown instanceof Refusal && thrown.code !== 'INTERNAL')
        return { lookup, problem: thrown.toPublic() };
      throw thrown;
    }
  }
}
