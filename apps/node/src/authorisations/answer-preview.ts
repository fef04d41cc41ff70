import { authorisationPreview, readMessage, type AuthorisationPreviewAnswer } from '#libs/authorisation';
import { Refusal } from '#libs/errors';
import type { VerificationKey } from '#libs/jws';
import type { PolicyStore } from '../lookup/sharing-ports.js';
import { previewRelease } from './preview-release.js';

export interface PreviewParts {
  self: string;
  policy: PolicyStore;
  keyOf: (issuer: string, kid: string) => Promise<VerificationKey | undefined>;
  clock: () => number;
  skewSeconds: number;
  /** Whether this platform may ask now. */
  mayAsk: (platform: string) => boolean;
}

/** Tells an identity platform which fields a node would be told under an authorisation. */
export class AnswerPreview {
  constructor(private readonly parts: PreviewParts) {}

  /** @throws Refusal AUTHORISATION_REQUEST*, OVERLOADED, FEDERATION_*, JWS_* */
  async answer(token: string): Promise<AuthorisationPreviewAnswer> {
    const { self, policy, clock, skewSeconds, keyOf, mayAsk } = this.parts;
    const now = clock();
    const asked = await readMessage(authorisationPreview, token, {
      self,
      now,
      skewSeconds,
      keyOf,
      firstSeen: () => true, // nothing is changed by it, and its answer is the same
    });
    if (!mayAsk(asked.iss)) throw new Refusal('OVERLOADED');
    const question = {
      partner: asked.grantee.node,
      itemCode: asked.purpose.itemCode,
      licences: asked.licences,
    };
    return { licences: previewRelease(question, policy.current(), now) };
  }
}
