import { Refusal } from '#libs/errors';
import { thumbprint } from '#libs/jws';
import type { EntityId } from '../entity-id.js';
import type { Jwks } from '../jwks.js';
import {
  federationEntitySchema,
  IDENTITY_PLATFORM_ENTITY_TYPE,
  identityPlatformMetadata,
  NODE_ENTITY_TYPE,
  nodeMetadata,
} from '../metadata.js';
import { resolvePolicy } from '../policy/policy.js';
import type { Constraints, Metadata, MetadataPolicy } from '../statement-claims.js';
import { checkStatementTime, parseEntityConfiguration, verifyStatement } from '../statement.js';
import type { AuthorityState, Subordinate } from './state.js';

export interface EnrolOptions {
  /** The entity's configuration as it publishes it. */
  token: string;
  /** Seconds. */
  now: number;
  skewSeconds?: number;
  /** RFC 7638 thumbprint that the operator got by another channel; it must be that of the key that signed. */
  confirm?: string;
  constraints?: Constraints;
  /** In place of the default, which holds a node to the jurisdictions and suites that it names today. */
  metadataPolicy?: MetadataPolicy;
  metadata?: Metadata;
  trustMarks?: readonly string[];
  /** Takes in an entity that this authority has revoked. */
  readmit?: boolean;
}

export interface Enrolment {
  state: AuthorityState;
  sub: EntityId;
  /** Of the key that signed the configuration: to be compared with the entity's operator. */
  thumbprint: string;
  keys: readonly string[];
  renewedEntry: boolean;
}

/**
 * Takes an entity in, or takes over its new keys. The entity proves that it holds a key: its configuration is signed
 * with it. An entity that is enrolled already must sign with a key of its standing statement, or be confirmed by
 * thumbprint; otherwise whoever can answer at its address could take its place.
 * @throws Refusal `ENROLMENT_REFUSED`, `ENROLMENT_KEY_MISMATCH`, `STATEMENT_*`, `METADATA_*`
 */
export async function enrol(state: AuthorityState, options: EnrolOptions): Promise<Enrolment> {
  const configuration = parseEntityConfiguration(options.token);
  const { claims, jws } = configuration;
  const { sub, jwks } = claims;
  await verifyStatement(configuration, jwks);
  checkStatementTime(claims, options.now * 1000, options.skewSeconds ?? 30);
  if (sub === state.entityId) throw refused('an authority does not enrol itself');
  if (!options.readmit && state.revoked.some((entry) => entry.sub === sub)) {
    throw refused('this authority has revoked it');
  }
  if (!claims.authority_hints?.includes(state.entityId)) {
    throw refused(`its authority_hints do not name ${state.entityId}`);
  }
  const metadata = claims.metadata ?? {};
  if (Object.hasOwn(metadata, NODE_ENTITY_TYPE)) nodeMetadata(metadata);
  if (Object.hasOwn(metadata, IDENTITY_PLATFORM_ENTITY_TYPE)) identityPlatformMetadata(metadata);
  const known = state.subordinates.find((subordinate) => subordinate.sub === sub);
  const signer = jwks.keys.find(({ kid }) => kid === jws.header.kid);
  const print = thumbprint(signer);
  confirmKey(print, options.confirm, known?.jwks);
  const metadataPolicy = options.metadataPolicy ?? known?.metadataPolicy ?? defaultPolicy(metadata);
  resolvePolicy([{ metadata_policy: metadataPolicy }]);
  const constraints = options.constraints ?? known?.constraints;
  const superiorMetadata = options.metadata ?? known?.metadata;
  const entry: Subordinate = {
    sub,
    jwks,
    entityTypes: Object.keys(metadata),
    intermediate: isIntermediate(metadata),
    metadataPolicy,
    ...(superiorMetadata === undefined ? {} : { metadata: superiorMetadata }),
    ...(constraints === undefined ? {} : { constraints }),
    trustMarks: [...(options.trustMarks ?? known?.trustMarks ?? [])],
    enrolledAt: known?.enrolledAt ?? options.now,
  };
  return {
    state: {
      ...state,
      subordinates: [...state.subordinates.filter((other) => other.sub !== sub), entry],
      revoked: state.revoked.filter((other) => other.sub !== sub),
      trustMarkIssuers: acceptOwnMarks(state, entry.trustMarks),
    },
    sub,
    thumbprint: print,
    keys: jwks.keys.map((jwk) => jwk.kid),
    renewedEntry: known !== undefined,
  };
}

/** Withdraws the statement about an entity and every mark that it holds (§11.4). */
export function revokeEntity(
  state: AuthorityState,
  sub: EntityId,
  now: number,
  reason: string,
): AuthorityState {
  if (!state.subordinates.some((subordinate) => subordinate.sub === sub)) {
    throw new Refusal('ENTITY_UNKNOWN', { details: { sub } });
  }
  return {
    ...state,
    subordinates: state.subordinates.filter((subordinate) => subordinate.sub !== sub),
    revoked: [...state.revoked.filter((other) => other.sub !== sub), { sub, at: now, reason }],
    marks: state.marks.map((mark) =>
      mark.sub === sub ? { ...mark, revokedAt: mark.revokedAt ?? now } : mark,
    ),
  };
}

/** Withdraws one type of mark from an entity that otherwise stays (§8.4). */
export function revokeTrustMark(
  state: AuthorityState,
  sub: EntityId,
  type: string,
  now: number,
): AuthorityState {
  if (
    !state.subordinates.some(
      (subordinate) => subordinate.sub === sub && subordinate.trustMarks.includes(type),
    )
  ) {
    throw new Refusal('ENTITY_UNKNOWN', { hint: 'it holds no such trust mark', details: { sub, type } });
  }
  return {
    ...state,
    subordinates: state.subordinates.map((subordinate) =>
      subordinate.sub === sub
        ? { ...subordinate, trustMarks: subordinate.trustMarks.filter((held) => held !== type) }
        : subordinate,
    ),
    marks: state.marks.map((mark) =>
      mark.sub === sub && mark.type === type ? { ...mark, revokedAt: mark.revokedAt ?? now } : mark,
    ),
  };
}

/** A node may answer for the divisions that it names today, and for no others tomorrow. */
export function defaultPolicy(metadata: Metadata): MetadataPolicy {
  const node = metadata[NODE_ENTITY_TYPE];
  if (node === undefined) return {};
  return {
    [NODE_ENTITY_TYPE]: {
      jurisdictions: { subset_of: node['jurisdictions'], essential: true },
      suites: { subset_of: node['suites'], essential: true },
    },
  };
}

function confirmKey(print: string, confirmed: string | undefined, known: Jwks | undefined): void {
  if (confirmed !== undefined) {
    if (confirmed === print) return;
    throw new Refusal('ENROLMENT_KEY_MISMATCH', { hint: `it signed with ${print}` });
  }
  if (known !== undefined && !known.keys.some((jwk) => thumbprint(jwk) === print)) {
    throw new Refusal('ENROLMENT_KEY_MISMATCH', {
      hint: `it signed with ${print}, which its statement does not hold`,
    });
  }
}

function isIntermediate(metadata: Metadata): boolean {
  const entity = federationEntitySchema.safeParse(metadata['federation_entity']);
  return entity.success && entity.data.federation_fetch_endpoint !== undefined;
}

/** An anchor accepts the marks that it issues itself; an intermediate's marks are accepted by its anchor, not by it. */
function acceptOwnMarks(state: AuthorityState, types: readonly string[]): AuthorityState['trustMarkIssuers'] {
  if (state.superiors.length > 0) return state.trustMarkIssuers;
  const accepted = { ...state.trustMarkIssuers };
  for (const type of types) {
    const issuers = accepted[type];
    if (issuers === undefined) accepted[type] = [state.entityId];
    else if (issuers.length > 0 && !issuers.includes(state.entityId))
      accepted[type] = [...issuers, state.entityId];
  }
  return accepted;
}

function refused(reason: string): Refusal {
  return new Refusal('ENROLMENT_REFUSED', { hint: reason });
}
