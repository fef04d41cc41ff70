import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { SigningKey, VerificationKey } from '#libs/jws';
import type { Catalogue } from '#libs/licences';
import type { GovernanceJournal } from '../audit/index.js';
import type { Messages } from '../messages/index.js';
import type { Logger } from '../observability/logger.js';
import type { Database } from '../persistence/index.js';
import { AdoptMatters } from './adopt-matters.js';
import { HearOffer } from './hear-offer.js';
import { ImportConfigured } from './import-configured.js';
import { KnownMatters } from './known-matters.js';
import { LiveMatters } from './live-matters.js';
import { loadMatters, type LoadedMatters } from './load-matters.js';
import { MakeVersions } from './make-versions.js';
import type { MattersConfig } from './matters.config.js';
import { OFFER_MESSAGE, OfferMatters } from './offer-matters.js';
import type { HeldMatter, Matters } from './ports.js';
import { ReadMatters } from './read-matters.js';

export interface MattersParts {
  /** Entity id of this node. */
  self: string;
  region: RegionCode;
  catalogue: Catalogue;
  database: Database;
  journal: GovernanceJournal;
  messages: Messages;
  signingKey: () => SigningKey;
  /** A key that this node signs with or has signed with. */
  ownKey: (kid: string) => VerificationKey | undefined;
  /** A key that a trusted node signs with. */
  peerKey: (issuer: string, kid: string) => Promise<VerificationKey | undefined>;
  /** Entity id of the node that answers for a region; undefined where none is trusted for it. */
  nodeFor: (region: string) => Promise<string | undefined>;
  clock: () => number;
  logger: Logger;
}

/** What other rooms and resolvers are given. */
export interface MattersRoom {
  known: Matters;
  /** By digest, also where another replica of this node has only just taken the version up. */
  lookUp(digest: string): Promise<HeldMatter | undefined>;
  offering: OfferMatters;
  adopting: AdoptMatters;
  reading: ReadMatters;
  /** @throws Refusal REGION_UNKNOWN, also for the own region */
  peerOf(region: string): Promise<string>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What stands in files, before anything else is opened: a node with a broken definition does not start. */
export const readConfigured = (
  config: MattersConfig,
  parts: { region: string; catalogue: Catalogue },
): LoadedMatters => loadMatters(config, parts);

/**
 * Everything of this room, put together; it takes its messages before the node listens.
 * @throws Refusal MATTER_VERSION_UNTRUSTED, STORE_UNAVAILABLE
 */
export async function openMatters(
  config: MattersConfig,
  { matters: configured, mappings }: LoadedMatters,
  parts: MattersParts,
): Promise<MattersRoom> {
  const { self, region, catalogue, database, journal, messages, signingKey, clock, logger } = parts;
  const known = new KnownMatters({ region, mappings, clock });
  const live = new LiveMatters({
    pool: database.pool,
    known,
    self,
    keyOf: parts.ownKey,
    pollMs: config.pollMs,
    onFault: (error) => logger.error({ err: error }, 'a stored definition of a matter is not usable'),
  });
  await live.load();
  const keyOf = async (issuer: string, kid: string) =>
    issuer === self ? parts.ownKey(kid) : parts.peerKey(issuer, kid);
  const { transactions } = database;
  const offering = new OfferMatters({ self, known, transactions, journal, messages, signingKey, clock });
  const versions = new MakeVersions({ self, signingKey, offering, clock });
  const importing = new ImportConfigured({
    configured,
    transactions,
    versions,
    live,
    journal,
    log: logger,
  });
  messages.take(OFFER_MESSAGE, new HearOffer({ keyOf: parts.peerKey, catalogue, journal, clock }));
  return {
    known,
    async lookUp(digest) {
      if (!known.byDigest(digest)) await live.refresh();
      return known.byDigest(digest);
    },
    offering,
    adopting: new AdoptMatters({
      known,
      live,
      versions,
      transactions,
      journal,
      messages,
      keyOf,
      catalogue,
      clock,
    }),
    reading: new ReadMatters({ pool: database.pool, known, catalogue }),
    async peerOf(wanted) {
      const peer = wanted === region ? undefined : await parts.nodeFor(wanted);
      if (peer === undefined) throw new Refusal('REGION_UNKNOWN', { hint: wanted });
      return peer;
    },
    async start() {
      await importing.start();
      messages.sendSoon();
      live.start();
    },
    async stop() {
      importing.stop();
      await live.stop();
    },
  };
}
