import { randomUUID } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { clientIdOf, dcqlFor } from '#libs/credentials';
import type { LookupContext } from '#libs/exchange';
import type { Catalogue } from '#libs/licences';
import type { Caller } from '../../callers/index.js';
import type { Addresses } from '../addresses.js';
import type { Starter } from '../credential-journal.js';
import type { CredentialsConfig } from '../credentials.config.js';
import { vctOf } from '../issue/licence-content.js';
import { digestOf, freshToken } from '../secret.js';
import { neededFields } from './matters.js';
import type { PresentationStore } from './presentation-store.js';

/** Name of the one credential of a query; key of `vp_token`. */
export const QUERY_ID = 'licence';

export interface StartedPresentation {
  id: string;
  /** `openid4vp://`, for the QR code. */
  uri: string;
  fields: string[];
  expiresAt: number;
}

/** Begins a presentation at a counter (OpenID4VP 1.0, cross-device): for one matter, with the fields that it needs. */
export class StartPresentation {
  constructor(
    private readonly deps: {
      config: CredentialsConfig;
      addresses: Addresses;
      catalogue: Catalogue;
      store: PresentationStore;
      clock: () => number;
    },
  ) {}

  /** @throws Refusal PRESENTATION_MATTER_UNKNOWN, PRESENTATION_FIELD_NOT_NEEDED, LICENCE_TYPE_UNKNOWN */
  async start(
    caller: Caller,
    wanted: { licenceType: string; fields?: readonly string[] | undefined },
    context: LookupContext,
  ): Promise<StartedPresentation> {
    const { config, addresses, catalogue, store, clock } = this.deps;
    const starter = starterOf(caller);
    const { rule, fields } = neededFields(config.presentations, catalogue, {
      ...wanted,
      itemCode: context.purpose.itemCode,
    });
    const now = clock();
    const id = randomUUID();
    const ref = freshToken();
    const expiresAt = now + config.presentationSeconds * 1000;
    await store.add({
      id,
      refHash: digestOf(ref),
      owner: ownerOf(starter),
      starter,
      context,
      rule,
      query: dcqlFor(QUERY_ID, [vctOf(wanted.licenceType)], fields),
      nonce: freshToken(),
      state: freshToken(),
      startedAt: new Date(now),
      expiresAt: new Date(expiresAt),
    });
    const query = new URLSearchParams({
      client_id: clientIdOf(addresses.entityId),
      request_uri: addresses.request(ref),
      request_uri_method: 'post',
    });
    return { id, uri: `openid4vp://?${query.toString()}`, fields, expiresAt };
  }
}

/** @throws Refusal ROLE_NOT_ALLOWED for a peer: a holder stands before a clerk, not before a node */
export function starterOf(caller: Caller): Starter {
  if (caller.kind !== 'client') throw new Refusal('ROLE_NOT_ALLOWED');
  const { kind, id, role, organisation, person, scopes } = caller;
  return { kind, id, role, organisation, scopes, ...(person ? { person } : {}) };
}

/** The clerk, at the system by which they work: nobody else sees what was shown to them. */
export const ownerOf = ({ id, organisation, person }: Starter): string =>
  digestOf(JSON.stringify([id, organisation.code, person?.id ?? null]));
