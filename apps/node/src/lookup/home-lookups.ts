import { licenceIdentifier, type RegionCode } from '#libs/codes';
import type { Catalogue, Licence } from '#libs/licences';
import { decide, type Agreement, type Decision } from '#libs/sharing';
import { auditDocument } from '../verdicts/index.js';
import { base, denied, notFound, type Answered } from './answered.js';
import { compareClaims, matchWord } from './compare-claims.js';
import type { DocumentReader, LicenceReader, VerdictReader, Verdicts } from './home-ports.js';
import type { Ledger, LookupRecord } from './ledger.js';
import type { Asker, Lookup, LookupResult, Released } from './lookup.js';
import { expandFields, release } from './release.js';

const VERDICT = 'documentVerdict';

/**
 * Answers lookups about licences of the own region: decides first, reads then, releases no more than was decided.
 * A caller who may not ask learns nothing, not even whether the licence exists.
 */
export class HomeLookups {
  constructor(
    private readonly region: RegionCode,
    private readonly licences: LicenceReader,
    private readonly documents: DocumentReader,
    private readonly verdicts: VerdictReader,
    private readonly catalogue: Catalogue,
    private readonly agreements: readonly Agreement[],
    private readonly clock: () => number,
  ) {}

  /** Never throws for an expected "no": the result says DENIED or NOT_FOUND. Each call leaves one record in the ledger. */
  async answer(lookup: Lookup, asker: Asker, ledger: Ledger): Promise<LookupResult> {
    const started = this.clock();
    const answered = await this.dispatch(lookup, asker);
    for (const record of answered.records) ledger.record(record);
    return { ...answered.result, tookMs: this.clock() - started };
  }

  private dispatch(lookup: Lookup, asker: Asker): Promise<Answered> {
    switch (lookup.operation) {
      case 'byIdentifier':
        return this.one(lookup, asker, licenceIdentifier.parse(lookup.identifier).typeCode, () =>
          this.licences.byIdentifier(lookup.identifier),
        );
      case 'byNumber':
        return this.one(lookup, asker, lookup.typeCode, () =>
          this.licences.byNumber(lookup.typeCode, lookup.number),
        );
      case 'byHolder':
        return this.ofHolder(lookup, asker);
      case 'verify':
        return this.verify(lookup, asker);
      case 'document':
        return this.document(lookup, asker);
    }
  }

  private async one(
    lookup: Lookup & { operation: 'byIdentifier' | 'byNumber' },
    asker: Asker,
    typeCode: string,
    read: () => Promise<Licence | undefined>,
  ): Promise<Answered> {
    const asked = expandFields(lookup.fields, typeCode, this.catalogue);
    const decision = this.decide(lookup, asker, typeCode, asked);
    const record = this.record(lookup, typeCode, asked, decision);
    if (decision.outcome === 'denied') return denied(this.region, record, decision);
    const licence = await read();
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

  private async ofHolder(lookup: Lookup & { operation: 'byHolder' }, asker: Asker): Promise<Answered> {
    const named = lookup.typeCodes.length > 0;
    const typeCodes = named ? lookup.typeCodes : this.catalogue.types.map((type) => type.code);
    const subject = `${lookup.holder.type}:${lookup.holder.code}`;
    const open = new Map<string, { decision: Decision; record: LookupRecord }>();
    const closed: { decision: Decision; record: LookupRecord }[] = [];
    for (const typeCode of new Set(typeCodes)) {
      const asked = expandFields(lookup.fields, typeCode, this.catalogue);
      const decision = this.decide(lookup, asker, typeCode, asked);
      const record = { ...this.record(lookup, typeCode, asked, decision), subject };
      if (decision.outcome === 'denied') closed.push({ decision, record });
      else open.set(typeCode, { decision, record });
    }
    const [firstClosed] = closed;
    if (open.size === 0 && firstClosed) {
      const answered = denied(this.region, firstClosed.record, firstClosed.decision);
      return named ? { ...answered, records: closed.map(({ record }) => record) } : answered;
    }
    const page = await this.licences.byHolder(lookup.holder, {
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

  private async verify(lookup: Lookup & { operation: 'verify' }, asker: Asker): Promise<Answered> {
    const { typeCode } = licenceIdentifier.parse(lookup.identifier);
    const asked = [...new Set(lookup.claims.map((claim) => claim.field))];
    const decision = this.decide(lookup, asker, typeCode, asked);
    const record = this.record(lookup, typeCode, asked, decision);
    if (decision.outcome === 'denied') return denied(this.region, record, decision);
    const licence = await this.licences.byIdentifier(lookup.identifier);
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

  private async document(lookup: Lookup & { operation: 'document' }, asker: Asker): Promise<Answered> {
    const { typeCode } = licenceIdentifier.parse(lookup.identifier);
    const asked = lookup.verdicts?.includes('own') ? ['document', VERDICT] : ['document'];
    const decision = this.decideDocument(lookup, asker, typeCode, asked);
    const record = this.record(lookup, typeCode, asked, decision);
    if (decision.outcome === 'denied') return denied(this.region, record, decision);
    const licence = await this.licences.byIdentifier(lookup.identifier);
    const document = licence && (await this.documents.ofLicence(lookup.identifier));
    if (!licence || !document) return notFound(this.region, record);
    record.identifiers = [licence.identifier];
    record.subject = `${licence.holderType}:${licence.holderCode}`;
    record.fieldsReleased = decision.released;
    const verdicts = await this.verdictsOn(decision.released.includes(VERDICT) ? [licence] : [], asker);
    const verdict = verdicts.get(licence.identifier);
    // Another document may have been attached in between: a verdict is told beside its own bytes only.
    const own = verdict?.sha256 === document.sha256 ? verdict : undefined;
    if (own) record.documents = [auditDocument(own, 'provider')];
    return {
      records: [record],
      result: {
        ...base(this.region, decision),
        document: {
          mediaType: document.mediaType,
          sha256: document.sha256,
          size: document.bytes.byteLength,
          content: Buffer.from(document.bytes).toString('base64'),
          issuerName: licence.issuerName,
          issuerCode: licence.issuerCode,
          ...(own ? { verdict: own } : {}),
        },
      },
    };
  }

  /** Asks nobody where nobody may be told. */
  private async verdictsOn(licences: readonly Licence[], asker: Asker): Promise<Verdicts> {
    return licences.length === 0 ? new Map() : this.verdicts.ofLicences(licences, asker.deadline);
  }

  private release(licence: Licence, decision: Decision, record: LookupRecord, verdicts: Verdicts): Released {
    const released = release(licence, decision.released, this.catalogue);
    if (!decision.released.includes(VERDICT)) return released;
    const verdict = verdicts.get(licence.identifier);
    if (verdict) record.documents = [...(record.documents ?? []), auditDocument(verdict, 'provider')];
    return { ...released, documentVerdict: verdict ?? null };
  }

  /** The file decides; an agreement that releases the verdict alone must not hide one that releases the file. */
  private decideDocument(lookup: Lookup, asker: Asker, typeCode: string, asked: string[]): Decision {
    const decision = this.decide(lookup, asker, typeCode, asked);
    if (decision.released.includes('document') || decision.outcome === 'denied') return decision;
    const alone = this.decide(lookup, asker, typeCode, ['document']);
    if (alone.outcome === 'denied') return alone;
    const reason = 'FIELD_NOT_AGREED' as const;
    return { ...alone, outcome: 'reduced', code: reason, withheld: [{ field: VERDICT, reason }] };
  }

  private decide(lookup: Lookup, asker: Asker, typeCode: string, fields: string[]): Decision {
    const { context } = asker;
    return decide(
      {
        partner: asker.partner,
        operation: lookup.operation,
        licenceType: typeCode,
        purpose: context.purpose.itemCode,
        fields,
        // No verifier of holder authorisations exists yet, so none is taken for one: such agreements stay closed.
        holderAuthorised: false,
      },
      this.agreements,
      this.clock(),
    );
  }

  private record(
    lookup: Lookup,
    licenceType: string,
    fieldsAsked: string[],
    decision: Decision,
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
      ...(decision.code === undefined ? {} : { code: decision.code }),
    };
  }
}
