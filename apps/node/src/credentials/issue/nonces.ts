import type { ClientBase } from 'pg';
import { Refusal } from '#libs/errors';
import { freshToken, sameText, type NodeSecret } from '../secret.js';

const USE = 'issuance-nonce';

/**
 * `c_nonce`s that carry their own proof: anybody may ask for one, and asking leaves nothing behind. Only what was used
 * is written down, until it would have expired.
 */
export class Nonces {
  constructor(
    private readonly secret: NodeSecret,
    private readonly seconds: number,
    private readonly clock: () => number,
  ) {}

  make(): string {
    const body = `${Math.floor(this.clock() / 1000).toString(36)}.${freshToken()}`;
    return `${body}.${this.secret.mac(USE, body)}`;
  }

  /** @throws Refusal ISSUANCE_NONCE_INVALID for one that is not ours or too old */
  check(nonce: string): void {
    this.expiryOf(nonce);
  }

  /**
   * Uses nonces up, all or none of them where the transaction is given up.
   * @throws Refusal ISSUANCE_NONCE_INVALID where one was used before
   */
  async use(client: Pick<ClientBase, 'query'>, nonces: ReadonlySet<string>): Promise<void> {
    for (const nonce of nonces) {
      const { rowCount } = await client.query(
        'INSERT INTO credential_nonce (nonce, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [nonce, new Date(this.expiryOf(nonce))],
      );
      if (rowCount !== 1) throw new Refusal('ISSUANCE_NONCE_INVALID');
    }
  }

  private expiryOf(nonce: string): number {
    const [at = '', random = '', mac = '', ...more] = nonce.split('.');
    const seconds = /^[0-9a-z]{1,9}$/.test(at) ? Number.parseInt(at, 36) : Number.NaN;
    const now = this.clock();
    const expiry = (seconds + this.seconds) * 1000;
    // NaN compares as false: what cannot be read is refused.
    if (more.length > 0 || !sameText(mac, this.secret.mac(USE, `${at}.${random}`)) || !(expiry > now))
      throw new Refusal('ISSUANCE_NONCE_INVALID');
    return expiry;
  }
}
