import { asRefusal } from '#libs/errors';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ClientCaller } from '../../callers/index.js';
import { EventQueue } from '../../feed/event-queue.js';
import { conditionsOf, Parameters } from '../search/conditions.js';
import { type AuditFilter, loggedFilter } from '../search/filter.js';
import type { LogReader } from '../search/log-reader.js';

/** How far the log has grown since an auditor last looked; of the entries themselves nothing. */
export interface Growth {
  /** Entries of the log now. */
  logSize: string;
  /** Entries of the filter since then. */
  fresh: number;
  /** False where there are at least so many. */
  exact: boolean;
}

export interface FollowGrowthParts {
  reader: Pick<LogReader, 'size' | 'query'>;
  journal: GovernanceJournal;
  everyMs: number;
}

const MOST = 1000;

/**
 * Tells an auditor that a list has grown. Nobody is told by the append: one look at the size of the log every few seconds
 * costs one row, and only where it has changed the new entries are counted. That somebody follows is one entry, at the
 * beginning; reads of auditors are no news unless they are asked for, or each look would announce itself.
 */
export class FollowGrowth {
  constructor(private readonly parts: FollowGrowthParts) {}

  /** @param since entries before this index are known already */
  async follow(caller: ClientCaller, filter: AuditFilter, since: bigint): Promise<EventQueue<Growth>> {
    const { journal, everyMs } = this.parts;
    await journal.record({
      kind: 'audit-read',
      caller,
      outcome: 'granted',
      governance: (commitments) => ({
        action: 'search',
        filter: loggedFilter(filter, commitments, { follows: String(since) }),
        rows: 0,
      }),
    });
    let size = since;
    let fresh = 0;
    let isLooking = false;
    const look = async (): Promise<void> => {
      if (isLooking) return;
      isLooking = true;
      try {
        const now = await this.parts.reader.size();
        if (now === size) return;
        size = now;
        const counted = fresh > MOST ? fresh : await this.count(filter, since);
        if (counted === fresh) return;
        fresh = counted;
        queue.push({ logSize: String(size), fresh: Math.min(fresh, MOST), exact: fresh <= MOST });
      } catch (error) {
        queue.end(asRefusal(error));
      } finally {
        isLooking = false;
      }
    };
    const timer = setInterval(() => void look(), everyMs);
    timer.unref();
    const queue = new EventQueue<Growth>(16, () => clearInterval(timer));
    void look();
    return queue;
  }

  private async count(filter: AuditFilter, since: bigint): Promise<number> {
    const first = filter.fromIndex === undefined ? since : max(since, BigInt(filter.fromIndex));
    const parameters = new Parameters();
    const { from, where } = conditionsOf({ ...filter, fromIndex: String(first) }, parameters);
    const news = filter.kinds === undefined ? `AND e.kind <> 'audit-read'` : '';
    const [row] = await this.parts.reader.query<{ count: string }>(
      `SELECT count(*) AS count FROM (SELECT FROM ${from} WHERE ${where} ${news} LIMIT ${MOST + 1}) AS fresh`,
      parameters.values,
    );
    return Number(row?.count ?? 0);
  }
}

const max = (one: bigint, other: bigint): bigint => (one > other ? one : other);
