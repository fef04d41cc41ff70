import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { isEntityId, type PublishedStore, type PublishedSubordinate } from '#libs/federation';
import { readIfThere } from './files.js';

/** A file name for whatever a document is about: identifiers come from outside and never become a path themselves. */
export function nameFor(...about: string[]): string {
  return createHash('sha256').update(about.join('\n')).digest('base64url');
}

/** Where each document lies in a `published` folder. A plain web server could serve the same files. */
export const paths = {
  entityConfiguration: 'entity-configuration.jwt',
  historicalKeys: 'historical-keys.jwt',
  subordinates: 'subordinates.json',
  trustAnchor: 'trust-anchor.json',
  statement: (sub: string) => join('statements', `${nameFor(sub)}.jwt`),
  trustMark: (type: string, sub: string) => join('trust-marks', `${nameFor(type, sub)}.jwt`),
  trustMarkStatus: (token: string) => join('trust-mark-status', `${nameFor(token)}.jwt`),
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
 * Reads the documents that an authority's operator signed. Every answer is read from the disk when it is asked for:
 * what a command replaced or removed counts with the next request.
 */
export class PublishedDirectory implements PublishedStore {
  constructor(private readonly directory: string) {}

  entityConfiguration(): Promise<string | undefined> {
    return this.read(paths.entityConfiguration);
  }

  historicalKeys(): Promise<string | undefined> {
    return this.read(paths.historicalKeys);
  }

  subordinateStatement(sub: string): Promise<string | undefined> {
    return this.read(paths.statement(sub));
  }

  trustMark(type: string, sub: string): Promise<string | undefined> {
    return this.read(paths.trustMark(type, sub));
  }

  trustMarkStatus(token: string): Promise<string | undefined> {
    return this.read(paths.trustMarkStatus(token));
  }

  async subordinates(): Promise<readonly PublishedSubordinate[]> {
    return subordinatesSchema.parse(JSON.parse((await this.read(paths.subordinates)) ?? '[]'));
  }

  private read(path: string): Promise<string | undefined> {
    return readIfThere(join(this.directory, path));
  }
}
