import type { Pool } from 'pg';
import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { sampleLicence, type Licence } from '#libs/licences';
import { checkIssuer, type ValidationReport } from '#libs/seals';
import { FileDocumentStore, LicenceDocuments } from '../../../node/src/licences/index.js';
import { DEMO_SEED, SAMPLE_DOCUMENTS, type SampleRecipe } from '../samples/recipes.js';
import { loadTrust } from '../verify/trust-folder.js';
import { verifier } from '../verify/verifier.js';
import type { SealedFact } from './facts.js';

export interface SealedSources {
  region: RegionCode;
  database: Pool;
  documents: { directory: string; maxBytes: number };
  trustFolder: string;
}

/** Of the sound ones one of each format is told; of the spoiled ones all are. */
const TOLD = SAMPLE_DOCUMENTS.filter(({ index, spoiled }) => index < 2 || spoiled !== undefined);

/**
 * Verifies documents of sample licences as the answering side has them on file, by the same library and the same trust
 * as `tongban verify`. A region that an earlier version filled has no sealed documents: then there is nothing to tell.
 */
export async function collectSealed(sources: SealedSources): Promise<SealedFact[]> {
  const store = new LicenceDocuments(sources.database, new FileDocumentStore(sources.documents));
  const now = Date.now();
  const verify = verifier(await loadTrust(sources.trustFolder, [], now), now);
  const facts: SealedFact[] = [];
  for (const recipe of TOLD) {
    const licence = sampleLicence(sources.region, DEMO_SEED, recipe.index);
    const bytes = await documentOf(store, licence.identifier);
    const report = bytes && (await verify(bytes));
    if (report && report.signatures.length > 0) facts.push(factOf(report, licence, recipe));
  }
  return facts;
}

async function documentOf(store: LicenceDocuments, identifier: string): Promise<Uint8Array | undefined> {
  try {
    return (await store.fetch(identifier)).bytes;
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === 'DOCUMENT_NOT_FOUND') return undefined;
    throw thrown;
  }
}

function factOf(report: ValidationReport, licence: Licence, { spoiled }: SampleRecipe): SealedFact {
  const { indication, subIndication, signatures } = report;
  const [signature] = signatures;
  const failing = signature?.checks.find(({ decides, outcome }) => decides && outcome !== 'passed')?.name;
  const issuer = { code: licence.issuerCode, name: licence.issuerName };
  return {
    licenceType: licence.name,
    kind: signature?.kind ?? '',
    indication,
    ...(subIndication ? { subIndication } : {}),
    ...(failing ? { failing } : {}),
    ...(spoiled ? { spoiled } : {}),
    sealer: signature?.signer?.organisations.at(-1) ?? '',
    sealNumber: signature?.signer?.commonName ?? '',
    issuer: issuer.name,
    byIssuer: checkIssuer(report, issuer).outcome === 'match',
    sealedAt: signature?.times.proven ?? signature?.times.claimed,
    proven: signature?.times.proven !== undefined,
  };
}
