import type { ErrorCode } from '#libs/errors';
import type { LookupResult } from '../lookup/lookup.js';

/** One lookup of a failed request: where it went and what came of it. */
export interface AskedLookup {
  region: string;
  code?: string;
  /** Entry of the outcome in this node's log; absent where nothing was asked of another node. */
  entry?: string;
}

/** A request that did not give what was asked for. */
export interface FailedRequest {
  /** As its answer said in `tongban-request-id`. */
  id: string;
  at: number;
  organisation: string;
  client: string;
  operation?: string;
  codes: string[];
  /** Entry about what this region itself looked up. */
  entry?: string;
  asked: AskedLookup[];
}

/** What of a lookup's result is kept. */
export const askedOf = ({ region, refusal, logged }: LookupResult): AskedLookup => ({
  region,
  ...(refusal ? { code: refusal.code } : {}),
  ...(logged ? { entry: logged.entry } : {}),
});

/** Codes of a whole request: of its errors, then of its lookups, each once. */
export const codesOf = (errors: readonly string[], asked: readonly AskedLookup[]): string[] => [
  ...new Set([...errors, ...asked.flatMap(({ code }) => code ?? [])]),
];

/** Where a lookup that was refused came to its end. */
export type Place = 'here' | 'way' | 'there';

const OF_THE_WAY = /^(PEER_|FEDERATION_|ENTITY_|REGION_UNKNOWN|TRUST_MARK_|CHANNEL_|ANSWER_|JWS_)/;

/**
 * @param code of the lookup at this node
 * @param there code in the other side's entry; undefined where it has none or there is no such entry
 */
export function placeOf(code: ErrorCode | undefined, there: string | undefined, crossed: boolean): Place {
  if (there !== undefined) return 'there';
  if (code !== undefined && OF_THE_WAY.test(code)) return 'way';
  return crossed ? 'there' : 'here';
}
