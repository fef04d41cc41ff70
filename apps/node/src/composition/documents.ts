import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { coversField, type Agreement } from '#libs/sharing';
import type { GraphqlConfig } from '../graphql/graphql.config.js';
import type { ReleasableFields } from '../graphql/releasable-fields.js';
import { TrustedDocuments } from '../graphql/trusted-documents.js';
import { peerDocumentManifest } from '../lookup/peer-documents.js';

const manifestSchema = z.record(z.string().regex(/^sha256:[0-9a-f]{64}$/), z.string().max(65_536));

/** The operations of the exchange itself, and those that the configuration's manifests register for integrators. */
export function trustedDocuments(
  { documents, peerDocuments }: Pick<GraphqlConfig, 'documents' | 'peerDocuments'>,
  consoleDocuments: Record<string, string> = {},
): {
  peers: TrustedDocuments;
  integrators: TrustedDocuments;
} {
  const own = peerDocumentManifest();
  return {
    peers: new TrustedDocuments([own, ...peerDocuments.map(readManifest)]),
    integrators: new TrustedDocuments([own, consoleDocuments, ...documents.map(readManifest)]),
  };
}

/** @throws Refusal CONFIG_INVALID */
export function readManifest(file: string): Record<string, string> {
  const parsed = manifestSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Refusal('CONFIG_INVALID', { details: { documents: file } });
  return parsed.data;
}

/** An operation that an agreement names, and what it selects beyond it: that part will be withheld. */
export interface BeyondAgreement {
  agreement: string;
  operation: string;
  /** Absent where the operation is not registered here: then the agreement cannot be used by it. */
  fields?: string[];
}

/** What the operations that agreements name can release, held against what those agreements name. */
export function beyondAgreements(
  agreements: readonly Agreement[],
  releasable: ReadonlyMap<string, ReleasableFields>,
): BeyondAgreement[] {
  return agreements.flatMap(({ id: agreement, fields: agreed, operationDocuments = [] }) =>
    operationDocuments.flatMap((operation): BeyondAgreement[] => {
      const known = releasable.get(operation);
      if (!known) return [{ agreement, operation }];
      const fields = known.fields.filter((field) => !coversField(agreed, field));
      return fields.length > 0 ? [{ agreement, operation, fields }] : [];
    }),
  );
}
