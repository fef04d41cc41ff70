import { createHash } from 'node:crypto';
import type { Check } from '../check.js';
import type { EntityId } from '../entity-id.js';
import type { Jwks } from '../jwks.js';
import type { Clock } from '../ports.js';
import type { EntityConfigurationClaims, Metadata } from '../statement-claims.js';
import type { TrustMarkClaims } from '../trust-mark/trust-mark.js';

/** A trust anchor (信任锚) as the operator pinned it: the keys come by configuration, never from the network (§4). */
export interface TrustAnchor {
  entityId: EntityId;
  jwks: Jwks;
}

/** A trust chain (信任链) that was found valid at some instant. */
export interface TrustChain {
  subject: EntityId;
  anchor: EntityId;
  /** From the subject over its superiors to the anchor. */
  path: readonly EntityId[];
  /** The signed statements: the subject's configuration, each superior's statement, the anchor's configuration (§4). */
  statements: readonly string[];
  /** Earliest `exp` of all statements, in seconds (§10.4). */
  exp: number;
  /** The instant (ms) from which the chain must not be used: `exp` or an earlier end of a demanded mark, plus skew. */
  expiresAt: number;
  /** Metadata after the superior's own values, constraints and policy (§6.1.4.2). */
  metadata: Metadata;
  /** Keys with which the subject signs statements and marks, as its immediate superior vouches for them. */
  federationKeys: Jwks;
  configuration: EntityConfigurationClaims;
  anchorConfiguration: EntityConfigurationClaims;
  trustMarks: readonly { token: string; claims: TrustMarkClaims }[];
  checks: readonly Check[];
}

export interface ExamineOptions {
  anchors: readonly TrustAnchor[];
  clock: Clock;
  /** Allowed difference between clocks. Default 30 seconds. */
  skewSeconds?: number;
  /** Types of trust marks without which the subject is refused. */
  requiredTrustMarks?: readonly string[];
  /** The entity type in which the subject is asked for; refused where a superior or the subject itself has it not. */
  requiredEntityType?: string;
  /** Keys of trust mark issuers that stand outside this chain, each trusted through a chain of its own. */
  issuerKeys?(issuer: EntityId): Jwks | undefined | Promise<Jwks | undefined>;
}

export const DEFAULT_SKEW_SECONDS = 30;

/** SHA-256 over the statements, base64url: names in a log entry the chain that was used. */
export function chainDigest(statements: readonly string[]): string {
  return createHash('sha256').update(statements.join('~')).digest('base64url');
}
