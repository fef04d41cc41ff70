/** How far the witnesses are behind, judged by {@link judgeLag}. */
export interface LagVerdict {
  state: 'ok' | 'lagging' | 'stopped';
  /** Age of the oldest checkpointed entry without a final checkpoint, milliseconds. */
  unwitnessedMs: number;
  /** The same without even a provisional one. */
  unseenMs: number;
}

export interface LagPolicy {
  alertSeconds: number;
  stopSeconds: number;
  stopNotFinalSeconds: number;
  graceSeconds: number;
}

export interface LagFacts {
  /** Whether the exchange may stop for want of witnesses. */
  required: boolean;
  /** Whether as many witnesses are known as a final checkpoint needs. */
  enoughWitnesses: boolean;
  /** Whether any witness has ever confirmed anything of this log. */
  everConfirmed: boolean;
  /** When the oldest checkpoint was signed that covers entries which are not final; undefined where all are. Milliseconds. */
  notFinalSince: number | undefined;
  /** Likewise for entries that are not even provisional. */
  unseenSince: number | undefined;
  /** Since when this process wants witnesses: since it knew peers, or was told so. Milliseconds. */
  requiredSince: number;
}

/**
 * Lag is an alert first. It stops the exchange when entries are without any witness beyond `stopSeconds`, or without final
 * confirmation beyond `stopNotFinalSeconds`: one region that is away for a night must not stop the others, two views of a log
 * must not live for days. Before the first confirmation ever, both wait for `graceSeconds` more, counted from when
 * there was somebody to ask.
 */
export function judgeLag(now: number, facts: LagFacts, policy: LagPolicy): LagVerdict {
  const { required, enoughWitnesses, everConfirmed, requiredSince } = facts;
  const age = (since: number | undefined): number => {
    if (since === undefined) return 0;
    return Math.max(0, now - (everConfirmed ? since : Math.max(since, requiredSince)));
  };
  const unwitnessedMs = age(facts.notFinalSince);
  const unseenMs = age(facts.unseenSince);
  const grace = everConfirmed ? 0 : policy.graceSeconds;
  const stopped =
    required &&
    (unseenMs > (policy.stopSeconds + grace) * 1000 ||
      (enoughWitnesses && unwitnessedMs > (policy.stopNotFinalSeconds + grace) * 1000));
  const lagging = required && unwitnessedMs > policy.alertSeconds * 1000;
  return { state: stopped ? 'stopped' : lagging ? 'lagging' : 'ok', unwitnessedMs, unseenMs };
}

/** The size that at least `count` of the witnesses have confirmed; 0 where there are fewer. */
export function coveredSize(confirmed: readonly bigint[], count: number): bigint {
  const sorted = [...confirmed].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  return sorted[count - 1] ?? 0n;
}
