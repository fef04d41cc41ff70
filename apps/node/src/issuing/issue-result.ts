import { createHash } from 'node:crypto';
import type { RegionCode } from '#libs/codes';
import { dayOf, type Matter } from '#libs/handling';
import { canFollow, type Catalogue, type Licence } from '#libs/licences';
import type { Font } from '#libs/typesetting';
import type { CaseActor, CaseResults, Cases, PreparedResult, StoredCase } from '../cases/index.js';
import {
  addLicence,
  asContent,
  changeLicenceStatus,
  LicenceDocuments,
  lockLicence,
  type DocumentStore,
} from '../licences/index.js';
import type { Matters } from '../matters/index.js';
import type { Transaction } from '../persistence/index.js';
import type { DocumentSealer } from '../sealing/index.js';
import { composeLicence } from './compose-licence.js';
import { drawLicence } from './draw-licence.js';
import { newCode, type IssuedDocument, type IssuedStore } from './issued-store.js';
import type { HeldLicences, KeepsResults, Queryable } from './ports.js';
import type { LicenceRecipe, Recipes } from './recipe.js';

const REVOKED = '07';

export interface IssueResultDeps {
  cases: () => Pick<Cases, 'one'>;
  matters: Pick<Matters, 'byDigest'>;
  catalogue: Catalogue;
  recipes: Recipes;
  store: IssuedStore;
  /** The licences of this region as a connection sees them: within a transaction by its own, not by a second one. */
  heldBy: (queryable: Queryable) => HeldLicences;
  pool: Queryable;
  documents: DocumentStore;
  /** Undefined where this node keeps no files of cases: then it issues nothing. */
  files: () => KeepsResults | undefined;
  sealer: () => Pick<DocumentSealer, 'sealPdf'>;
  font: () => Font;
  region: RegionCode;
  organisation: { code: string; name: string };
  sample: boolean;
  urlOf: (code: string) => string;
  clock: () => number;
}

/**
 * The licence that an approval yields: composed of the form, drawn, sealed in the node's name, filed with the case so that it
 * travels to the other region, and made part of this region's licences in the transaction of the approval itself. An
 * approval that fails leaves an unused file and a gap in the serials, never a licence.
 */
export class IssueResult implements CaseResults {
  constructor(private readonly deps: IssueResultDeps) {}

  /** @throws Refusal ISSUING_INCOMPLETE, LICENCE_INVALID, SEALING_UNAVAILABLE */
  async prepare(caseId: string, by: CaseActor): Promise<PreparedResult | undefined> {
    const { cases, matters, recipes, region, files } = this.deps;
    const keeping = files();
    if (!keeping) return undefined;
    const stored = await cases().one(caseId);
    const { view } = stored;
    // Whatever else keeps the step from being taken is for the step to say; nothing is issued for it.
    if (view.parties?.decision !== region || view.state !== 'under-review' || !view.opening) return undefined;
    if (by.role !== 'approver' && by.role !== 'node') return undefined;
    const matter = matters.byDigest(view.opening.matter.digest)?.matter;
    const recipe = matter && recipes.matters[matter.id]?.licence;
    if (!recipe || !stored.form) return undefined;
    const licence = await this.compose(matter, recipe, stored);
    return licence && this.made(caseId, licence, recipe, keeping);
  }

  /** Licences of the case get status 07, but for those that have ended already. */
  async revoke({ client }: Transaction, caseId: string): Promise<void> {
    const { store, organisation, clock } = this.deps;
    for (const identifier of await store.licencesOf(client, caseId)) {
      const licence = await lockLicence(client, identifier);
      if (!licence || !canFollow(licence.status, REVOKED)) continue;
      await changeLicenceStatus(client, identifier, {
        to: REVOKED,
        by: organisation.code,
        reason: `撤销决定，办件 ${caseId}`,
        at: new Date(clock()),
      });
    }
  }

  private async compose(
    matter: Matter,
    recipe: LicenceRecipe,
    stored: StoredCase,
  ): Promise<Licence | undefined> {
    const { catalogue, store, heldBy, pool, region, organisation, clock } = this.deps;
    const form = stored.form ?? {};
    const { type } = recipe.holder;
    const code = typeof recipe.holder.code === 'string' ? form[recipe.holder.code] : undefined;
    const types = typesNamed(recipe, matter.outcome.licenceType);
    const now = clock();
    return composeLicence(
      {
        matter,
        recipe,
        form,
        issuer: organisation,
        region,
        today: dayOf(now),
        now,
        serial: await store.nextSerial(),
        held: typeof code === 'string' ? await heldBy(pool).of({ type, code }, types) : new Map(),
      },
      catalogue,
    );
  }

  private async made(
    caseId: string,
    licence: Licence,
    recipe: LicenceRecipe,
    keeping: KeepsResults,
  ): Promise<PreparedResult> {
    const { catalogue, font, region, sealer, sample, urlOf, clock } = this.deps;
    const code = newCode();
    const now = clock();
    const drawn = drawLicence(licence, catalogue, font(), {
      region,
      now,
      verification: { code, url: urlOf(code) },
      sample,
    });
    const bytes = await sealer().sealPdf(drawn.bytes, { reason: licence.name, appearance: drawn.seal });
    const digest = createHash('sha256').update(bytes).digest('base64url');
    const result = await keeping.keep({ caseId, bytes, mediaType: 'application/pdf', purpose: 'result' });
    const issued: IssuedDocument = {
      code,
      caseId,
      kind: 'licence',
      about: licence.identifier,
      english: false,
      digest,
      identifier: licence.identifier,
      issuedAt: now,
    };
    return {
      data: { result, licence: licence.identifier },
      record: (transaction) => this.record(transaction, { licence, recipe, bytes, issued }),
    };
  }

  private async record(
    { client }: Transaction,
    made: { licence: Licence; recipe: LicenceRecipe; bytes: Uint8Array; issued: IssuedDocument },
  ): Promise<void> {
    const { heldBy, store, documents, organisation } = this.deps;
    const { licence, recipe, bytes, issued } = made;
    const at = new Date(issued.issuedAt);
    const by = organisation.code;
    const { holderType: type, holderCode: code, typeCode } = licence;
    const ending = [...(recipe.renews ? [typeCode] : []), ...recipe.cancels];
    const before =
      ending.length > 0 ? await heldBy(client).of({ type, code }, ending) : new Map<string, Licence>();
    for (const { identifier, status } of before.values()) {
      const reason = recipe.renews ? `换发新版本，办件 ${issued.caseId}` : `办件 ${issued.caseId}`;
      await changeLicenceStatus(client, identifier, { to: '04', expected: status, by, reason, at });
    }
    await addLicence(client, licence, at);
    await new LicenceDocuments(client, documents).attach(
      licence.identifier,
      asContent(bytes),
      'application/pdf',
      { by, at },
    );
    await store.add(client, issued);
  }
}

/** Types of which the recipe may take something. */
function typesNamed({ attributes, holder, renews }: LicenceRecipe, own: string | undefined): string[] {
  const named = [...Object.values(attributes), holder.name].flat().flatMap((source) => {
    if (!('held' in source)) return [];
    return source.of ?? own ?? [];
  });
  return [...new Set([...named, ...(renews && own !== undefined ? [own] : [])])];
}
