import { licenceIdentifier, type RegionCode } from '#libs/codes';
import type { Catalogue, Licence } from '#libs/licences';
import type { CopyMakers } from '../copies/index.js';
import { auditDocument } from '../verdicts/index.js';
import { base, denied, notFound, type Answered } from './answered.js';
import { compareClaims, matchWord } from './compare-claims.js';
import type { HomeDatasets } from './home-datasets.js';
import type { DocumentReader, LicenceReader, VerdictReader, Verdicts } from './home-ports.js';
import type { Ledger, LookupRecord } from './ledger.js';
import type { Asker, HolderRef, Lookup, LookupResult, Released } from './lookup.js';
import { LookupDecisions, type DecidingDeps, type LookupDecision } from './lookup-decisions.js';
import { expandFields, release } from './release.js';
import { handOut, ORIGINAL } from './released-document.js';

const VERDICT = 'documentVerdict';

export interface HomeDeps extends DecidingDeps {
  region: RegionCode;
  licences: LicenceReader;
  documents: DocumentReader;
  verdicts: VerdictReader;
  copies: CopyMakers;
  datasets: Pick<HomeDatasets, 'records' | 'judge'>;
  catalogue: Catalogue;
}

/**
 * Answers lookups about licences and datasets of the own region: decides first, reads then, releases no more than was decided.
 * A caller who may not ask learns nothing, not even whether the licence exists.
 */
export class HomeLookups {
  private readonly region: RegionCode;
  private readonly catalogue: Catalogue;

  constructor(private readonly deps: HomeDeps) {
    this.region = deps.region;
    this.catalogue = deps.catalogue;
  }

  /** Never throws for an expected "no": the result says DENIED or NOT_FOUND. Each call leaves one record in the ledger. */
  async answer(lookup: Lookup, asker: Asker, ledger: Ledger): Promise<LookupResult> {
    const { clock } = this.deps;
    const started = clock();
    const questions = lookup.operation === 'judge' ? lookup.subjects.length : 1;
    const decisions = await LookupDecisions.of(lookup.operation, asker, this.deps, questions);
    const answered = await this.dispatch(lookup, asker, decisions);
    for (const record of answered.records) ledger.record(record);
    if (decisions.retryAfter !== undefined) ledger.wait(decisions.retryAfter);
    return { ...answered.result, tookMs: clock() - started };
  }

  private dispatch(lookup: Lookup, asker: Asker, decisions: LookupDecisions): Promise<Answered> {
    switch (lookup.operation) {
      case 'byIdentifier':
        return this.one(lookup, asker, decisions, licenceIdentifier.parse(lookup.identifier).typeCode, () =>
          this.deps.licences.byIdentifier(lookup.identifier),
        );
      case 'byNumber':
        return this.one(lookup, asker, decisions, lookup.typeCode, () =>
          this.deps.licences.byNumber(lookup.typeCode, lookup.number),
        );
      case 'byHolder':
        return this.ofHolder(lookup, asker, decisions);
      case 'verify':
        return this.verify(lookup, decisions);
      case 'document':
        return this.document(lookup, asker, decisions);
      case 'records':
        return this.deps.datasets.records(lookup, asker, decisions);
      case 'judge':
        return this.deps.datasets.judge(lookup, asker, decisions);
    }
  }

  private async one(
    lookup: Lookup & { operation: 'byIdentifier' | 'byNumber' },
    asker: Asker,
    decisions: LookupDecisions,
    typeCode: string,
    read: () => Promise<Licence | undefined>,
  ): Promise<Answered> {
    const asked = expandFields(lookup.fields, typeCode, this.catalogue);
    const first = await decisions.on(typeCode, asked);
    if (first.outcome === 'denied') return this.denied(lookup, typeCode, asked, first);
    const licence = await read();
    const decision = await decisions.settle(first, typeCode, asked, licence && holderOf(licence));
    if (decision.outcome === 'denied') return this.denied(lookup, typeCode, asked, decision);
    const record = this.record(lookup, typeCode, asked, decision);
    if (!licence) return notFound(this.region, record);
    record.identifiers = [licence.identifier];
    record.subject = `${licence.holderType}:${licence.holderCode}`;
    record.fieldsReleased = decision.released;
    const verdicts = await this.verdictsOn(decision.released.includes(VERDICT) ? [licence] : [], asker);
    return {
      records: [record],
      result: { ...base(this.region, decision), licence: this.release(licence, decision, record, verdicts) },
    };
  }

  private async ofHolder(
    lookup: Lookup & { operation: 'byHolder' },
    asker: Asker,
    decisions: LookupDecisions,
  ): Promise<Answered> {
    const named = lookup.typeCodes.length > 0;
    const typeCodes = named ? lookup.typeCodes : this.catalogue.types.map((type) => type.code);
    const subject = `${lookup.holder.type}:${lookup.holder.code}`;
    const open = new Map<string, { decision: LookupDecision; record: LookupRecord }>();
    const closed: { decision: LookupDecision; record: LookupRecord }[] = [];
    for (const typeCode of new Set(typeCodes)) {
      const asked = expandFields(lookup.fields, typeCode, this.catalogue);
      const decision = await decisions.settle(
        await decisions.on(typeCode, asked),
        typeCode,
        asked,
        lookup.holder,
      );
      const record = { ...this.record(lookup, typeCode, asked, decision), subject };
      if (decision.outcome === 'denied') closed.push({ decision, record });
      else open.set(typeCode, { decision, record });
    }
    const [firstClosed] = closed;
    if (open.size === 0 && firstClosed) {
      const answered = denied(this.region, firstClosed.record, firstClosed.decision);
      return named ? { ...answered, records: closed.map(({ record }) => record) } : answered;
    }
    const page = await this.deps.licences.byHolder(lookup.holder, {
      typeCodes: [...open.keys()],
      first: lookup.first,
      ...(lookup.after === undefined ? {} : { after: lookup.after }),
    });
    for (const { record } of open.values()) record.outcome = 'not-found';
    const judged = page.items.flatMap(({ licence }) =>
      open.get(licence.typeCode)?.decision.released.includes(VERDICT) ? [licence] : [],
    );
    const verdicts = await this.verdictsOn(judged, asker);
    const withheld = new Map<string, string>();
    const items: { cursor: string; licence: Released }[] = [];
    for (const { cursor, licence } of page.items) {
      const answer = open.get(licence.typeCode);
      if (!answer) continue; // the store was asked for these types only; hold the door all the same
      const { decision, record } = answer;
      decision.withheld.forEach(({ field, reason }) => withheld.set(field, reason));
      record.outcome = decision.outcome;
      record.identifiers.push(licence.identifier);
      record.fieldsReleased = decision.released;
      items.push({ cursor, licence: this.release(licence, decision, record, verdicts) });
    }
    // A type that was named and denied is told; types that nobody named stay unmentioned.
    if (firstClosed && named) withheld.set('typeCodes', firstClosed.decision.code ?? 'NO_AGREEMENT');
    const told = named ? closed.map(({ record }) => record) : [];
    return {
      records: [...[...open.values()].map(({ record }) => record), ...told],
      result: {
        region: this.region,
        status: items.length === 0 ? 'NOT_FOUND' : withheld.size > 0 ? 'REDUCED' : 'FOUND',
        withheld: [...withheld].map(([field, reason]) => ({ field, reason })),
        page: { items, hasNextPage: page.hasNextPage, endCursor: page.endCursor },
      },
    };
  }

  private async verify(
    lookup: Lookup & { operation: 'verify' },
    decisions: LookupDecisions,
  ): Promise<Answered> {
    const { typeCode } = licenceIdentifier.parse(lookup.identifier);
    const asked = [...new Set(lookup.claims.map((claim) => claim.field))];
    const first = await decisions.on(typeCode, asked);
    if (first.outcome === 'denied') return this.denied(lookup, typeCode, asked, first);
    const licence = await this.deps.licences.byIdentifier(lookup.identifier);
    const decision = await decisions.settle(first, typeCode, asked, licence && holderOf(licence));
    if (decision.outcome === 'denied') return this.denied(lookup, typeCode, asked, decision);
    const record = this.record(lookup, typeCode, asked, decision);
    if (!licence) return notFound(this.region, record);
    record.identifiers = [licence.identifier];
    record.subject = `${licence.holderType}:${licence.holderCode}`;
    record.fieldsReleased = []; // yes or no is all that leaves
    const byField = compareClaims(licence, lookup.claims, decision.released, this.catalogue);
    record.verdicts = Object.fromEntries(
      asked.map((field) => [field, matchWord(byField.get(field))] as const),
    );
    return {
      records: [record],
      result: {
        ...base(this.region, decision),
        matches: lookup.claims.map(({ field }) => ({ field, matches: byField.get(field) ?? null })),
      },
    };
  }

  private async document(
    lookup: Lookup & { operation: 'document' },
    asker: Asker,
    decisions: LookupDecisions,
  ): Promise<Answered> {
    const { typeCode } = licenceIdentifier.parse(lookup.identifier);
    const asked = [
      'document',
      ...(lookup.original ? [ORIGINAL] : []),
      ...(lookup.verdicts?.includes('own') ? [VERDICT] : []),
    ];
    const first = await decisions.on(typeCode, asked);
    if (!releasesFile(first)) return this.denied(lookup, typeCode, asked, withoutFile(first));
    const licence = await this.deps.licences.byIdentifier(lookup.identifier);
    const decision = await decisions.settle(first, typeCode, asked, licence && holderOf(licence));
    if (!releasesFile(decision)) return this.denied(lookup, typeCode, asked, withoutFile(decision));
    const record = this.record(lookup, typeCode, asked, decision);
    const document = licence && (await this.deps.documents.ofLicence(lookup.identifier));
    if (!licence || !document) return notFound(this.region, record);
    record.identifiers = [licence.identifier];
    record.subject = `${licence.holderType}:${licence.holderCode}`;
    record.fieldsReleased = decision.released;
    const verdicts = await this.verdictsOn(decision.released.includes(VERDICT) ? [licence] : [], asker);
    const verdict = verdicts.get(licence.identifier);
    // Another document may have been attached in between: a verdict is told beside its own bytes only.
    const own = verdict?.sha256 === document.sha256 ? verdict : undefined;
    const original = decision.released.includes(ORIGINAL);
    const at = this.deps.clock();
    const handed = await handOut(this.deps.copies, document, { licence, asker, original, at }, own);
    if ('refused' in handed) {
      record.fieldsReleased = [];
      return denied(this.region, record, { ...withoutFile(decision), code: handed.refused });
    }
    if (own) record.documents = [auditDocument(own, 'provider')];
    record.release = handed.release;
    return { records: [record], result: { ...base(this.region, decision), document: handed.document } };
  }

  /** Asks nobody where nobody may be told. */
  private async verdictsOn(licences: readonly Licence[], asker: Asker): Promise<Verdicts> {
    return licences.length === 0 ? new Map() : this.deps.verdicts.ofLicences(licences, asker.deadline);
  }

  private release(
    licence: Licence,
    decision: LookupDecision,
    record: LookupRecord,
    verdicts: Verdicts,
  ): Released {
    const released = release(licence, decision.released, this.catalogue);
    if (!decision.released.includes(VERDICT)) return released;
    const verdict = verdicts.get(licence.identifier);
    if (verdict) record.documents = [...(record.documents ?? []), auditDocument(verdict, 'provider')];
    return { ...released, documentVerdict: verdict ?? null };
  }

  private denied(
    lookup: Lookup,
    licenceType: string,
    fieldsAsked: string[],
    decision: LookupDecision,
  ): Answered {
    return denied(this.region, this.record(lookup, licenceType, fieldsAsked, decision), decision);
  }

  private record(
    lookup: Lookup,
    licenceType: string,
    fieldsAsked: string[],
    decision: LookupDecision,
  ): LookupRecord {
    return {
      operation: lookup.operation,
      region: this.region,
      licenceType,
      identifiers: 'identifier' in lookup ? [lookup.identifier] : [],
      ...('number' in lookup ? { number: lookup.number } : {}),
      fieldsAsked,
      fieldsReleased: [],
      outcome: decision.outcome,
      ...(decision.rule === undefined ? {} : { rule: decision.rule }),
      ...(decision.authorisation === undefined ? {} : { authorisation: decision.authorisation }),
      ...(decision.code === undefined ? {} : { code: decision.code }),
    };
  }
}

const holderOf = ({ holderType, holderCode }: Licence): HolderRef => ({ type: holderType, code: holderCode });

/** The file is what was asked for; its verdict alone is no answer. */
const releasesFile = (decision: LookupDecision): boolean => decision.released.includes('document');

function withoutFile(decision: LookupDecision): LookupDecision {
  const { rule: _rule, ...rest } = decision;
  const code = decision.withheld.find(({ field }) => field === 'document')?.reason ?? decision.code;
  return { ...rest, outcome: 'denied', released: [], rules: [], ...(code ? { code } : {}) };
}
