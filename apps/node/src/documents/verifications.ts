import type { ValidationReport } from '#libs/seals';
import { Blocks, type ByteBudget } from './pool/blocks.js';
import type { VerifierPool } from './pool/verifier-pool.js';
import type { DocumentVerifications, VerificationOptions } from './ports.js';
import type { DocumentTrust } from './trust/document-trust.js';

export interface VerificationParts {
  pool: VerifierPool;
  trust: DocumentTrust;
  budget: ByteBudget;
  maxBytes: number;
  clock: () => number;
}

/** Verifies documents in threads, by the trust of the node. */
export class Verifications implements DocumentVerifications {
  constructor(private readonly parts: VerificationParts) {}

  get trustEdition(): string {
    return this.parts.trust.edition;
  }

  async verify(bytes: Uint8Array, options: VerificationOptions = {}): Promise<ValidationReport> {
    const { budget, maxBytes } = this.parts;
    const blocks = await Blocks.of(bytes, maxBytes, budget);
    try {
      return await this.verifyBlocks(blocks, options);
    } finally {
      blocks.release();
    }
  }

  /** The blocks move away; whoever made them releases them. */
  async verifyBlocks(
    blocks: Blocks,
    { at, detached, signal }: VerificationOptions,
  ): Promise<ValidationReport> {
    const { pool, budget, maxBytes, clock } = this.parts;
    const content = detached && (await Blocks.of(detached, maxBytes, budget));
    try {
      return await pool.verify(
        {
          blocks: blocks.parts(),
          ...(content ? { detached: content.parts() } : {}),
          now: at ?? clock(),
          ...(at === undefined ? {} : { asOf: at }),
          maxBytes,
        },
        signal,
      );
    } finally {
      content?.release();
    }
  }
}
