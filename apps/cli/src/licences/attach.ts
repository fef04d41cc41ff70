import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import { FileDocumentStore, LicenceDocuments, sniffMediaType } from '../../../node/src/licences/index.js';
import type { Io } from '../io.js';
import { layoutOf } from '../up/layout.js';
import { withRegionDatabase, REGION_CODES, type RegionName } from './region-database.js';

export interface AttachOptions {
  region: RegionName;
  /** Folder of the node's documents; that of the demo where absent. */
  documents?: string;
  by?: string;
}

/** Largest document that is taken in; the node's own `licences.maxDocumentBytes` has the same default. */
const MAX_BYTES = 20 * 1024 * 1024;
const HEAD_BYTES = 4096;

/** `tongban licences attach`: files a document under its hash and makes it the licence's document. */
export async function attachCommand(
  identifier: string,
  file: string,
  options: AttachOptions,
  io: Io,
): Promise<void> {
  const mediaType = sniffMediaType(await headOf(file));
  if (!mediaType) throw new Refusal('DOCUMENT_TYPE_REFUSED');
  const directory = options.documents ?? join(layoutOf().dataDir, options.region, 'documents');
  const link = await withRegionDatabase(options.region, process.env, (client) =>
    new LicenceDocuments(client, new FileDocumentStore({ directory, maxBytes: MAX_BYTES })).attach(
      identifier,
      createReadStream(file),
      mediaType,
      { by: options.by ?? REGION_CODES[options.region], at: new Date() },
    ),
  );
  io.out(link, () =>
    io.say({
      zh: `已关联证照文件：${link.mediaType}，${link.size} 字节，sha256 ${link.sha256}`,
      en: `attached: ${link.mediaType}, ${link.size} bytes, sha256 ${link.sha256}`,
    }),
  );
}

async function headOf(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
