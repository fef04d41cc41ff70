import { dropMessage, retryMessage, waitingMessages } from '../../../node/src/messages/index.js';
import { withKeeper, type KeeperOptions } from '../audit/keeper.js';
import type { Io } from '../io.js';

export interface ListOptions extends KeeperOptions {
  state?: 'pending' | 'dead';
}

export interface MessageOptions extends KeeperOptions {
  reason: string;
}

/** `tongban messages list`. */
export async function listCommand(options: ListOptions, io: Io): Promise<void> {
  const messages = await withKeeper(options, ({ client }) => waitingMessages(client, options.state));
  io.out(messages, () =>
    messages.length === 0
      ? io.say({ zh: '没有待送达的消息。', en: 'Nothing waits.' })
      : messages
          .map(({ jti, state, peer, kind, subject, attempts, code }) =>
            [jti, state, peer, kind, subject, attempts, code ?? ''].join('  '),
          )
          .join('\n'),
  );
}

/** `tongban messages retry | drop`: written to the log before it is done. */
export async function repairCommand(
  what: 'retry' | 'drop',
  jti: string,
  options: MessageOptions,
  io: Io,
): Promise<void> {
  await withKeeper(options, async ({ client, journal, operator }) => {
    await client.query('BEGIN');
    try {
      await (what === 'retry' ? retryMessage : dropMessage)(client, jti);
      await journal.record({
        kind: 'administration',
        caller: { kind: 'operator', id: operator },
        governance: { action: 'configure', note: `message ${jti} ${what}: ${options.reason.slice(0, 500)}` },
        outcome: 'granted',
      });
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  });
  io.out({ jti, done: what }, () =>
    what === 'retry'
      ? io.say({ zh: `将立即重发：${jti}`, en: `will be sent again: ${jti}` })
      : io.say({ zh: `已丢弃：${jti}`, en: `dropped: ${jti}` }),
  );
}
