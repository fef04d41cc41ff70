import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod';
import { Refusal } from '#libs/errors';

/** What is kept of an authenticator's key pair (WebAuthn §4, credential record). */
export interface Credential {
  /** Credential ID, base64url. */
  id: string;
  /** COSE_Key (RFC 9052 §7). */
  publicKey: Uint8Array;
  transports: string[];
}

/** ES256, EdDSA, and RS256 for Windows Hello (RFC 9053, RFC 8812). */
const ALGORITHMS = [-7, -8, -257];
const CHALLENGE_BYTES = 32;
/** How long a challenge lives, and how long a browser waits for its person. */
export const CEREMONY_MS = 300_000;

const bytes = (max: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(max);
const response = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .object({
      id: bytes(1_400),
      rawId: bytes(1_400),
      type: z.literal('public-key'),
      response: z.object(shape),
    })
    .transform((sent) => ({ ...sent, clientExtensionResults: {} }));
const createdSchema = response({
  clientDataJSON: bytes(4_000),
  attestationObject: bytes(6_000),
  transports: z
    .array(z.string().regex(/^[a-z-]{1,20}$/))
    .max(8)
    .default([]),
});
const shownSchema = response({
  clientDataJSON: bytes(4_000),
  authenticatorData: bytes(1_000),
  signature: bytes(1_400),
  userHandle: bytes(100).nullish(),
});

const refused = (why: string, cause?: unknown): Refusal =>
  new Refusal('LOGIN_PASSKEY_REFUSED', { details: { why }, cause });

function read<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw refused('malformed', cause);
  }
}

/**
 * The issuer as relying party of WebAuthn: its host is the RP ID, its origin the only one. User verification is required, so that
 * a passkey that is found opens nothing. Attestation is not asked for: which make an authenticator is of, nobody decides on here.
 */
export class RelyingParty {
  private constructor(
    private readonly id: string,
    private readonly origin: string,
    private readonly name: string,
  ) {}

  /** @returns undefined where the host is an address: RP IDs are domain names (WebAuthn §5.1.2) */
  static of(issuer: string, name: string): RelyingParty | undefined {
    const { hostname, origin } = new URL(issuer);
    return isIP(hostname.replace(/^\[|\]$/g, '')) === 0
      ? new RelyingParty(hostname, origin, name)
      : undefined;
  }

  challenge(): string {
    return randomBytes(CHALLENGE_BYTES).toString('base64url');
  }

  /** Options of `navigator.credentials.create`, as JSON. */
  async creation(
    challenge: string,
    person: { handle: string; username: string },
    known: readonly Credential[],
  ): Promise<string> {
    const options = await generateRegistrationOptions({
      rpName: this.name,
      rpID: this.id,
      userName: person.username,
      userID: new TextEncoder().encode(person.handle),
      challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
      timeout: CEREMONY_MS,
      attestationType: 'none',
      excludeCredentials: known.map(({ id, transports }) => ({ id, transports })),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      supportedAlgorithmIDs: ALGORITHMS,
    });
    return JSON.stringify(options);
  }

  /** Options of `navigator.credentials.get`, as JSON. */
  async request(challenge: string, known: readonly Credential[]): Promise<string> {
    const options = await generateAuthenticationOptions({
      rpID: this.id,
      challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
      timeout: CEREMONY_MS,
      allowCredentials: known.map(({ id, transports }) => ({ id, transports })),
      userVerification: 'required',
    });
    return JSON.stringify(options);
  }

  /** @throws Refusal LOGIN_PASSKEY_REFUSED */
  async created(challenge: string, sent: string): Promise<{ credential: Credential; counter: number }> {
    const answer = read(createdSchema, sent);
    const { registrationInfo } = await this.checked(() =>
      verifyRegistrationResponse({
        response: answer,
        expectedChallenge: challenge,
        expectedOrigin: this.origin,
        expectedRPID: this.id,
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      }),
    );
    if (!registrationInfo) throw refused('attestation');
    const { id, publicKey, counter } = registrationInfo.credential;
    return { credential: { id, publicKey, transports: answer.response.transports }, counter };
  }

  /**
   * Which of the known credentials was shown, with its signature counter, which the caller compares and keeps.
   * @throws Refusal LOGIN_PASSKEY_REFUSED
   */
  async shown(
    challenge: string,
    sent: string,
    { handle, known }: { handle: string; known: readonly Credential[] },
  ): Promise<{ id: string; counter: number }> {
    const answer = read(shownSchema, sent);
    const credential = known.find(({ id }) => id === answer.id);
    if (!credential) throw refused('unknown credential');
    const { userHandle, ...rest } = answer.response;
    // WebAuthn §7.2, step 6: the person was identified before, and an authenticator that names one names that one.
    if (userHandle && Buffer.from(userHandle, 'base64url').toString() !== handle)
      throw refused('user handle');
    const { verified, authenticationInfo } = await this.checked(() =>
      verifyAuthenticationResponse({
        response: { ...answer, response: rest },
        expectedChallenge: challenge,
        expectedOrigin: this.origin,
        expectedRPID: this.id,
        // Compared where it is kept, in the statement that keeps it: of two at the same instant one is too late.
        credential: { id: credential.id, publicKey: new Uint8Array(credential.publicKey), counter: 0 },
        requireUserVerification: true,
      }),
    );
    if (!verified) throw refused('signature');
    return { id: credential.id, counter: authenticationInfo.newCounter };
  }

  /** The library throws plain errors whose texts quote what the sender wrote: those go no further than the cause. */
  private async checked<Result>(verify: () => Promise<Result>): Promise<Result> {
    try {
      return await verify();
    } catch (cause) {
      throw refused('not as asked', cause);
    }
  }
}
