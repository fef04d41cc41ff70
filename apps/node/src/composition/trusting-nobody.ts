import { Sm2Engine, sm2VerifierInPlace } from '#libs/pki';
import { validateBy, verifyDocument } from '#libs/seals';
import type { DocumentVerifications } from '../documents/index.js';

/** Verifies in place and trusts no authority: what is intact is INDETERMINATE, what was altered fails. */
export function trustingNobody(clock: () => number): DocumentVerifications {
  const sm2 = sm2VerifierInPlace(new Sm2Engine());
  const paths = validateBy({ trust: { anchors: () => [] } }, { sm2 });
  return {
    trustEdition: 'none',
    verify: (bytes, { at = clock(), detached } = {}) =>
      verifyDocument(bytes, { now: at, paths, sm2, ...(detached ? { detached } : {}) }),
  };
}
