import { z } from 'zod';

/** The audit log. No setting turns it off. */
export const auditConfig = z.strictObject({
  origin: z
    .string()
    .max(255)
    .optional()
    .describe(
      'Origin of the log (C2SP tlog-checkpoint). Without it: host of the entity identifier + /log. Never changes.',
    ),
  keyFile: z
    .string()
    .default('${dataDir}/keys/log.pem')
    .describe('Ed25519 key that signs checkpoints of the log (PEM, mode 0600); made at the first start.'),
  batchMax: z
    .int()
    .min(1)
    .max(1024)
    .default(128)
    .describe('Entries that go to the database in one transaction at most.'),
  backlogMax: z
    .int()
    .min(1)
    .max(100_000)
    .default(4_096)
    .describe('Entries that may wait for their turn; beyond it requests are refused as OVERLOADED.'),
  commitTimeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(5_000)
    .describe('A batch that takes longer, in milliseconds, fails, and so do the requests that it stood for.'),
  replayMarginSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .default(600)
    .describe('Identifiers of request tokens are remembered so long beyond the expiry of the token.'),
});

export type AuditConfig = z.infer<typeof auditConfig>;
