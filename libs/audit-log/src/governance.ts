import { z } from 'zod';
import { count, digest, instant, text, uuid, uuid7 } from './entry-values.js';

/**
 * What was done to the log itself or with what it says: the audit of the auditors, of reconciliation and of those who
 * keep the log. Stands in entries of the kinds `audit-read`, `review`, `finding`, `reconciliation`, `administration` and
 * `subject-read`.
 */
export const governanceSchema = z.strictObject({
  action: z.enum([
    'search',
    'read',
    'export',
    'bundle',
    'sample',
    'verdict',
    'finding',
    'triage',
    'reconcile',
    'erase',
    'hold',
    'release-hold',
    'archive',
    'restore',
    'view',
    'saved-search',
    'configure',
  ]),
  filter: text(4000)
    .optional()
    .describe('What was searched for, as canonical JSON; personal values as commitments.'),
  entries: z.array(uuid7).max(1000).optional().describe('Identifiers of the entries concerned.'),
  rows: count.optional().describe('How many rows were shown, exported or changed.'),
  finding: z
    .strictObject({
      id: uuid,
      rule: text(64),
      state: z.enum(['open', 'acknowledged', 'dismissed', 'escalated', 'resolved']),
    })
    .optional(),
  review: z
    .strictObject({
      sample: uuid,
      verdict: z.enum(['reviewed', 'questioned', 'escalated']),
      note: text(2000).optional(),
      second: z.boolean().optional().describe('The second pair of eyes.'),
    })
    .optional(),
  reconciliation: z
    .strictObject({
      counterpart: text(512).describe('Entity identifier of the other node.'),
      from: instant,
      to: instant.describe('Exclusive.'),
      ours: digest.describe('Digest of our set of request digests.'),
      theirs: digest.optional().describe('Digest of their set; absent where they did not answer.'),
      matched: count,
      missingHere: count,
      missingThere: count,
      altered: count,
      late: count,
    })
    .optional(),
  note: text(2000).optional(),
});

export type Governance = z.infer<typeof governanceSchema>;
