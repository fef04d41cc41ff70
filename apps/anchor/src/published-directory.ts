import { join } from 'node:path';
import { publishedStore, type PublishedStore } from '#libs/federation';
import { readIfThere } from './files.js';

/** The `published` folder of an authority, read from the disk for every answer. */
export function publishedDirectory(directory: string): PublishedStore {
  return publishedStore((path) => readIfThere(join(directory, path)));
}
