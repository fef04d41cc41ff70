import { licenceIdentifier } from '#libs/codes';
import { Refusal, type ErrorCode } from '#libs/errors';
import { verifyClaims, type Catalogue, type Licence } from '#libs/licences';
import { decide, type Agreement, type Decision } from '#libs/sharing';
import type { Ledger, LookupRecord } from './ledger.js';
import type { Asker, Lookup, LookupResult, RegionCode, Released } from './lookup.js';
import { expandFields, release } from './release.js';

/** What the answering side reads. Each call is one indexed statement. */
export interface LicenceReader {
  byIdentifier(identifier: string): Promise<Licence | undefined>;
  byNumber(typeCode: string, number: string): Promise<Licence | undefined>;
  byHolder(
    holder: { type: string; code: string },
    page: { typeCodes: string[]; first: number; after?: string },
  ): Promise<{ items: { cursor: string; licence: Licence }[]; hasNextPage: boolean; endCursor: string | null }>;
}

export interface DocumentReader {
  /** The newest document of a licence, read whole and its hash verified; undefined where there is none. */
  ofLicence(identifier: string): Promise<{ mediaType: string; sha256: string; bytes: Uint8Array } | undefined>;
}

/**
 * Answers lookups about licences of the own region: decides first, reads then, releases no more than was decided.
 * A caller who may not ask learns nothing, not even whether the licence exists.
 */
export class HomeLookups {
  constructor(
    private readonly region: RegionCode,
    private readonly licences: LicenceReader,
    private readonly documents: DocumentReader,
    private readonly catalogue: Catalogue,
    private readonly agreements: readonly Agreement[],
    private readonly clock: () => number,
  ) {}

  /** Never throws for an expected "no": the result says DENIED or NOT_FOUND. Each call leaves one record in the ledger. */
  async answer(lookup: Lookup, asker: Asker, ledger: Ledger): Promise<LookupResult> {
    const started = this.clock();
    const answered = await this.dispatch(lookup, asker);
    ledger.record(answered.record);
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
    const record = this.record(lookup, [typeCode], asked, decision);
    if (decision.outcome === 'denied') return denied(this.region, record, decision);
    const licence = await read();
    if (!licence) return notFound(this.region, record);
    record.identifiers = [licence.identifier];
    record.subject = `${licence.holderType}:${licence.holderCode}`;
    record.fieldsReleased = decision.released;
    return {
      record,
      result: {
        ...base(this.region, decision),
        licence: release(licence, decision.released, this.catalogue),
      },
    };
  }

  private async ofHolder(lookup: Lookup & { operation: 'byHolder' }, asker: Asker): Promise<Answered> {
    const typeCodes = lookup.typeCodes.length > 0 ? lookup.typeCodes : this.catalogue.typeCodes();
    const decisions = new Map<string, Decision>();
    const fieldsAsked = new Set<string>();
    let firstDenial: Decision | undefined;
    for (const typeCode of typeCodes) {
      const asked = expandFields(lookup.fields, typeCode, this.catalogue);
      asked.forEach((field) => fieldsAsked.add(field));
      const decision = this.decide(lookup, asker, typeCode, asked);
      if (decision.outcome === 'denied') firstDenial ??= decision;
      else decisions.set(typeCode, decision);
    }
    const record = this.record(lookup, [...decisions.keys()], [...fieldsAsked], [...decisions.values()][0] ?? firstDenial);
    record.subject = `${lookup.holder.type}:${lookup.holder.code}`;
    if (decisions.size === 0) {
      if (!firstDenial) return notFound(this.region, record);
      record.licenceTypes = typeCodes;
      return denied(this.region, record, firstDenial);
    }
    const page = await this.licences.byHolder(lookup.holder, {
      typeCodes: [...decisions.keys()],
      first: lookup.first,
      ...(lookup.after === undefined ? {} : { after: lookup.after }),
    });
    const withheld = new Map<string, string>();
    const released = new Set<string>();
    const items: { cursor: string; licence: Released }[] = [];
    for (const { cursor, licence } of page.items) {
      const decision = decisions.get(licence.typeCode);
      if (!decision) continue; // the store was asked for these types only; hold the door all the same
      decision.withheld.forEach(({ field, reason }) => withheld.set(field, reason));
      decision.released.forEach((field) => released.add(field));
      record.identifiers.push(licence.identifier);
      items.push({ cursor, licence: release(licence, decision.released, this.catalogue) });
    }
    record.fieldsReleased = [...released];
    // A named type that was denied is told; types that nobody named stay unmentioned.
    if (firstDenial && lookup.typeCodes.length > 0) withheld.set('typeCodes', firstDenial.code ?? 'NO_AGREEMENT');
    record.outcome = items.length === 0 ? 'not-found' : withheld.size > 0 ? 'reduced' : 'granted';
    return {
      record,
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
    const record = this.record(lookup, [typeCode], asked, decision);
    if (decision.outcome === 'denied') return denied(this.region, record, decision);
    const licence = await this.licences.byIdentifier(lookup.identifier);
    if (!licence) return notFound(this.region, record);
    record.identifiers = [licence.identifier];
    record.subject = `${licence.holderType}:${licence.holderCode}`;
    record.fieldsReleased = []; // yes or no is all that leaves
    const comparable = new Set(decision.released);
    const answers = verifyClaims(licence, lookup.claims.filter((claim) => comparable.has(claim.field)));
    const byField = new Map(answers.map(({ field, matches }) => [field, matches]));
    return {
      record,
      result: {
        ...base(this.region, decision),
        matches: lookup.claims.map(({ field }) => ({ field, matches: byField.get(field) ?? null })),
      },
    };
  }

  private async document(lookup: Lookup & { operation: 'document' }, asker: Asker): Promise<Answered> {
    const { typeCode } = licenceIdentifier.parse(lookup.identifier);
    const decision = this.decide(lookup, asker, typeCode, ['document']);
    const record = this.record(lookup, [typeCode], ['document'], decision);
    if (decision.outcome === 'denied') return denied(this.region, record, decision);
    const licence = await this.licences.byIdentifier(lookup.identifier);
    const document = licence && (await this.documents.ofLicence(lookup.identifier));
    if (!licence || !document) return notFound(this.region, record);
    record.identifiers = [licence.identifier];
    record.subject = `${licence.holderType}:${licence.holderCode}`;
    record.fieldsReleased = ['document'];
    return {
      record,
      result: {
        ...base(this.region, decision),
        document: {
          mediaType: document.mediaType,
          sha256: document.sha256,
          size: document.bytes.byteLength,
          content: Buffer.from(document.bytes).toString('base64'),
        },
      },
    };
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

  private record(lookup: Lookup, licenceTypes: string[], fieldsAsked: string[], decision?: Decision): LookupRecord {
    return {
      operation: lookup.operation,
      region: this.region,
      licenceTypes,
      identifiers: 'identifier' in lookup ? [lookup.identifier] : [],
      subject: 'number' in lookup ? lookup.number : undefined,
      fieldsAsked,
      fieldsReleased: [],
      outcome: decision?.outcome ?? 'denied',
      ...(decision?.rule === undefined ? {} : { rule: decision.rule }),
      ...(decision?.code === undefined ? {} : { code: decision.code }),
    };
  }
}

interface Answered {
  record: LookupRecord;
  result: Omit<LookupResult, 'tookMs'>;
}

function base(region: RegionCode, decision: Decision): Pick<LookupResult, 'region' | 'status' | 'withheld'> {
  return { region, status: decision.outcome === 'reduced' ? 'REDUCED' : 'FOUND', withheld: decision.withheld };
}

function denied(region: RegionCode, record: LookupRecord, decision: Decision): Answered {
  const code: ErrorCode = decision.code ?? 'NO_AGREEMENT';
  record.outcome = 'denied';
  record.code = code;
  return {
    record,
    result: { region, status: 'DENIED', refusal: new Refusal(code).toPublic(), withheld: decision.withheld },
  };
}

function notFound(region: RegionCode, record: LookupRecord): Answered {
  record.outcome = 'not-found';
  return { record, result: { region, status: 'NOT_FOUND', withheld: [] } };
}
