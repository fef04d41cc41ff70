import { Refusal } from '#libs/errors';
import type { Log } from '../ports.js';
import type { Challenge, Challenges } from './challenges.js';
import type { Passkey, Passkeys } from './passkeys.js';
import type { RelyingParty } from './relying-party.js';
import { freshRecovery, type Factors, type SecondFactors, type ShownFactor } from './second-factors.js';

export interface AccountFactorsParts {
  codes: SecondFactors;
  passkeys: Passkeys;
  challenges: Challenges;
  /** Absent where the issuer's host is an address. */
  party: RelyingParty | undefined;
  /** A name of the account that tells authenticators nothing of its person. */
  handleOf: (account: string) => string;
  log: Log;
}

/** Everything that an account has beside its password. */
export interface Everything extends Factors {
  passkeys: Passkey[];
}

/** One-time codes, passkeys and codes of recovery of accounts, with what the log tells of them. */
export class AccountFactors {
  constructor(private readonly parts: AccountFactorsParts) {}

  /** Whether passkeys can be used at this node's address. */
  get takesPasskeys(): boolean {
    return this.parts.party !== undefined;
  }

  /** @returns undefined where the account has no second factor */
  async of(account: string): Promise<Everything | undefined> {
    const factors = await this.parts.codes.of(account);
    return factors && { ...factors, passkeys: await this.parts.passkeys.of(account) };
  }

  challenge(): Challenge | undefined {
    const { party, challenges } = this.parts;
    return party && challenges.given(party.challenge());
  }

  /** What a browser needs to make a passkey for the account, as JSON. */
  async creation({ value }: Challenge, account: { id: string; username: string }): Promise<string> {
    const known = (await this.parts.passkeys.of(account.id)).map(({ credential }) => credential);
    const person = { handle: this.parts.handleOf(account.id), username: account.username };
    return this.party.creation(value, person, known);
  }

  /** What a browser needs to show one of these, as JSON. */
  async request({ value }: Challenge, passkeys: readonly Passkey[]): Promise<string> {
    return this.party.request(
      value,
      passkeys.map(({ credential }) => credential),
    );
  }

  /** @throws Refusal LOGIN_CODE_WRONG, LOGIN_CODES_OFF */
  async checkCode(account: string, code: string): Promise<ShownFactor> {
    const shown = await this.parts.codes.check(account, code);
    if (shown === undefined) throw new Refusal('LOGIN_CODE_WRONG');
    if (shown === 'recovery') this.tell('recovery code used', account);
    return shown;
  }

  /** @throws Refusal LOGIN_PASSKEY_REFUSED, LOGIN_PASSKEY_COPIED */
  async checkPasskey(account: string, challenge: Challenge | undefined, sent: string): Promise<ShownFactor> {
    const { passkeys, codes, handleOf, log } = this.parts;
    await this.spend(challenge);
    const known = (await passkeys.of(account)).map(({ credential }) => credential);
    const { id, counter } = await this.party.shown(challenge?.value ?? '', sent, {
      handle: handleOf(account),
      known,
    });
    if (!(await passkeys.use(id, counter))) {
      log.warn({ event: 'second-factor', outcome: 'passkey copied', account }, 'a counter has not grown');
      throw new Refusal('LOGIN_PASSKEY_COPIED');
    }
    await codes.forgetWrongCodes(account);
    return 'passkey';
  }

  /** @returns the codes of recovery of an account that had no factor; @throws Refusal LOGIN_CODE_WRONG, LOGIN_STALE */
  async enrolCodes(account: string, secret: Uint8Array, code: string): Promise<string[]> {
    const { codes } = this.parts;
    // Somebody with the password was quicker in another browser: this page must not seem to have worked.
    if (await codes.of(account)) throw new Refusal('LOGIN_STALE');
    const recovery = await codes.enrol(account, secret, code);
    if (!recovery) throw new Refusal('LOGIN_CODE_WRONG');
    this.tell('enrolled', account, { factor: 'codes' });
    return recovery;
  }

  /** As `enrolCodes`, with a passkey. @throws Refusal LOGIN_PASSKEY_REFUSED, LOGIN_STALE */
  async enrolPasskey(account: string, challenge: Challenge | undefined, made: Made): Promise<string[]> {
    const passkey = await this.made(challenge, made);
    const { codes, digests } = freshRecovery();
    if (!(await this.parts.passkeys.addFirst(account, passkey, digests))) throw new Refusal('LOGIN_STALE');
    this.tell('enrolled', account, { factor: 'passkey' });
    return codes;
  }

  /** @throws Refusal LOGIN_PASSKEY_REFUSED, LOGIN_STALE */
  async addPasskey(account: string, challenge: Challenge | undefined, made: Made): Promise<void> {
    const passkey = await this.made(challenge, made);
    if (!(await this.parts.passkeys.add(account, passkey))) throw new Refusal('LOGIN_STALE');
    this.tell('passkey added', account);
  }

  /** @throws Refusal LOGIN_CODE_WRONG */
  async replaceCodes(account: string, secret: Uint8Array, code: string): Promise<void> {
    if (!(await this.parts.codes.replaceCodes(account, secret, code))) throw new Refusal('LOGIN_CODE_WRONG');
    this.tell('codes set up', account);
  }

  /** @throws Refusal LOGIN_STALE for what is not there, or is the last factor */
  async removePasskey(account: string, id: string): Promise<void> {
    if (!(await this.parts.passkeys.remove(account, id))) throw new Refusal('LOGIN_STALE');
    this.tell('passkey removed', account, { passkey: id });
  }

  /** @throws Refusal LOGIN_STALE for what is not there, or is the last factor */
  async removeCodes(account: string): Promise<void> {
    if (!(await this.parts.codes.removeCodes(account))) throw new Refusal('LOGIN_STALE');
    this.tell('codes removed', account);
  }

  /** @throws Refusal LOGIN_STALE where the account has no factor any longer */
  async renewRecovery(account: string): Promise<string[]> {
    const codes = await this.parts.codes.renewRecovery(account);
    if (!codes) throw new Refusal('LOGIN_STALE');
    this.tell('recovery renewed', account);
    return codes;
  }

  private async made(challenge: Challenge | undefined, { sent, label }: Made) {
    await this.spend(challenge);
    return { ...(await this.party.created(challenge?.value ?? '', sent)), label: label || '通行密钥' };
  }

  private async spend(challenge: Challenge | undefined): Promise<void> {
    if (challenge && (await this.parts.challenges.spend(challenge))) return;
    throw new Refusal('LOGIN_PASSKEY_REFUSED', { details: { why: 'challenge ended or used' } });
  }

  private get party(): RelyingParty {
    if (this.parts.party) return this.parts.party;
    throw new Refusal('LOGIN_PASSKEY_REFUSED', { details: { why: 'host is an address' } });
  }

  private tell(outcome: string, account: string, more: Record<string, string> = {}): void {
    this.parts.log.info({ event: 'second-factor', outcome, account, ...more }, 'second factor');
  }
}

/** What a browser sent of a passkey that it has made, and how its person calls it. */
export interface Made {
  sent: string;
  label: string;
}
