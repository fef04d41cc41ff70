import { judgeAuthorisation, type AuthorisationClaims, type AuthorisationPorts } from '#libs/authorisation';
import { Refusal } from '#libs/errors';
import type { PlatformClient } from './platform-client.js';
import type { RequestStore, StoredRequest } from './request-store.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** However often a counter asks, the platform is asked no more often than this (ms). */
const ASK_AGAIN_MS = 1_000;
/** The platform tells an outcome for some minutes after the time is over. */
const LATE_MS = 300_000;

/** What came of a request; the platform is asked for it while it is open. */
export class ReadAuthorisation {
  private readonly askedAt = new Map<string, number>();

  constructor(
    private readonly self: string,
    private readonly client: PlatformClient,
    private readonly store: RequestStore,
    private readonly ports: AuthorisationPorts,
  ) {}

  /** @throws Refusal AUTHORISATION_REQUEST_UNKNOWN, AUTHORISATION_PLATFORM_* */
  async read(id: string, organisation: string): Promise<StoredRequest> {
    const known = await this.find(id, organisation);
    if (known.state !== 'pending' || !this.mayAsk(known)) return known;
    if (this.ports.clock() > known.expiresAt + LATE_MS) return this.conclude(known, 'expired');
    const told = await this.client.state(known.platform, known.platformId, known.secret);
    if (told.state === 'pending') return known;
    if (told.state !== 'granted') return this.conclude(known, told.state);
    await this.assertAsAsked(known, told.token);
    return this.conclude(known, 'granted', told.token);
  }

  /** The token, for a lookup of the same organisation. @throws Refusal AUTHORISATION_NOT_GRANTED as well */
  async tokenOf(id: string, organisation: string): Promise<string> {
    const { token } = await this.read(id, organisation);
    if (token === undefined) throw new Refusal('AUTHORISATION_NOT_GRANTED');
    return token;
  }

  private async find(id: string, organisation: string): Promise<StoredRequest> {
    const found = UUID.test(id) ? await this.store.find(id, organisation) : undefined;
    if (!found) throw new Refusal('AUTHORISATION_REQUEST_UNKNOWN');
    return found;
  }

  private mayAsk({ id }: StoredRequest): boolean {
    const now = this.ports.clock();
    if (now - (this.askedAt.get(id) ?? Number.NEGATIVE_INFINITY) < ASK_AGAIN_MS) return false;
    if (this.askedAt.size > 10_000) this.askedAt.clear();
    this.askedAt.set(id, now);
    return true;
  }

  /** The platform signs what a holder agreed to; that it is an answer to our question is for us to see. */
  private async assertAsAsked(asked: StoredRequest, token: string): Promise<void> {
    const { organisation, itemCode, caseNumber, platform } = asked;
    const use = { node: this.self, organisation, itemCode, caseNumber, request: 'arrival' };
    const { claims } = await judgeAuthorisation(token, use, this.ports);
    if (claims.iss !== platform || !isWithin(claims, asked))
      throw new Refusal('AUTHORISATION_PLATFORM_UNAVAILABLE', { details: { reason: 'not what was asked' } });
  }

  private async conclude(
    request: StoredRequest,
    state: 'granted' | 'refused' | 'expired',
    token?: string,
  ): Promise<StoredRequest> {
    await this.store.conclude(request.id, state, token);
    this.askedAt.delete(request.id);
    return { ...request, state, ...(token === undefined ? {} : { token }) };
  }
}

function isWithin({ licences }: AuthorisationClaims, asked: StoredRequest): boolean {
  return licences.every(({ typeCode, fields }) => {
    const wanted = new Set(
      asked.licences.filter((licence) => licence.typeCode === typeCode).flatMap((licence) => licence.fields),
    );
    return fields.every((field) => wanted.has(field));
  });
}
