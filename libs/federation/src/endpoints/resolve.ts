import { signCompact, type SigningKey } from '#libs/jws';
import { Refusal } from '#libs/errors';
import { isEntityId, type EntityId } from '../entity-id.js';
import type { TrustChain } from '../chain/trust-chain.js';
import type { Clock } from '../ports.js';
import { failure, route, token, type FederationRoute } from './http.js';

export const RESOLVE_TYP = 'resolve-response+jwt';
export const RESOLVE_CONTENT_TYPE = 'application/resolve-response+jwt';

export interface ResolverOptions {
  /** The entity that answers, with a key of its own: never an authority's key. */
  entityId: EntityId;
  path: string;
  key(): SigningKey | Promise<SigningKey>;
  anchors(): readonly EntityId[];
  /** The chain of a subject to one of the anchors; it decides which subjects it searches at all. */
  resolve(subject: EntityId): Promise<TrustChain>;
  clock: Clock;
  onError?: (refusal: Refusal) => void;
}

/** The resolve endpoint (§8.3): a chain and resolved metadata, signed by the resolver. */
export function resolveRoute(options: ResolverOptions): FederationRoute {
  return route(
    'GET',
    options.path,
    async ({ query }) => {
      const sub = query.get('sub');
      const anchors = query.getAll('trust_anchor');
      if (!isEntityId(sub) || anchors.length === 0) {
        return failure('invalid_request', 'Parameters [sub] and [trust_anchor] are required.');
      }
      if (!anchors.some((anchor) => options.anchors().includes(anchor))) {
        return failure('invalid_trust_anchor', 'This resolver does not use that trust anchor.');
      }
      const chain = await options.resolve(sub);
      if (!anchors.includes(chain.anchor)) {
        return failure('invalid_trust_anchor', 'No chain leads to that trust anchor.');
      }
      const key = await options.key();
      const payload = answer(chain, options, query.getAll('entity_type'));
      return token(RESOLVE_CONTENT_TYPE, await signCompact({ header: { typ: RESOLVE_TYP }, payload, key }));
    },
    options.onError,
  );
}

/** §8.3.2. */
function answer(chain: TrustChain, { entityId, clock }: ResolverOptions, types: readonly string[]): object {
  const metadata =
    types.length === 0
      ? chain.metadata
      : Object.fromEntries(Object.entries(chain.metadata).filter(([type]) => types.includes(type)));
  return {
    iss: entityId,
    sub: chain.subject,
    iat: Math.floor(clock() / 1000),
    exp: chain.exp,
    metadata,
    trust_chain: chain.statements,
    ...(chain.trustMarks.length === 0
      ? {}
      : {
          trust_marks: chain.trustMarks.map((mark) => ({
            trust_mark_type: mark.claims.trust_mark_type,
            trust_mark: mark.token,
          })),
        }),
  };
}
