import { z } from 'zod';

const suite = z.enum(['ES256', 'EdDSA', 'SM2']);

/** How this node speaks the signed exchange (libs/exchange/PROFILE.md). */
export const exchangeConfig = z.strictObject({
  suite: suite.default('ES256').describe('Suite in which new exchange keys of this node are made.'),
  accepts: z
    .array(suite)
    .min(1)
    .optional()
    .describe(
      'Suites that this node verifies, the preferred one first; peers choose by it. Default: all, the one of `suite` first.',
    ),
  sm2: z
    .strictObject({
      threads: z
        .int()
        .min(0)
        .max(64)
        .default(0)
        .describe(
          'Threads that sign and verify SM2; they start with the first such key. 0: one less than there are processors, at most four.',
        ),
      maxWaiting: z
        .int()
        .min(1)
        .max(100_000)
        .default(1024)
        .describe('SM2 operations that may wait for a thread; beyond it a request is refused as OVERLOADED.'),
    })
    .prefault({})
    .describe('Where SM2 is computed (国密).'),
  keysDir: z
    .string()
    .default('${dataDir}/keys/exchange')
    .describe('Folder with the exchange keys (private JWK files, mode 0600); the newest active one signs.'),
  tokenTtlSeconds: z.int().min(5).max(60).default(60).describe('Lifetime of a request token in seconds.'),
  clockSkewSeconds: z.int().min(0).max(60).default(5).describe('Accepted difference of clocks in seconds.'),
  receiptedRefusalsPerMinute: z
    .int()
    .min(1)
    .default(600)
    .describe(
      'Refusals per peer and minute that are signed and logged; beyond it a plain 429 that only counts.',
    ),
});

export type ExchangeConfig = z.infer<typeof exchangeConfig>;

/** What stands in the node's metadata and is taken from peers, the preferred suite first. */
export function acceptedSuites({ suite: own, accepts }: Pick<ExchangeConfig, 'suite' | 'accepts'>): string[] {
  return [...new Set(accepts ?? [own, ...suite.options])];
}
