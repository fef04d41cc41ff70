import { waitingMessages } from '../../apps/node/src/messages/index.js';
import type { Cluster, TestNode } from './cluster.js';

/** Sends what waits at each of the nodes, in turn, until nothing does; what did not get through is due again after `pauseMs`. */
export async function deliverAll(
  cluster: Cluster,
  nodes: readonly TestNode[],
  pauseMs: number,
): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    for (const { running } of nodes) await running.messages.sender.now();
    const waiting = await Promise.all(
      nodes.map(({ running }) => waitingMessages(running.database.pool, 'pending')),
    );
    // What arrives asks for a message back, so a turn in which nothing is left over is followed by one more.
    if (turn > 0 && waiting.flat().length === 0) return;
    // On a machine that was busy, or before a peer was ready.
    if (turn > 1) cluster.advance(pauseMs);
  }
  throw new Error('messages still wait');
}
