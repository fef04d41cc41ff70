import type { ClientBase } from 'pg';
import { Refusal } from '#libs/errors';
import type { MessageClaims } from '#libs/exchange';
import { parseStrictJson } from '#libs/jws';
import { MESSAGE_BODY_LIMITS } from '#libs/exchange';
import type { Transactions } from '../persistence/index.js';
import type { MessageHandler } from './ports.js';

export interface InboxDeps {
  transactions: Pick<Transactions, 'run'>;
  /** The handler of a kind; undefined where no room takes it. */
  handlerOf: (kind: string) => MessageHandler | undefined;
  clock: () => number;
}

/** Applies each message once, in its turn, together with the memory that it was (PROFILE.md, annex B.3). */
export class Inbox {
  constructor(private readonly deps: InboxDeps) {}

  /** @throws Refusal `MESSAGE_*`, or the handler's own; then nothing has changed */
  async apply(claims: MessageClaims, token: string, body: Uint8Array): Promise<'applied' | 'duplicate'> {
    const { transactions, handlerOf, clock } = this.deps;
    let afterwards: (() => void) | undefined;
    const outcome = await transactions.run(async (transaction) => {
      const { client } = transaction;
      const { rowCount } = await client.query(
        `INSERT INTO message_inbox (iss, jti, kind, subject, seq, body_sha256, token, applied_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
        [
          claims.iss,
          claims.jti,
          claims.kind,
          claims.subject,
          claims.seq,
          claims.body_sha256,
          token,
          new Date(clock()).toISOString(),
        ],
      );
      if (rowCount === 0) {
        await assertSame(client, claims);
        return 'duplicate' as const;
      }
      await takePlace(client, claims);
      const handler = handlerOf(claims.kind);
      if (!handler) throw new Refusal('MESSAGE_KIND_UNKNOWN');
      const { iss, kind, subject, jti } = claims;
      afterwards = await handler.apply({ iss, kind, subject, jti, body: bodyOf(body) }, transaction);
      return 'applied' as const;
    });
    afterwards?.();
    return outcome;
  }
}

async function assertSame(client: ClientBase, claims: MessageClaims): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM message_inbox
     WHERE iss = $1 AND jti = $2 AND kind = $3 AND subject = $4 AND seq = $5 AND body_sha256 = $6`,
    [claims.iss, claims.jti, claims.kind, claims.subject, claims.seq, claims.body_sha256],
  );
  if (rowCount !== 1) throw new Refusal('MESSAGE_JTI_REUSED');
}

/** The row is locked until the transaction ends, so that messages about one subject are applied one by one. */
async function takePlace(client: ClientBase, { iss, subject, seq, after }: MessageClaims): Promise<void> {
  await client.query(
    `INSERT INTO message_place (direction, peer, subject, seq) VALUES ('in', $1, $2, 0) ON CONFLICT DO NOTHING`,
    [iss, subject],
  );
  const { rows } = await client.query<{ seq: string }>(
    `SELECT seq FROM message_place WHERE direction = 'in' AND peer = $1 AND subject = $2 FOR UPDATE`,
    [iss, subject],
  );
  const last = Number(rows[0]?.seq ?? 0);
  if (last < after) throw new Refusal('MESSAGE_OUT_OF_ORDER');
  if (last >= seq) throw new Refusal('MESSAGE_STALE');
  await client.query(
    `UPDATE message_place SET seq = $3 WHERE direction = 'in' AND peer = $1 AND subject = $2`,
    [iss, subject, seq],
  );
}

function bodyOf(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes, MESSAGE_BODY_LIMITS);
  } catch (cause) {
    throw new Refusal('MESSAGE_BODY_INVALID', { cause });
  }
}
