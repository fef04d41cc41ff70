import type { GovernanceJournal } from '../audit/governance-journal.js';
import type { Logger } from '../observability/logger.js';
import type { Conflict } from './ports.js';

/**
 * A log that contradicts itself is the gravest thing that a witness can see: the operator is told in the loudest words that the
 * log has, and the finding becomes an entry of this node's own log. The evidence itself stands in `witness_conflict`.
 */
export function reportConflict(
  journal: Pick<GovernanceJournal, 'record'>,
  logger: Pick<Logger, 'error' | 'fatal'>,
): (conflict: Conflict) => Promise<void> {
  return async ({ id, rule, known, offered }) => {
    const facts = {
      rule,
      finding: id,
      peer: known.peer,
      origin: known.origin,
      knownSize: String(known.size),
      knownRoot: Buffer.from(known.root).toString('base64'),
      offeredSize: String(offered.size),
      offeredRoot: Buffer.from(offered.root).toString('base64'),
    };
    logger.fatal(facts, 'ALERT: a log contradicts what this node has witnessed');
    try {
      await journal.record({
        kind: 'finding',
        caller: { kind: 'node' },
        counterpart: known.peer,
        governance: {
          action: 'finding',
          finding: { id, rule, state: 'open' },
          note: `${known.origin}: ${facts.knownSize} ${facts.knownRoot} / ${facts.offeredSize} ${facts.offeredRoot}`,
        },
        outcome: 'denied',
      });
    } catch (error) {
      // The submission is refused all the same, and the evidence is kept.
      logger.error({ err: error, finding: id }, 'the finding could not be written to the audit log');
    }
  };
}
