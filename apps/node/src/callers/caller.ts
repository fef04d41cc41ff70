import type { HolderIdentity } from './holder.js';
import type { Role } from './roles.js';

export interface Organisation {
  /** Unified social credit code (统一社会信用代码), 18 characters. */
  code: string;
  name: string;
}

export interface Person {
  /** Identifier of the person at the issuer; never a citizen number. */
  id: string;
  name: string;
}

/** Somebody of the own region who showed an access token: a system, or a person using one. */
export interface ClientCaller {
  kind: 'client';
  /** OAuth client id. */
  id: string;
  role: Exclude<Role, 'peer'>;
  organisation: Organisation;
  /** The signed-in person; absent where a system calls for itself (client credentials). */
  person?: Person;
  /** The person showed two factors when signing in; absent where the issuer tells of one, or of none. */
  twoFactors?: true;
  /** Whose data it is; of role `holder` alone, verified by the identity provider. */
  holder?: HolderIdentity;
  scopes: readonly string[];
}

/** Another region's node, known by its request token and its federation entry. */
export interface PeerCaller {
  kind: 'peer';
  role: 'peer';
  /** Federation entity identifier of the peer. */
  entityId: string;
  /** Organisation and person that the peer's signed context names. */
  organisation?: Organisation;
  person?: Person;
}

export type Caller = ClientCaller | PeerCaller;
