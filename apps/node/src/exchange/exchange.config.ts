import { z } from 'zod';

/** How this node speaks the signed exchange (libs/exchange/PROFILE.md). */
export const exchangeConfig = z.strictObject({
  suite: z
    .enum(['ES256', 'EdDSA'])
    .default('ES256')
    .describe('Suite in which new exchange keys of this node are made.'),
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
