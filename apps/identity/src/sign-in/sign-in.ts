import type { Person } from '../persons/persons.js';
import { Attempts } from './attempts.js';
import { isPassword } from './passwords.js';
import { codeAt, stepOf, stepOfCode } from '#libs/totp';

export type SignInOutcome = 'ok' | 'wrong' | 'resting';

/** Two factors: a password, then a one-time code (等保三级 asks for two). */
export class SignIn {
  private readonly passwords: Attempts;
  private readonly codes: Attempts;
  /** The last step whose code was used, by person. */
  private readonly used = new Map<string, number>();

  constructor(
    private readonly persons: ReadonlyMap<string, Person>,
    private readonly clock: () => number,
  ) {
    this.passwords = new Attempts(clock);
    this.codes = new Attempts(clock);
  }

  async password(username: string, password: string): Promise<SignInOutcome> {
    if (!this.passwords.begin(username)) return 'resting';
    const right = await isPassword(password, this.persons.get(username)?.passwordHash);
    if (!right) return 'wrong';
    this.passwords.succeeded(username);
    return 'ok';
  }

  code(username: string, code: string): SignInOutcome {
    if (!this.codes.begin(username)) return 'resting';
    const secret = this.secretOf(username);
    const step = secret && stepOfCode(secret, code, this.clock(), this.used.get(username) ?? 0);
    if (step === undefined) return 'wrong';
    this.used.set(username, step);
    this.codes.succeeded(username);
    return 'ok';
  }

  /** The code of a demonstration: the next one that was not used yet. */
  shownCode(username: string): string | undefined {
    const secret = this.secretOf(username);
    const step = Math.max(stepOf(this.clock()), (this.used.get(username) ?? 0) + 1);
    return secret && codeAt(secret, step);
  }

  private secretOf(username: string): Uint8Array | undefined {
    const person = this.persons.get(username);
    return person && Buffer.from(person.totpSecret, 'base64url');
  }
}
