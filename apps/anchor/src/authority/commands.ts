import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '#libs/errors';
import {
  ConfigurationIssuer,
  enrol,
  parseEntityId,
  revokeEntity,
  revokeTrustMark,
  rotate,
  signingKeyAt,
  type AuthorityState,
  type Clock,
  type Constraints,
  type EntityId,
  type Metadata,
  type MetadataPolicy,
  type RevocationReason,
} from '#libs/federation';
import { generateSigningKey, signingKeyFromJwk, type SigningSuiteName } from '#libs/jws';
import { writeSecret } from '../files.js';
import { RESOLVE_PATH, resolverContent, resolverId } from '../resolver-entity.js';
import { AuthorityDirectory } from './directory.js';

const DAY = 86_400;

export interface CommandPorts {
  clock: Clock;
}

export interface InitOptions {
  entityId: string;
  organizationName: string;
  /** Superiors of an intermediate authority; none for a trust anchor. */
  superiors?: readonly string[];
  /** Lifetime of statements and marks. Default 30 days. */
  validitySeconds?: number;
  /** Default 7 days. */
  overlapSeconds?: number;
  suite?: SigningSuiteName;
  /** Types of marks and the entities whose marks of that type count. */
  trustMarkIssuers?: Record<string, string[]>;
  /** Makes the online key of a resolver and enrols it. */
  resolver?: boolean;
}

export interface AuthorityReport {
  entityId: EntityId;
  directory: string;
  /** What a server serves. */
  published: string;
  /** What readers pin: identifier and keys. */
  trustAnchorFile: string;
  signingKey: string;
  /** Documents that this command signed. */
  renewed: number;
  subordinates: EntityId[];
  /** Entities that were withdrawn and are not taken in again unless `readmit` is said. */
  revoked: EntityId[];
}

/** Makes an authority: a key, a state, and its first publication. Never over an existing one. */
export async function initAuthority(
  directory: string,
  options: InitOptions,
  { clock }: CommandPorts,
): Promise<AuthorityReport> {
  const now = seconds(clock);
  const entityId = parseEntityId(options.entityId);
  const { privateJwk, publicJwk } = generateSigningKey(options.suite ?? 'ES256');
  const kid = publicJwk.kid ?? '';
  const state: AuthorityState = {
    version: 1,
    entityId,
    organizationName: options.organizationName,
    superiors: (options.superiors ?? []).map(parseEntityId),
    validitySeconds: options.validitySeconds ?? 30 * DAY,
    overlapSeconds: options.overlapSeconds ?? 7 * DAY,
    keys: [{ kid, publicJwk: { ...publicJwk, kid }, createdAt: now, signsFrom: now }],
    trustMarkIssuers: options.trustMarkIssuers ?? {},
    subordinates: [],
    revoked: [],
    marks: [],
    ...(options.resolver
      ? { resolver: { entityId: resolverId(entityId), endpoint: `${resolverId(entityId)}${RESOLVE_PATH}` } }
      : {}),
  };
  const authority = new AuthorityDirectory(directory);
  await authority.create(state, privateJwk);
  if (options.resolver) await enrolResolver(authority, entityId, options.suite ?? 'ES256', clock);
  return refreshAuthority(directory, { clock });
}

/** Signs anew whatever is about to expire or no longer says what is due; safe to run at any time and as often. */
export async function refreshAuthority(
  directory: string,
  { clock, force = false }: CommandPorts & { force?: boolean },
): Promise<AuthorityReport> {
  const authority = new AuthorityDirectory(directory);
  const now = seconds(clock);
  const { result, publication } = await authority.change(now, async (state) => ({ state, result: state }), {
    force,
  });
  return report(authority, result, publication.renewed, now);
}

export interface EnrolRequest {
  /** The entity configuration of the entity, as it publishes it. */
  token: string;
  confirm?: string;
  constraints?: Constraints;
  metadataPolicy?: MetadataPolicy;
  metadata?: Metadata;
  trustMarks?: readonly string[];
  readmit?: boolean;
}

export interface EnrolReport extends AuthorityReport {
  sub: EntityId;
  /** RFC 7638, of the key that signed the entity's configuration. */
  thumbprint: string;
  keys: readonly string[];
  known: boolean;
  trustMarks: { type: string; token: string }[];
}

/** Enrols an entity, or takes over the new keys of one that is enrolled. */
export async function enrolEntity(
  directory: string,
  request: EnrolRequest,
  { clock }: CommandPorts,
): Promise<EnrolReport> {
  const authority = new AuthorityDirectory(directory);
  const now = seconds(clock);
  const { result, publication } = await authority.change(now, async (state) => {
    const enrolment = await enrol(state, { ...request, now });
    return { state: enrolment.state, result: enrolment };
  });
  const { state, sub, thumbprint, keys, renewedEntry } = result;
  return {
    ...report(authority, state, publication.renewed, now),
    sub,
    thumbprint,
    keys,
    known: renewedEntry,
    trustMarks: publication.marks
      .filter((mark) => mark.sub === sub && mark.revokedAt === undefined)
      .map(({ type, token }) => ({ type, token })),
  };
}

export interface RotationReport extends AuthorityReport {
  newKey: string;
  /** When the new key begins to sign, ISO 8601. */
  signsFrom: string;
  /** True where superiors must sign a statement with the new key before that. */
  superiorsMustEnrolAgain: boolean;
}

/** Brings a new key in beside the old one; with reason `compromised`, in its place at once. */
export async function rotateAuthorityKey(
  directory: string,
  options: { reason?: RevocationReason; suite?: SigningSuiteName },
  { clock }: CommandPorts,
): Promise<RotationReport> {
  const authority = new AuthorityDirectory(directory);
  const now = seconds(clock);
  const { privateJwk, publicJwk } = generateSigningKey(options.suite ?? 'ES256');
  const kid = publicJwk.kid ?? '';
  const { result, publication } = await authority.change(now, async (state) => {
    await authority.saveKey(privateJwk);
    const { overlapSeconds } = state;
    const rotation = { now, overlapSeconds, reason: options.reason ?? 'superseded' } as const;
    const rotated = { ...state, keys: rotate(state.keys, { ...publicJwk, kid }, rotation) };
    return { state: rotated, result: rotated };
  });
  const signsFrom = result.keys.find((key) => key.kid === kid)?.signsFrom ?? now;
  return {
    ...report(authority, result, publication.renewed, now),
    newKey: kid,
    signsFrom: new Date(signsFrom * 1000).toISOString(),
    superiorsMustEnrolAgain: result.superiors.length > 0,
  };
}

/** Withdraws an entity, or only one of its trust marks. It counts with the next request that the server answers. */
export async function revoke(
  directory: string,
  options: { sub: string; reason: string; trustMark?: string },
  { clock }: CommandPorts,
): Promise<AuthorityReport> {
  const authority = new AuthorityDirectory(directory);
  const now = seconds(clock);
  const sub = parseEntityId(options.sub);
  const { result, publication } = await authority.change(now, async (state) => {
    const changed =
      options.trustMark === undefined
        ? revokeEntity(state, sub, now, options.reason)
        : revokeTrustMark(state, sub, options.trustMark, now);
    return { state: changed, result: changed };
  });
  return report(authority, result, publication.renewed, now);
}

/**
 * Publishes by whom documents may be trusted. The list was read by whoever calls (libs/pki); here it only may not go
 * back: a reader that knows a later edition would refuse it.
 * @throws Refusal `TRUST_LIST_OLDER`
 */
export async function publishTrustList(
  directory: string,
  trustList: NonNullable<AuthorityState['trustList']>,
  { clock }: CommandPorts,
): Promise<AuthorityReport> {
  const authority = new AuthorityDirectory(directory);
  const now = seconds(clock);
  const { result, publication } = await authority.change(now, async (state) => {
    const known = state.trustList;
    if (known && !isDeepStrictEqual(known, trustList) && trustList.edition <= known.edition)
      throw new Refusal('TRUST_LIST_OLDER', { hint: `${known.edition} is published` });
    const changed = { ...state, trustList };
    return { state: changed, result: changed };
  });
  return report(authority, result, publication.renewed, now);
}

/** Where `init --resolver` leaves the resolver's own key: the one key that the server reads. */
export function resolverKeyFile(directory: string): string {
  return join(directory, 'resolver', 'key.json');
}

async function enrolResolver(
  authority: AuthorityDirectory,
  entityId: EntityId,
  suite: SigningSuiteName,
  clock: Clock,
): Promise<void> {
  const { privateJwk } = generateSigningKey(suite);
  await writeSecret(resolverKeyFile(authority.directory), JSON.stringify(privateJwk, null, 2));
  const key = signingKeyFromJwk(privateJwk);
  const token = await new ConfigurationIssuer({
    content: () => resolverContent(entityId, key),
    clock,
  }).current();
  await enrolEntity(authority.directory, { token, constraints: { allowed_entity_types: [] } }, { clock });
}

function report(
  authority: AuthorityDirectory,
  state: AuthorityState,
  renewed: number,
  now: number,
): AuthorityReport {
  return {
    entityId: state.entityId,
    directory: authority.directory,
    published: authority.published,
    trustAnchorFile: join(authority.published, 'trust-anchor.json'),
    signingKey: signingKeyAt(state.keys, now).kid,
    renewed,
    subordinates: state.subordinates.map(({ sub }) => sub),
    revoked: state.revoked.map(({ sub }) => sub),
  };
}

function seconds(clock: Clock): number {
  return Math.floor(clock() / 1000);
}
