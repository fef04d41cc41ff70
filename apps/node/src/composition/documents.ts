import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { TrustedDocuments } from '../graphql/trusted-documents.js';
import { peerDocumentManifest } from '../lookup/peer-documents.js';

const manifestSchema = z.record(z.string().regex(/^sha256:[0-9a-f]{64}$/), z.string().max(65_536));

/** The operations of the exchange itself, and those that the configuration's manifests register for integrators. */
export function trustedDocuments(files: readonly string[]): {
  peers: TrustedDocuments;
  integrators: TrustedDocuments;
} {
  const own = peerDocumentManifest();
  const configured = files.map((file) => {
    const parsed = manifestSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (!parsed.success) throw new Refusal('CONFIG_INVALID', { details: { documents: file } });
    return parsed.data;
  });
  return { peers: new TrustedDocuments([own]), integrators: new TrustedDocuments([own, ...configured]) };
}
