import { z } from 'zod';

const seconds = (most: number) => z.int().min(1).max(most);

/** How this node witnesses the logs of its peers and has its own witnessed (C2SP tlog-witness). */
export const witnessingConfig = z
  .strictObject({
    keyFile: z
      .string()
      .default('${dataDir}/keys/witness.pem')
      .describe(
        'Ed25519 key that cosigns checkpoints of peers (PEM, mode 0600); made at the first start. Never the key of the log.',
      ),
    provisional: z
      .int()
      .min(1)
      .max(16)
      .default(1)
      .describe('Cosignatures with which a checkpoint counts as provisional.'),
    final: z
      .int()
      .min(1)
      .max(16)
      .default(2)
      .describe('Cosignatures with which a checkpoint counts as final.'),
    required: z
      .boolean()
      .optional()
      .describe(
        'Whether the exchange stops for want of witnesses. Without it: as soon as a trusted peer is known, so that a node by itself can work.',
      ),
    alertSeconds: seconds(86_400)
      .default(300)
      .describe('A checkpoint that is not final after this time is an alert.'),
    stopSeconds: seconds(2_592_000)
      .default(3_600)
      .describe(
        'The exchange stops (LOG_UNWITNESSED) when entries are this long without even a provisional checkpoint.',
      ),
    stopNotFinalSeconds: seconds(2_592_000)
      .default(86_400)
      .describe(
        'The exchange stops as well when entries are this long without a final checkpoint, where enough witnesses are known.',
      ),
    graceSeconds: z
      .int()
      .min(0)
      .max(2_592_000)
      .default(3_600)
      .describe(
        'Added to both while no witness has confirmed anything yet: the first minutes of a federation.',
      ),
    intervalSeconds: seconds(3_600)
      .default(10)
      .describe('Longest time between two looks at what is due; new checkpoints are submitted at once.'),
    compareSeconds: seconds(86_400)
      .default(300)
      .describe("How often what this node saw of a peer's log is compared with what another witness saw."),
    timeoutMs: z
      .int()
      .min(100)
      .max(60_000)
      .default(5_000)
      .describe('Longest wait for one witness, in milliseconds.'),
    retrySeconds: seconds(3_600)
      .default(2)
      .describe('Wait after a witness failed; doubles with each failure in a row.'),
    retryMaxSeconds: seconds(86_400).default(300).describe('Upper bound of that wait.'),
    concurrency: z.int().min(1).max(64).default(4).describe('Witnesses that are asked at the same time.'),
    leaseSeconds: seconds(600)
      .default(30)
      .describe('Of several replicas one submits; another takes over after this time of silence.'),
    clockSkewSeconds: z
      .int()
      .min(0)
      .max(3_600)
      .default(60)
      .describe('Accepted difference between the time of a cosignature and ours.'),
    submissionsPerMinute: z
      .int()
      .min(1)
      .max(60_000)
      .default(240)
      .describe('Checkpoints that one peer may submit in a minute; beyond it status 429.'),
  })
  .refine(({ provisional, final }) => final >= provisional, {
    error: 'final needs at least as many as provisional',
    path: ['final'],
  });

export type WitnessingConfig = z.infer<typeof witnessingConfig>;
