import { authorisationPreview, readMessage, type AuthorisationPreviewAnswer } from '#libs/authorisation';
import { Refusal } from '#libs/errors';
import type { VerificationKey } from '#libs/jws';
import { decide } from '#libs/sharing';
import type { PolicyStore } from '../lookup/sharing-ports.js';

export interface PreviewParts {
  self: string;
  policy: PolicyStore;
  keyOf: (issuer: string, kid: string) => Promise<VerificationKey | undefined>;
  clock: () => number;
  skewSeconds: number;
  /** Whether this platform may ask now. */
  mayAsk: (platform: string) => boolean;
}

/**
 * Tells an identity platform which fields a node would be told under an authorisation: by the agreements alone. No
 * licence is read, so nothing is said about anybody, not even whether a licence exists.
 */
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
    const current = policy.current();
    return {
      licences: asked.licences.map(({ typeCode, fields }) => {
        const question = {
          partner: asked.grantee.node,
          operation: 'byIdentifier',
          licenceType: typeCode,
          purpose: asked.purpose.itemCode,
          fields,
        } as const;
        const without = decide(question, current, now);
        const given = decide({ ...question, holderAuthorisation: { fields } }, current, now);
        const basis = current.agreements.find(({ id }) => given.rules.includes(id))?.legalBasis;
        return {
          typeCode,
          released: given.released,
          byAuthorisation: given.released.filter((field) => !without.released.includes(field)),
          ...(basis === undefined ? {} : { legalBasis: basis }),
        };
      }),
    };
  }
}
