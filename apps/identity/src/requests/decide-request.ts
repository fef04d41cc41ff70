import { randomBytes } from 'node:crypto';
import { issueAuthorisation, type AuthorisationClaims } from '#libs/authorisation';
import type { SigningKey } from '#libs/jws';
import type { GivenStore } from '../given/given-store.js';
import { standing, type Person } from '../persons/persons.js';
import type { PendingRequest } from './pending-requests.js';

export interface Decision {
  /** `self`, or the id of a relation. */
  actingFor: string;
  /** Ticked fields, `<place of the licence type>:<field>`. */
  fields: readonly string[];
}

/** What came of a holder's decision, for the page. */
export type Decided = 'granted' | 'nothing-ticked' | 'no-such-relation' | 'already-decided';

interface ActingFor {
  name: string;
  /** Seconds since 1970. */
  until: number;
  claims: Pick<AuthorisationClaims, 'holder' | 'by'>;
}

/** Turns what a holder ticked into a signed authorisation, never into more than was asked. */
export class DecideRequest {
  constructor(
    private readonly self: string,
    private readonly store: GivenStore,
    private readonly key: SigningKey,
    private readonly clock: () => number,
  ) {}

  refuse(request: PendingRequest): boolean {
    if (request.outcome || request.deciding) return false;
    request.outcome = { state: 'refused' };
    return true;
  }

  async grant(request: PendingRequest, person: Person, decision: Decision): Promise<Decided> {
    if (request.outcome || request.deciding) return 'already-decided';
    const ticked = new Set(decision.fields);
    const licences = request.asked.licences.flatMap(({ typeCode, fields }, place) => {
      const kept = fields.filter((field) => ticked.has(`${place}:${field}`));
      return kept.length === 0 ? [] : [{ typeCode, fields: kept }];
    });
    if (licences.length === 0) return 'nothing-ticked';
    const holder = this.holderOf(person, decision.actingFor);
    if (!holder) return 'no-such-relation';
    request.deciding = true;
    try {
      const claims = this.claimsOf(request, licences, holder);
      const token = await issueAuthorisation(claims, this.key);
      const { grantee, purpose } = request.asked;
      // On the disk before anybody has the token: what was given must be withdrawable, also after a crash.
      await this.store.add({
        claims,
        organisation: grantee.organisation.name,
        itemName: purpose.itemName,
        by: person.username,
        holderName: holder.name,
      });
      request.outcome = { state: 'granted', token };
      return 'granted';
    } finally {
      request.deciding = false;
    }
  }

  private claimsOf(
    { asked }: PendingRequest,
    licences: AuthorisationClaims['licences'],
    holder: ActingFor,
  ): AuthorisationClaims {
    const iat = Math.floor(this.clock() / 1000);
    return {
      iss: this.self,
      jti: randomBytes(16).toString('base64url'),
      iat,
      // Nobody agrees for another for longer than the proof allows.
      exp: Math.min(iat + asked.validSeconds, holder.until),
      ...holder.claims,
      grantee: { node: asked.iss, organisation: asked.grantee.organisation.code },
      licences,
      purpose: { itemCode: asked.purpose.itemCode, caseNumber: asked.purpose.caseNumber },
      uses: asked.uses,
      assurance: 'two-factor',
      status: { status_list: { idx: this.store.freeIndex(), uri: statusListUri(this.self) } },
    };
  }

  private holderOf(person: Person, actingFor: string): ActingFor | undefined {
    if (actingFor === 'self')
      return { name: person.name, until: Infinity, claims: { holder: person.holder } };
    const relation = standing(person, this.clock()).find(({ id }) => id === actingFor);
    if (!relation) return undefined;
    const { capacity, of, name, proof, until } = relation;
    return { name, until, claims: { holder: of, by: { capacity, person: person.holder, proof } } };
  }
}

export const STATUS_LIST_PATH = '/status-lists/1';
export const statusListUri = (self: string): string => `${self}${STATUS_LIST_PATH}`;
