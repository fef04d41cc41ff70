import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { WorkingCalendar } from '#libs/calendar';
import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { Catalogue } from '#libs/licences';
import { Font } from '#libs/typesetting';
import type { GovernanceJournal } from '../audit/index.js';
import type { AccessTokens } from '../callers/index.js';
import type { CaseResults, CasesRoom } from '../cases/index.js';
import { LicenceStore, sampleFont, type DocumentStore } from '../licences/index.js';
import type { Matters } from '../matters/index.js';
import type { Database } from '../persistence/index.js';
import type { DocumentSealer } from '../sealing/index.js';
import { StoredLicences } from './held-licences.js';
import { registerIssuing } from './http/register-issuing.js';
import { IssueResult } from './issue-result.js';
import { IssuedStore } from './issued-store.js';
import type { IssuingConfig } from './issuing.config.js';
import { loadRecipes } from './load-recipes.js';
import { MakeNotice } from './make-notice.js';
import type { KeepsResults } from './ports.js';
import { VerifyIssued } from './verify-issued.js';

export interface IssuingParts {
  /** Entity id of this node, below which documents are verified. */
  self: string;
  region: RegionCode;
  organisation: { code: string; name: string };
  database: Pick<Database, 'pool'>;
  documents: DocumentStore;
  matters: Matters;
  catalogue: Catalogue;
  calendar: WorkingCalendar;
  journal: GovernanceJournal;
  cases: () => CasesRoom;
  sealer: () => DocumentSealer;
  /** Where results are filed with their cases; undefined where nothing is. */
  files: () => KeepsResults | undefined;
  tokens: Pick<AccessTokens, 'identify'>;
  clock: () => number;
  report: (error: unknown, requestId: string) => void;
}

/** What other rooms are given. */
export interface IssuingRoom {
  /** What approvals yield, for the cases. */
  results: CaseResults;
  /** The font of documents. */
  font: () => Font;
  register(fastify: FastifyInstance): Promise<void>;
}

/** Everything of this room, put together. @throws Refusal ISSUING_RECIPE_INVALID */
export function openIssuing(config: IssuingConfig, parts: IssuingParts): IssuingRoom {
  const { self, region, organisation, matters, catalogue, sealer, clock } = parts;
  const definitions = matters.list().map(({ matter }) => matter);
  const recipes = loadRecipes(config.recipes, definitions, catalogue);
  const store = new IssuedStore(parts.database.pool);
  const licences = new LicenceStore(parts.database.pool, { maxPageSize: 20 });
  const font = fontOf(config.fontFile);
  const shared = {
    matters,
    recipes,
    store,
    sealer,
    font,
    region,
    organisation,
    // As for the seal: an organisation that says of itself that it is a sample makes samples.
    sample: organisation.name.includes('样例'),
    urlOf: (code: string) => `${self}/issued/${code}`,
    clock,
  };
  const results = new IssueResult({
    ...shared,
    cases: () => parts.cases().cases,
    catalogue,
    heldBy: (queryable) => new StoredLicences(new LicenceStore(queryable, { maxPageSize: 20 })),
    pool: parts.database.pool,
    documents: parts.documents,
    files: parts.files,
  });
  const notices = new MakeNotice({
    ...shared,
    access: () => parts.cases().access,
    calendar: parts.calendar,
    journal: parts.journal,
    contact: config.contact,
  });
  const verifying = new VerifyIssued({ store, licences, issuer: organisation.name });
  return {
    results,
    font,
    register: (fastify) =>
      registerIssuing(fastify, { tokens: parts.tokens, notices, verifying, report: parts.report }),
  };
}

/** A font of the operator's is read at the start: a node that cannot draw is better found then. */
function fontOf(file: string | undefined): () => Font {
  if (file === undefined) return sampleFont;
  try {
    const font = new Font(readFileSync(file), { supplement: true });
    return () => font;
  } catch (cause) {
    throw new Refusal('CONFIG_INVALID', {
      hint: 'issuing.fontFile: no TrueType font that can be read',
      cause,
    });
  }
}
