import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import {
  boundedExchange,
  ConfigurationIssuer,
  configurationRoute,
  federationEntitySchema,
  FederationFetcher,
  followAnchor,
  isEntityId,
  jwksSchema,
  keyByKid,
  NODE_ENTITY_TYPE,
  nodeMetadata,
  parseEntityConfiguration,
  readMetadata,
  TrustedEntities,
  type FederationRoute,
  type HttpSend,
  type TrustAnchor,
  type TrustMarkReference,
} from '#libs/federation';
import type { SigningKey, VerificationKey } from '#libs/jws';
import type { IdentityConfig } from '../config.js';
import { platformContent } from './entity.js';

/** Doubled each time (ms). */
const FIRST_RETRY_MS = 250;

const pinned = z.strictObject({ entityId: z.string().refine(isEntityId), jwks: jwksSchema });

/** The platform as a member of the federation: what it publishes of itself, and which nodes may ask it. */
export class Membership {
  readonly nodes: TrustedEntities;
  readonly routes: FederationRoute[];
  private readonly fetcher: FederationFetcher;
  private anchors: TrustAnchor[] = [];
  private marks = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly config: Pick<IdentityConfig, 'entityId' | 'name' | 'federation'>,
    private readonly parts: {
      keys: { federation: SigningKey; signing: SigningKey };
      send: HttpSend;
      clock: () => number;
      onFault: (refusal: Refusal) => void;
    },
  ) {
    const { federation, entityId } = config;
    this.fetcher = new FederationFetcher(boundedExchange(parts.send));
    this.nodes = new TrustedEntities({
      entityType: NODE_ENTITY_TYPE,
      anchors: () => this.anchors,
      fetcher: this.fetcher,
      clock: parts.clock,
      skewSeconds: federation.clockSkewSeconds,
      requiredTrustMarks: federation.requiredTrustMarks,
      refreshAfterMs: federation.refreshSeconds * 1000,
    });
    const issuer = new ConfigurationIssuer({
      content: () => platformContent(config, parts.keys, this.published()),
      clock: parts.clock,
    });
    this.routes = [configurationRoute(entityId, () => issuer.current(), parts.onFault)];
  }

  /** Reads the pinned keys and fetches the own marks; then again in the background. */
  async start(): Promise<void> {
    await this.readAnchors();
    await this.refresh();
    this.again(FIRST_RETRY_MS);
  }

  /** Whether the platform holds the marks without which nobody takes it for one. */
  get ready(): boolean {
    return this.config.federation.trustMarks.every(({ type }) => this.marks.has(type));
  }

  stop(): void {
    clearTimeout(this.timer);
    this.stopped = true;
  }

  /** Follows the anchors' rotations and looks for the own marks. What does not answer changes nothing. */
  async refresh(): Promise<void> {
    const { clock } = this.parts;
    const { clockSkewSeconds: skewSeconds } = this.config.federation;
    for (const [place, anchor] of this.anchors.entries())
      await this.tolerating(async () => {
        this.anchors[place] = await followAnchor(anchor, { fetcher: this.fetcher, clock, skewSeconds });
      });
    for (const { type, issuer } of this.config.federation.trustMarks)
      await this.tolerating(async () => {
        try {
          const { claims } = parseEntityConfiguration(await this.fetcher.entityConfiguration(issuer));
          const entity = readMetadata(claims.metadata ?? {}, 'federation_entity', federationEntitySchema);
          const at = entity.federation_trust_mark_endpoint;
          if (at === undefined) throw new Refusal('TRUST_MARK_MISSING', { hint: issuer });
          this.marks.set(type, await this.fetcher.trustMark(at, type, this.config.entityId));
        } catch (thrown) {
          if (thrown instanceof Refusal && thrown.code === 'ENTITY_UNKNOWN') this.marks.delete(type);
          throw thrown;
        }
      });
  }

  /** A key that a trusted node signs its messages with; undefined for whoever the federation does not vouch for. */
  async nodeKey(entityId: string, kid: string): Promise<VerificationKey | undefined> {
    try {
      const key = keyOf(await this.nodes.chainOf(entityId), kid);
      return key ?? keyOf(await this.nodes.lookAgain(entityId), kid);
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.code !== 'FEDERATION_UNREACHABLE') return undefined;
      throw thrown;
    }
  }

  /** Soon again while a mark is missing (the anchor may start later than we do), waiting longer each time. */
  private again(retryMs: number): void {
    const longest = this.config.federation.refreshSeconds * 1000;
    const waitMs = this.ready ? longest : Math.min(retryMs, longest);
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      void this.refresh()
        .catch(() => undefined)
        .then(() => this.again(this.ready ? FIRST_RETRY_MS : retryMs * 2));
    }, waitMs).unref();
  }

  private async readAnchors(): Promise<void> {
    this.anchors = await Promise.all(
      this.config.federation.anchors.map(async ({ entityId, keysFile }) => {
        try {
          const anchor = pinned.parse(JSON.parse(await readFile(keysFile, 'utf8')));
          if (anchor.entityId !== entityId) throw new Error(`it pins ${anchor.entityId}`);
          return anchor;
        } catch (cause) {
          throw new Refusal('CONFIG_INVALID', { hint: `federation.anchors: ${keysFile}`, cause });
        }
      }),
    );
  }

  private published(): TrustMarkReference[] {
    return [...this.marks].map(([type, token]) => ({ trust_mark_type: type, trust_mark: token }));
  }

  private async tolerating(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      this.parts.onFault(thrown);
    }
  }
}

const keyOf = (chain: { metadata: Parameters<typeof nodeMetadata>[0] }, kid: string) =>
  keyByKid(nodeMetadata(chain.metadata).jwks, kid);
