import type { Limits, SigningKey } from '#libs/jws';
import type { PublishedSubordinate } from '../endpoints/authority.js';
import { authorityEndpoints, trustListEndpoint } from '../endpoints/authority.js';
import type { EntityId } from '../entity-id.js';
import { signHistoricalKeys } from '../historical-keys.js';
import { renew } from '../publish/renew.js';
import type { EntityConfigurationClaims, SubordinateStatementClaims } from '../statement-claims.js';
import { signStatement } from '../statement.js';
import { signTrustMarkStatus } from '../trust-mark/status.js';
import {
  signTrustListToken,
  TRUST_LIST_LIMITS,
  type TrustListClaims,
} from '../trust-list/trust-list-token.js';
import { signTrustMark, type TrustMarkClaims } from '../trust-mark/trust-mark.js';
import { historicalKeys, publishedKeys, signingKeyAt } from './keys.js';
import type { AuthorityState, IssuedMark, Subordinate } from './state.js';

/** Documents of an authority as they are to be served; each key of a map is what the document is about. */
export interface Publication {
  entityConfiguration: string;
  statements: ReadonlyMap<EntityId, string>;
  historicalKeys: string;
  /** Signed, where the authority keeps one. */
  trustList?: string;
  subordinates: readonly PublishedSubordinate[];
  marks: readonly IssuedMark[];
  /** Signed status by trust mark token. */
  markStatuses: ReadonlyMap<string, string>;
  /** Documents that were signed anew. */
  renewed: number;
}

/** What stood before, so that only what must change is signed. */
export interface Standing {
  entityConfiguration(): string | undefined;
  statement(sub: EntityId): string | undefined;
  trustList(): string | undefined;
}

export interface PublishOptions {
  standing: Standing;
  /** The private key for a kid; asked for the signing key only. */
  privateKey(kid: string): SigningKey;
  /** Seconds since the epoch. */
  now: number;
  /** Sign everything again, however fresh. */
  force?: boolean;
}

/**
 * Signs what has to be signed at this instant: documents that are missing, say something else than the state, carry
 * another key's signature or have less than a third of their life left. The one place where an authority's key is used.
 */
export async function publish(state: AuthorityState, options: PublishOptions): Promise<Publication> {
  const { now, standing, force = false } = options;
  const key = options.privateKey(signingKeyAt(state.keys, now).kid);
  const { validitySeconds } = state;
  let renewed = 0;
  const keep = async (
    existing: string | undefined,
    claims: Record<string, unknown>,
    sign: (claims: Record<string, unknown>) => Promise<string>,
    limits?: Limits,
  ): Promise<string> => {
    const result = await renew({
      existing: force ? undefined : existing,
      claims,
      key,
      now,
      validitySeconds,
      renewBeforeSeconds: validitySeconds / 3,
      sign,
      ...(limits === undefined ? {} : { limits }),
    });
    if (result.renewed) renewed++;
    return result.token;
  };
  const asStatement = (claims: Record<string, unknown>) =>
    signStatement(claims as EntityConfigurationClaims | SubordinateStatementClaims, key);

  const marks = await issueMarks(state, now, keep, key);
  const statements = new Map<EntityId, string>();
  for (const subordinate of state.subordinates) {
    const claims = statementClaims(state, subordinate);
    statements.set(subordinate.sub, await keep(standing.statement(subordinate.sub), claims, asStatement));
  }
  return {
    entityConfiguration: await keep(
      standing.entityConfiguration(),
      configurationClaims(state, now),
      asStatement,
    ),
    statements,
    ...(state.trustList === undefined
      ? {}
      : {
          trustList: await keep(
            standing.trustList(),
            { iss: state.entityId, trust_list: state.trustList },
            (claims) => signTrustListToken(claims as TrustListClaims, key),
            TRUST_LIST_LIMITS,
          ),
        }),
    historicalKeys: await signHistoricalKeys(
      { iss: state.entityId, iat: now, keys: historicalKeys(state.keys, now) },
      key,
    ),
    subordinates: state.subordinates.map(({ sub, entityTypes, intermediate }) => ({
      sub,
      entityTypes,
      intermediate,
      trustMarks: marks
        .filter((mark) => mark.sub === sub && mark.revokedAt === undefined)
        .map(({ type, exp }) => ({ type, exp })),
    })),
    marks,
    markStatuses: await statuses(state.entityId, marks, now, key),
    renewed,
  };
}

type Keep = (
  existing: string | undefined,
  claims: Record<string, unknown>,
  sign: (claims: Record<string, unknown>) => Promise<string>,
) => Promise<string>;

/** The marks that every subordinate holds now, and those of the past that a status question may still come for. */
async function issueMarks(
  state: AuthorityState,
  now: number,
  keep: Keep,
  key: SigningKey,
): Promise<IssuedMark[]> {
  const marks = state.marks.filter(({ exp }) => exp > now);
  for (const { sub, trustMarks } of state.subordinates) {
    for (const type of trustMarks) {
      const current = marks.findLast(
        (mark) => mark.sub === sub && mark.type === type && mark.revokedAt === undefined,
      );
      const claims = { iss: state.entityId, sub, trust_mark_type: type };
      const token = await keep(current?.token, claims, (full) => signTrustMark(full as TrustMarkClaims, key));
      if (token !== current?.token) marks.push({ type, sub, token, exp: now + state.validitySeconds });
    }
  }
  return marks;
}

async function statuses(
  iss: EntityId,
  marks: readonly IssuedMark[],
  iat: number,
  key: SigningKey,
): Promise<Map<string, string>> {
  const result = new Map<string, string>();
  for (const { token, revokedAt } of marks) {
    const status = revokedAt === undefined ? 'active' : 'revoked';
    result.set(token, await signTrustMarkStatus({ iss, iat, trust_mark: token, status }, key));
  }
  return result;
}

function configurationClaims(state: AuthorityState, now: number): Record<string, unknown> {
  const { entityId, organizationName, superiors, trustMarkIssuers, resolver, trustList } = state;
  return {
    iss: entityId,
    sub: entityId,
    jwks: { keys: publishedKeys(state.keys, now) },
    metadata: {
      federation_entity: {
        organization_name: organizationName,
        ...authorityEndpoints(entityId),
        ...(resolver === undefined ? {} : { federation_resolve_endpoint: resolver.endpoint }),
        ...(trustList === undefined ? {} : { tongban_trust_list_endpoint: trustListEndpoint(entityId) }),
      },
    },
    ...(superiors.length === 0 ? {} : { authority_hints: superiors }),
    ...(Object.keys(trustMarkIssuers).length === 0 ? {} : { trust_mark_issuers: trustMarkIssuers }),
  };
}

function statementClaims(state: AuthorityState, subordinate: Subordinate): Record<string, unknown> {
  const { sub, jwks, metadata, metadataPolicy, constraints } = subordinate;
  return {
    iss: state.entityId,
    sub,
    jwks,
    ...(metadata === undefined ? {} : { metadata }),
    ...(metadataPolicy === undefined ? {} : { metadata_policy: metadataPolicy }),
    ...(constraints === undefined ? {} : { constraints }),
    source_endpoint: authorityEndpoints(state.entityId)['federation_fetch_endpoint'],
  };
}
