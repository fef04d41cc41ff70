import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { RegionCode } from '#libs/codes';
import { sampleLicences, type Licence } from '#libs/licences';
import type { DocumentStore } from '../documents/document-store.js';
import { asContent, LicenceDocuments } from '../documents/licence-documents.js';
import type { DocumentMediaType } from '../documents/media-type.js';
import { STATUS_TRANSITIONS } from '../import/import-licences.js';
import { ImportJobs, type ImportProgress } from '../import/import-job.js';
import { takeImportLock } from '../import/import-lock.js';
import { publishImport } from '../import/publish-import.js';
import { Chunk } from '../import/stage-chunk.js';
import { sampleDocument } from './sample-document.js';

export interface SeedRequest {
  region: RegionCode;
  /** The same seed gives the same licences. */
  seed: number;
  count: number;
  /** Milliseconds since the epoch. */
  clock?: () => number;
  /** Makes the documents; without it the first licences get PDFs that bear no seal. */
  documents?: SampleDocuments;
}

/** Whoever makes the documents of sample licences. */
export interface SampleDocuments {
  /** Numbers of the licences that get one, from 0. */
  indexes: readonly number[];
  make(licence: Licence, index: number): Promise<SampleDocument>;
}

export interface SampleDocument {
  bytes: Uint8Array;
  mediaType: DocumentMediaType;
}

export interface SeedResult {
  added: number;
  changed: number;
  unchanged: number;
  /** Licences that have a document. */
  documents: number;
}

/** The licences of the first firm and the first person get a document each. */
const UNSEALED: SampleDocuments = {
  indexes: [0, 1, 2, 3, 4, 5, 6, 7],
  make: (licence) => Promise.resolve({ bytes: sampleDocument(licence), mediaType: 'application/pdf' }),
};

/**
 * Fills a region with invented licences, by the way of the bulk import; done again it changes nothing.
 *
 * @throws Refusal IMPORT_RUNNING
 */
export async function seedSamples(
  pool: Pool,
  documentStore: DocumentStore,
  { region, seed, count, clock = Date.now, documents = UNSEALED }: SeedRequest,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<SeedResult> {
  const at = new Date(clock());
  const indexes = new Set(documents.indexes);
  const documented: [index: number, licence: Licence][] = [];
  const client = await pool.connect();
  try {
    await takeImportLock(client);
    const importId = randomUUID();
    const source = `samples ${region} seed ${String(seed)}`;
    const start = { id: importId, source, format: 'jsonl', encoding: 'utf-8', actor: region } as const;
    await new ImportJobs(client).start({ ...start, progress: progressAt(0) }, at);

    let done = 0;
    const chunk = new Chunk(importId);
    for (const licence of sampleLicences({ region, seed, count })) {
      if (indexes.has(done)) documented.push([done, licence]);
      done += 1;
      chunk.add(done, { licence, findings: [] });
      if (!chunk.full && done < count) continue;
      await chunk.commit(client, progressAt(done), at);
      chunk.clear();
      onProgress(done, count);
    }
    const options = {
      importId,
      rowsStaged: done,
      strict: false,
      actor: region,
      at,
      transitions: STATUS_TRANSITIONS,
    };
    const { added, changed, unchanged } = await publishImport(client, options);
    const store = new LicenceDocuments(pool, documentStore);
    for (const [index, licence] of documented) {
      const { bytes, mediaType } = await documents.make(licence, index);
      await store.attach(licence.identifier, asContent(bytes), mediaType, { by: region, at });
    }
    return { added, changed, unchanged, documents: documented.length };
  } finally {
    // Closed, not given back: the connection holds the import lock and settings of its own.
    client.release(true);
  }
}

/** Samples come from no file, so there is nothing to resume; only the counts are true. */
function progressAt(rows: number): ImportProgress {
  return { nextOffset: 0, nextLine: rows + 1, hashedBytes: 0, sha256: '', rowsRead: rows, rowsStaged: rows };
}
