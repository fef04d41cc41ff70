import { asRefusal, Refusal } from '#libs/errors';
import { answerTo, clientIdOf, readDcql, verifyCredential } from '#libs/credentials';
import { parseStrictJson } from '#libs/jws';
import type { Addresses } from '../addresses.js';
import type { CredentialJournal } from '../credential-journal.js';
import { typeCodeOf } from '../issue/licence-content.js';
import type { NodeSecret } from '../secret.js';
import { sameText } from '../secret.js';
import type { FetchStatus } from '../status/fetch-status.js';
import type { IssuerDirectory, TrustedIssuer } from '../status/issuer-keys.js';
import type { PresentationRow, PresentationStore } from './presentation-store.js';
import { openRequest } from './serve-request.js';
import { QUERY_ID } from './start-presentation.js';

const SKEW_SECONDS = 60;
const VP_TOKEN_LIMITS = { maxBytes: 270_000, maxDepth: 3 };

/** What was shown, as it is kept, sealed, for the clerk. */
export interface Shown {
  issuer: string;
  region: string;
  licenceType: string;
  /** Milliseconds since 1970; absent for a credential without end. */
  expiresAt?: number;
  fields: { name: string; value: string }[];
}

export interface ReceiveDeps {
  addresses: Addresses;
  store: PresentationStore;
  issuers: IssuerDirectory;
  statuses: Pick<FetchStatus, 'statusOf'>;
  secret: NodeSecret;
  journal: CredentialJournal;
  clock: () => number;
  report: (error: unknown) => void;
}

/**
 * Response endpoint: takes the one answer to a request, verifies it and keeps what was asked for, for the clerk who
 * asked. Whatever is wrong with it uses the request up, so that nobody can try until something passes.
 */
export class ReceivePresentation {
  constructor(private readonly deps: ReceiveDeps) {}

  /** @throws Refusal PRESENTATION_*, and whatever verification refuses with */
  async receive(ref: string, form: ReadonlyMap<string, string>): Promise<void> {
    const { store, clock } = this.deps;
    const startedAt = clock();
    const row = await openRequest(store, ref, startedAt);
    // Before the request is taken: whoever does not know its state has not read the request object.
    if (!sameText(form.get('state') ?? '', row.state)) throw new Refusal('PRESENTATION_STATE_WRONG');
    if (!(await store.take(row.id))) throw new Refusal('PRESENTATION_USED');
    if (form.has('error')) {
      await this.end(row, startedAt, new Refusal('PRESENTATION_DECLINED'));
      return;
    }
    try {
      await this.accept(row, form, startedAt);
    } catch (thrown) {
      const refusal = asRefusal(thrown);
      if (refusal.code === 'INTERNAL') this.deps.report(thrown);
      await this.end(row, startedAt, refusal);
      throw refusal;
    }
  }

  private async accept(
    row: PresentationRow,
    form: ReadonlyMap<string, string>,
    startedAt: number,
  ): Promise<void> {
    const { addresses, store, issuers, statuses, secret, clock } = this.deps;
    const query = readDcql(row.query);
    let issuer: TrustedIssuer | undefined;
    const verified = await verifyCredential(presentationIn(form.get('vp_token')), {
      now: clock(),
      skewSeconds: SKEW_SECONDS,
      issuerKey: async ({ kid }, { iss }) => {
        if (typeof iss !== 'string' || iss.length > 2048) return undefined;
        issuer = await issuers.resolve(iss);
        return issuer.keys.find((key) => key.kid === kid);
      },
      keyBinding: {
        audience: clientIdOf(addresses.entityId),
        nonce: row.nonce,
        // Made after the request was: an older one cannot have known its nonce.
        maxAgeSeconds: Math.ceil((clock() - row.startedAt.getTime()) / 1000) + SKEW_SECONDS,
      },
      statusOf: (reference, of) => statuses.statusOf(reference, of),
    });
    // Licences are always issued with a status; one without would be one that nobody can revoke.
    if (verified.status === undefined || !issuer) throw new Refusal('CREDENTIAL_STATUS_UNKNOWN');
    const answer = answerTo(query, verified);
    const { exp } = verified.claims;
    const shown: Shown = {
      issuer: issuer.entityId,
      region: issuer.region,
      licenceType: typeCodeOf(verified.type) ?? verified.type,
      ...(typeof exp === 'number' ? { expiresAt: exp * 1000 } : {}),
      fields: [...answer].map(([name, value]) => ({ name, value: textOf(value) })),
    };
    await this.log(row, startedAt, shown);
    await store.conclude(row.id, { phase: 'shown', result: secret.seal(JSON.stringify(shown), row.id) });
  }

  private async end(row: PresentationRow, startedAt: number, refusal: Refusal): Promise<void> {
    const { store } = this.deps;
    await this.log(row, startedAt, refusal);
    const phase = refusal.code === 'PRESENTATION_DECLINED' ? 'declined' : 'refused';
    await store.conclude(row.id, { phase, code: refusal.code });
  }

  /** Which fields were shown, never a value; whose they are only where that itself was shown, as a commitment. */
  private log(row: PresentationRow, startedAt: number, outcome: Shown | Refusal): Promise<void> {
    const asked = readDcql(row.query);
    const common = {
      operation: 'presentation' as const,
      starter: row.starter,
      context: row.context,
      fieldsAsked: asked.claims.map(({ path }) => path.join('.')),
      rule: row.rule,
      startedAt,
    };
    const [vct = ''] = asked.meta.vct_values;
    if (outcome instanceof Refusal)
      return this.deps.journal.record({
        ...common,
        region: 'unknown',
        licenceType: typeCodeOf(vct) ?? vct,
        identifiers: [],
        fieldsReleased: [],
        outcome: 'denied',
        code: outcome.code,
      });
    const value = (name: string) => outcome.fields.find((field) => field.name === name)?.value;
    const [type, code, identifier] = [value('holderType'), value('holderCode'), value('identifier')];
    return this.deps.journal.record({
      ...common,
      region: outcome.region,
      licenceType: outcome.licenceType,
      identifiers: identifier === undefined ? [] : [identifier],
      ...(type === undefined || code === undefined ? {} : { subject: `${type}:${code}` }),
      fieldsReleased: outcome.fields.map(({ name }) => name),
      outcome: 'granted',
    });
  }
}

/** `vp_token`: a JSON object with the one presentation that was asked for (OpenID4VP 1.0, section 8.1). */
function presentationIn(vpToken: string | undefined): string {
  const malformed = (hint: string) => new Refusal('PRESENTATION_RESPONSE_MALFORMED', { hint });
  if (vpToken === undefined) throw malformed('vp_token');
  const value = parseStrictJson(Buffer.from(vpToken, 'utf8'), VP_TOKEN_LIMITS);
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== QUERY_ID)
    throw malformed('vp_token');
  const presentations: unknown = (value as Record<string, unknown>)[QUERY_ID];
  if (!Array.isArray(presentations) || presentations.length !== 1) throw malformed(QUERY_ID);
  const [presentation] = presentations as unknown[];
  if (typeof presentation !== 'string') throw malformed(QUERY_ID);
  return presentation;
}

/** Licences hold texts alone; a structure of another issuer is told as JSON. */
const textOf = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 4000);
