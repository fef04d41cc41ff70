import type { Indication, SubIndication } from '#libs/seals';

/** The seed of the demo's sample licences: the same ones in every demo. */
export const DEMO_SEED = 20_261_124;

export type SampleFormat = 'ofd' | 'pdf';

/** What is wrong with a spoiled sample. */
export type Spoiled =
  | 'altered'
  | 'expired-seal'
  | 'revoked-signer'
  | 'signer-not-listed'
  | 'unknown-root'
  | 'later-revision'
  | 'another-sealer';

export interface SampleRecipe {
  /** Number of the licence among the samples of its region, from 0. */
  index: number;
  format: SampleFormat;
  spoiled?: Spoiled;
  /** What a verifier that trusts the sample authorities has to say. */
  expected: { indication: Indication; subIndication?: SubIndication };
}

const good = (index: number, format: SampleFormat): SampleRecipe => ({
  index,
  format,
  expected: { indication: 'TOTAL_PASSED' },
});

const bad = (
  index: number,
  format: SampleFormat,
  spoiled: Spoiled,
  indication: Indication,
  subIndication?: SubIndication,
): SampleRecipe => ({
  index,
  format,
  spoiled,
  expected: { indication, ...(subIndication ? { subIndication } : {}) },
});

/**
 * The sample licences that have a document: of the first firm and the first person good ones, OFD and PDF in turn; of
 * the next firm and person spoiled ones, each in its own way. A seal of another body is a good seal: that it is not the
 * issuer's is found where the licence is known.
 */
export const SAMPLE_DOCUMENTS: readonly SampleRecipe[] = [
  good(0, 'ofd'),
  good(1, 'pdf'),
  good(2, 'ofd'),
  good(3, 'pdf'),
  good(4, 'ofd'),
  good(5, 'pdf'),
  good(6, 'ofd'),
  good(7, 'pdf'),
  bad(8, 'ofd', 'altered', 'TOTAL_FAILED', 'HASH_FAILURE'),
  bad(9, 'ofd', 'expired-seal', 'TOTAL_FAILED', 'EXPIRED'),
  bad(10, 'pdf', 'revoked-signer', 'TOTAL_FAILED', 'REVOKED'),
  bad(11, 'ofd', 'signer-not-listed', 'TOTAL_FAILED', 'SIG_CONSTRAINTS_FAILURE'),
  bad(12, 'pdf', 'unknown-root', 'INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND'),
  bad(13, 'pdf', 'later-revision', 'INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE'),
  bad(14, 'ofd', 'another-sealer', 'TOTAL_PASSED'),
];

/** The spoiled ones among {@link SAMPLE_DOCUMENTS}. */
export const SPOILED_SAMPLES = SAMPLE_DOCUMENTS.filter(({ spoiled }) => spoiled !== undefined);
