import type { ErrorCode } from '#libs/errors';
import type { Agreement, Policy } from '#libs/sharing';

/** What this region shares with whom, as it holds now. Asked on each decision, so it must not wait for anything. */
export interface PolicyStore {
  current(): Policy;
}

/** Counts questions under agreements that have a rate. */
export interface Rates {
  /** Seconds until it may be asked again where the rate is used up; `undefined` where the questions count. */
  take(
    agreement: string,
    rate: NonNullable<Agreement['rate']>,
    partner: string,
    questions: number,
  ): Promise<number | undefined>;
}

/** The use that somebody is about to make of a holder's authorisation. */
export interface AuthorisationUse {
  /** Entity id of the node that asks; the own one for callers of the own region. */
  node: string;
  /** Unified social credit code of the organisation that asks. */
  organisation: string;
  itemCode: string;
  caseNumber: string;
  /** Identifies the request: a use that is counted twice for one request counts once. */
  request: string;
}

/** An authorisation that holds, as far as it can be judged before the licence is read. */
export interface GrantedAuthorisation {
  id: string;
  /** The fields that the holder agreed to, for a licence type; empty where the type was not named. */
  fieldsFor(typeCode: string): readonly string[];
  /** Whether it is the authorisation of this holder. */
  covers(holder: { type: string; code: string }): boolean;
  /** Called before anything is released under it. @throws Refusal AUTHORISATION_USED_UP */
  use(): Promise<void>;
}

export type AuthorisationVerdict =
  { granted: true; authorisation: GrantedAuthorisation } | { granted: false; code: ErrorCode };

/** Judges the authorisation that a lookup context carries. Never throws for a token that does not hold. */
export interface HolderAuthorisations {
  judge(token: string, use: AuthorisationUse): Promise<AuthorisationVerdict>;
}

/** For a node that knows no identity platform: no authorisation counts. */
export const noAuthorisations: HolderAuthorisations = {
  judge: async () => ({ granted: false, code: 'AUTHORISATION_PLATFORM_UNKNOWN' }),
};
