import { Refusal } from '#libs/errors';
import {
  authorityEndpoints,
  NODE_ENTITY_TYPE,
  signStatement,
  type EntityConfigurationClaims,
  type EntityId,
  type FetchPort,
  type SubordinateStatementClaims,
  type TrustAnchor,
} from '#libs/federation';
import { generateSigningKey, signCompact, signingKeyFromJwk, type SigningKey } from '#libs/jws';

export const newKey = (suite: 'ES256' | 'EdDSA' = 'ES256'): SigningKey =>
  signingKeyFromJwk(generateSigningKey(suite).privateJwk);

const exchangeKey = newKey();

export const nodeMetadataOf = (id: EntityId, jurisdiction = '110000') => ({
  [NODE_ENTITY_TYPE]: {
    endpoint: `${id}/graphql`,
    jurisdictions: [jurisdiction],
    jwks: { keys: [exchangeKey.publicJwk] },
    suites: ['ES256'],
    log: { origin: 'log.example', verifier_key: 'log.example+1+key' },
  },
});

interface Entity {
  id: EntityId;
  key: SigningKey;
  claims: Record<string, unknown>;
}

/** A federation in memory: entities, what they say of each other, and a network that can be cut. */
export class TestFederation implements FetchPort {
  now = 1_800_000_000;
  readonly clock = () => this.now * 1000;
  readonly calls: string[] = [];
  readonly entities = new Map<EntityId, Entity>();
  readonly statements = new Map<string, Record<string, unknown>>();
  /** Tokens given out in place of what would be signed. */
  readonly forged = new Map<string, string>();
  readonly silent = new Set<EntityId>();
  lifetime = 3600;

  /** An entity with its configuration; `claims` are laid over what is usual. */
  add(id: EntityId, superiors: EntityId[], claims: Record<string, unknown> = {}, key = newKey()): SigningKey {
    const authority = { federation_entity: { organization_name: id, ...authorityEndpoints(id) } };
    const metadata = { ...authority, ...(claims['metadata'] as object | undefined) };
    const hints = superiors.length === 0 ? {} : { authority_hints: superiors };
    this.entities.set(id, { id, key, claims: { ...hints, ...claims, metadata } });
    for (const superior of superiors) this.statements.set(`${superior} ${id}`, {});
    return key;
  }

  /** What `superior` says about `sub` beyond its keys. */
  say(superior: EntityId, sub: EntityId, claims: Record<string, unknown>): void {
    this.statements.set(`${superior} ${sub}`, claims);
  }

  forget(superior: EntityId, sub: EntityId): void {
    this.statements.delete(`${superior} ${sub}`);
  }

  anchor(id: EntityId): TrustAnchor {
    return {
      entityId: id,
      jwks: { keys: [{ ...this.entity(id).key.publicJwk, kid: this.entity(id).key.kid }] },
    };
  }

  async configurationOf(id: EntityId): Promise<string> {
    const { key, claims } = this.entity(id);
    return signStatement(
      {
        iss: id,
        sub: id,
        ...this.times(),
        jwks: { keys: [key.publicJwk] },
        ...claims,
      } as EntityConfigurationClaims,
      key,
    );
  }

  async statementOf(superior: EntityId, sub: EntityId): Promise<string> {
    const { key } = this.entity(superior);
    const jwks = { keys: [this.entity(sub).key.publicJwk] };
    const claims = {
      iss: superior,
      sub,
      ...this.times(),
      jwks,
      ...this.statements.get(`${superior} ${sub}`),
    };
    return signStatement(claims as SubordinateStatementClaims, key);
  }

  /** The statements of a chain from the subject up to the anchor, as given by the identifiers. */
  async chain(...path: EntityId[]): Promise<string[]> {
    const between = path.slice(1).map((superior, index) => this.statementOf(superior, path[index]!));
    return Promise.all([this.configurationOf(path[0]!), ...between, this.configurationOf(path.at(-1)!)]);
  }

  async entityConfiguration(id: EntityId): Promise<string> {
    this.calls.push(id);
    this.reach(id);
    if (!this.entities.has(id)) throw new Refusal('ENTITY_UNKNOWN');
    return this.forged.get(id) ?? this.configurationOf(id);
  }

  async subordinateStatement(endpoint: string, sub: EntityId): Promise<string> {
    const superior = endpoint.replace('/federation/fetch', '');
    this.calls.push(`${superior} ${sub}`);
    this.reach(superior);
    if (!this.statements.has(`${superior} ${sub}`)) throw new Refusal('ENTITY_UNKNOWN');
    return this.forged.get(`${superior} ${sub}`) ?? this.statementOf(superior, sub);
  }

  async trustMarkStatus(endpoint: string, trustMark: string): Promise<string> {
    const issuer = endpoint.replace('/federation/trust-mark-status', '');
    this.reach(issuer);
    const status = this.forged.get(`status ${trustMark}`) ?? 'active';
    const payload = { iss: issuer, iat: this.now, trust_mark: trustMark, status };
    return signCompact({
      header: { typ: 'trust-mark-status-response+jwt' },
      payload,
      key: this.entity(issuer).key,
    });
  }

  async list(
    endpoint: string,
    filter: { entity_type?: string; intermediate?: 'true' } = {},
  ): Promise<EntityId[]> {
    const superior = endpoint.replace('/federation/list', '');
    this.reach(superior);
    const subs = [...this.statements.keys()].flatMap((pair) => {
      const [by, sub] = pair.split(' ') as [EntityId, EntityId];
      return by === superior ? [sub] : [];
    });
    return subs.filter((sub) => {
      const metadata = this.entity(sub).claims['metadata'] as Record<string, unknown>;
      const below = [...this.statements.keys()].some((pair) => pair.startsWith(`${sub} `));
      return (
        (filter.entity_type === undefined || filter.entity_type in metadata) &&
        (filter.intermediate === undefined || below)
      );
    });
  }

  entity(id: EntityId): Entity {
    const entity = this.entities.get(id);
    if (entity === undefined) throw new Error(`no entity ${id}`);
    return entity;
  }

  private reach(id: EntityId): void {
    if (this.silent.has(id)) throw new Refusal('FEDERATION_UNREACHABLE');
  }

  private times(): { iat: number; exp: number } {
    return { iat: this.now, exp: this.now + this.lifetime };
  }
}
