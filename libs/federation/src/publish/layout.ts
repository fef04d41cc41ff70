import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import type { PublishedStore } from '../endpoints/authority.js';
import { isEntityId } from '../entity-id.js';

/** A file name for whatever a document is about: identifiers come from outside and never become a path themselves. */
function nameFor(...about: string[]): string {
  return createHash('sha256').update(about.join('\n')).digest('base64url');
}

/** Where each document lies in a `published` folder, `/` between folder and name. A plain web server could serve it. */
export const publishedPaths = {
  entityConfiguration: 'entity-configuration.jwt',
  historicalKeys: 'historical-keys.jwt',
  subordinates: 'subordinates.json',
  trustList: 'trust-list.jwt',
  /** What readers of this authority pin: `{ entityId, jwks }`. */
  trustAnchor: 'trust-anchor.json',
  statement: (sub: string) => `statements/${nameFor(sub)}.jwt`,
  trustMark: (type: string, sub: string) => `trust-marks/${nameFor(type, sub)}.jwt`,
  trustMarkStatus: (token: string) => `trust-mark-status/${nameFor(token)}.jwt`,
} as const;

const subordinatesSchema = z.array(
  z.strictObject({
    sub: z.string().refine(isEntityId),
    entityTypes: z.array(z.string()),
    intermediate: z.boolean(),
    trustMarks: z.array(z.strictObject({ type: z.string(), exp: z.number() })),
  }),
);

/**
 * The documents that an authority's operator signed, by a port that reads a file of the folder (undefined where it is
 * absent). The port is asked for every answer: what a command replaced or removed counts with the next request.
 */
export function publishedStore(read: (path: string) => Promise<string | undefined>): PublishedStore {
  return {
    entityConfiguration: () => read(publishedPaths.entityConfiguration),
    historicalKeys: () => read(publishedPaths.historicalKeys),
    trustList: () => read(publishedPaths.trustList),
    subordinateStatement: (sub) => read(publishedPaths.statement(sub)),
    trustMark: (type, sub) => read(publishedPaths.trustMark(type, sub)),
    trustMarkStatus: (token) => read(publishedPaths.trustMarkStatus(token)),
    subordinates: async () => {
      const text = (await read(publishedPaths.subordinates)) ?? '[]';
      const parsed = subordinatesSchema.safeParse(JSON.parse(text));
      if (parsed.success) return parsed.data;
      throw new Refusal('INTERNAL', { details: { file: publishedPaths.subordinates }, cause: parsed.error });
    },
  };
}
