import { Refusal, type ErrorCode } from '#libs/errors';
import type { WitnessStanding } from './witness-rounds.js';
import type { WitnessingConfig } from './witnessing.config.js';

/** Of one witness, for whoever runs the node or audits it. */
export interface WitnessReport {
  entityId: string;
  /** Name of its key, as it stands in cosignatures. */
  name: string;
  /** Entries of our log that it has confirmed. */
  size: bigint;
  /** Entries of the newest checkpoint that it has not. */
  behind: bigint;
  /** Milliseconds since the epoch. */
  confirmedAt: number | undefined;
  failures: number;
  failedAt: number | undefined;
  lastError: { code: ErrorCode; messageZh: string; messageEn: string } | undefined;
}

export interface WitnessState extends Omit<WitnessStanding, 'witnesses'> {
  policy: Pick<WitnessingConfig, 'provisional' | 'final'>;
  witnesses: WitnessReport[];
}

/** Where the log stands with its witnesses, as of the last round; asks nobody. */
export class ReadWitnessState {
  constructor(
    private readonly config: WitnessingConfig,
    private readonly standing: () => WitnessStanding | undefined,
  ) {}

  /** @throws Refusal `WITNESS_STATE_UNKNOWN` before the first round, some seconds after a start */
  read(): WitnessState {
    const standing = this.standing();
    if (!standing) throw new Refusal('WITNESS_STATE_UNKNOWN');
    const { provisional, final } = this.config;
    return {
      ...standing,
      policy: { provisional, final },
      witnesses: standing.witnesses.map(({ entityId, name, submission }) => {
        const size = submission?.size ?? 0n;
        return {
          entityId,
          name,
          size,
          behind: size < standing.latest ? standing.latest - size : 0n,
          confirmedAt: submission?.confirmedAt,
          failures: submission?.failures ?? 0,
          failedAt: submission?.failedAt,
          lastError: submission?.code && told(submission.code),
        };
      }),
    };
  }
}

function told(code: ErrorCode): WitnessReport['lastError'] {
  const { zh, en } = new Refusal(code).entry;
  return { code, messageZh: zh.message, messageEn: en.message };
}
