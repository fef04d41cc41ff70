import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** What a hostile browser or authenticator does otherwise. */
export interface Otherwise {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  /** User present, user verified: bits 0 and 2 (WebAuthn §6.1). */
  flags?: number;
  counter?: number;
  /** Signs in place of the credential's own key. */
  key?: KeyObject;
  userHandle?: string;
  id?: string;
}

interface CreationOptions {
  rp: { id: string };
  user: { id: string };
  challenge: string;
  excludeCredentials: { id: string }[];
  authenticatorSelection: { userVerification: string };
}
interface RequestOptions {
  rpId: string;
  challenge: string;
  allowCredentials: { id: string }[];
  userVerification: string;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;
const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();

/** An authenticator of one ES256 credential and the browser around it, in software: both do whatever a test wants. */
export class SoftwareAuthenticator {
  readonly #id = randomBytes(16);
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #userHandle = '';

  constructor(
    private readonly origin: string,
    /** Signatures so far; 0 for one that does not count. */
    public counter = 1,
  ) {}

  /** What a page sends of a new credential. */
  create(options: CreationOptions, otherwise: Otherwise = {}): string {
    this.#userHandle ||= options.user.id;
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    const cose = map([
      [1, int(2)],
      [3, int(-7)],
      [-1, int(1)],
      [-2, byteString(Buffer.from(x, 'base64url'))],
      [-3, byteString(Buffer.from(y, 'base64url'))],
    ]);
    const idLength = Buffer.alloc(2);
    idLength.writeUInt16BE(this.#id.length);
    const authData = Buffer.concat([
      this.#authData(options.rp.id, { flags: PRESENT | VERIFIED, ...otherwise }, ATTESTED),
      Buffer.alloc(16),
      idLength,
      this.#id,
      cose,
    ]);
    const attestation = map([
      ['fmt', textString('none')],
      ['attStmt', map([])],
      ['authData', byteString(authData)],
    ]);
    return this.#answer(otherwise, {
      clientDataJSON: this.#clientData('webauthn.create', options.challenge, otherwise),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** What a page sends of a credential that is shown. */
  get(options: RequestOptions, otherwise: Otherwise = {}): string {
    if (this.counter > 0) this.counter += 1;
    const clientDataJSON = this.#clientData('webauthn.get', options.challenge, otherwise);
    const authData = this.#authData(options.rpId, otherwise);
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
    const signature = sign('sha256', signed, otherwise.key ?? this.#keys.privateKey);
    return this.#answer(otherwise, {
      clientDataJSON,
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: otherwise.userHandle ?? this.#userHandle,
    });
  }

  get id(): string {
    return this.#id.toString('base64url');
  }

  #answer({ id = this.id }: Otherwise, response: object): string {
    return JSON.stringify({ id, rawId: id, type: 'public-key', response });
  }

  #clientData(type: string, challenge: string, otherwise: Otherwise): string {
    const data = {
      type: otherwise.type ?? type,
      challenge: otherwise.challenge ?? challenge,
      origin: otherwise.origin ?? this.origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(data)).toString('base64url');
  }

  #authData(rpId: string, { flags, counter, rpId: other }: Otherwise, more = 0): Buffer {
    const rest = Buffer.alloc(5);
    rest.writeUInt8((flags ?? PRESENT | VERIFIED) | more);
    rest.writeUInt32BE(counter ?? this.counter, 1);
    return Buffer.concat([sha256(other ?? rpId), rest]);
  }
}

/** A private key that belongs to nobody. */
export const strangeKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** The options that a page carries for the browser. */
export function optionsIn<Use extends 'create' | 'get'>(
  body: string,
  use: Use,
): Use extends 'create' ? CreationOptions : RequestOptions {
  const [, text] = new RegExp(`data-passkey="${use}"\\s+data-options="([^"]*)"`).exec(body) ?? [];
  if (text === undefined) throw new Error(`the page asks for no passkey to ${use}`);
  return JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
}

// As much of CBOR (RFC 8949 §3) as an attestation needs.
function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff]);
}
const int = (value: number): Buffer => (value < 0 ? head(1, -1 - value) : head(0, value));
const byteString = (value: Buffer): Buffer => Buffer.concat([head(2, value.length), value]);
const textString = (value: string): Buffer => Buffer.concat([head(3, value.length), Buffer.from(value)]);
const map = (entries: [number | string, Buffer][]): Buffer =>
  Buffer.concat([
    head(5, entries.length),
    ...entries.flatMap(([key, value]) => [typeof key === 'number' ? int(key) : textString(key), value]),
  ]);
