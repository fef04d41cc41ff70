import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { verifyMatterPackage } from '#libs/handling';
import type { VerificationKey } from '#libs/jws';
import type { Catalogue } from '#libs/licences';
import type { GovernanceJournal } from '../audit/index.js';
import { uuid7 } from '../lookup/uuid7.js';
import type { IncomingMessage, MessageHandler } from '../messages/index.js';
import type { Transaction } from '../persistence/index.js';
import { addOffer, countOffers } from './offer-store.js';

/** A node that offers more versions than this has gone wrong. */
const MOST_OFFERS = 1000;
const bodySchema = z.strictObject({ v: z.literal(1), package: z.string().max(250_000) });

export interface HearOfferDeps {
  keyOf: (issuer: string, kid: string) => Promise<VerificationKey | undefined>;
  catalogue: Catalogue;
  journal: GovernanceJournal;
  clock: () => number;
}

/** 一地创新、多地复用, the taking side: what another node offers is verified and kept for somebody to look at. */
export class HearOffer implements MessageHandler {
  constructor(private readonly deps: HearOfferDeps) {}

  /** @throws Refusal MATTER_PACKAGE_*, MATTER_OFFER_MISMATCH, MATTER_OFFERS_FULL */
  async apply({ iss, subject, body }: IncomingMessage, { client }: Transaction): Promise<undefined> {
    const { keyOf, catalogue, journal, clock } = this.deps;
    const parsed = bodySchema.safeParse(body);
    if (!parsed.success) throw new Refusal('MATTER_PACKAGE_INVALID', { hint: 'body' });
    // A node speaks for itself alone: what it passes on it signs, and answers for.
    const offered = await verifyMatterPackage(parsed.data.package, {
      keyOf: (issuer, kid) => (issuer === iss ? keyOf(issuer, kid) : undefined),
      catalogue,
    });
    if (subject !== `matter:${offered.digest}`) throw new Refusal('MATTER_PACKAGE_DIGEST');
    if ((await countOffers(client, iss)) >= MOST_OFFERS) throw new Refusal('MATTER_OFFERS_FULL');
    const now = clock();
    const { id: matter, version } = offered.matter;
    const isNew = await addOffer(client, {
      id: uuid7(now, (n) => randomBytes(n)),
      issuer: iss,
      matter,
      version,
      digest: offered.digest,
      package: parsed.data.package,
      heardAt: now,
    });
    if (!isNew) return undefined;
    await journal.record({
      kind: 'administration',
      caller: { kind: 'peer', id: iss },
      governance: {
        action: 'configure',
        note: `matter ${matter} v${String(version)} heard of; sha256 ${offered.digest}`,
      },
      outcome: 'granted',
      counterpart: iss,
    });
    return undefined;
  }
}
