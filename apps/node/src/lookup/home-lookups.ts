import { licenceIdentifier, type RegionCode } from '#libs/codes';
import { Refusal, type ErrorCode } from '#libs/errors';
import { findField, verifyClaims, type Catalogue, type Licence } from '#libs/licences';
import { decide, type Agreement, type Decision } from '#libs/sharing';
import type { Ledger, LookupRecord } from './ledger.js';
import type { Asker, Lookup, LookupResult, Released } from './lookup.js';
import { expandFields, release } from './release.js';

/** What the answering side reads. Each call is one indexed statement. */
export interface LicenceReader {
  byIdentifier(identifier: string): Promise<Licence | undefined>;
  byNumber(typeCode: string, number: string): Promise<Licence | undefined>;
  byHolder(
    holder: { type: string; code: string },
    page: { typeCodes: string[]; first: number; after?: string },
  ): Promise<{
    items: { cursor: string; licence: Licence }[];
    hasNextPage: boolean;
    endCursor: string | null;
  }>;
}

export interface DocumentReader {
  /** The newest document of a licence, read whole and its hash verified; undefined where there is none. */
  ofLicence(
    identifier: string,
  ): Promise<{ mediaType: string; sha256: string; bytes: Uint8Array } | undefined>;
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
    return {
      records: [record],
      result: {
        ...base(this.region, decision),
        licence: release(licence, decision.released, this.catalogue),
      },
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
      items.push({ cursor, licence: release(licence, decision.released, this.catalogue) });
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
    const comparable = new Set(decision.released);
    const known = (field: string): boolean => {
      const type = this.catalogue.find(licence.typeCode);
      return type !== undefined && findField(type, field) !== undefined;
    };
    const claims = lookup.claims.filter(({ field }) => comparable.has(field) && known(field));
    const byField = new Map<string, boolean>();
    if (claims.length > 0) {
      const given = Object.fromEntries(claims.map(({ field, value }) => [field, value]));
      for (const { field, matches } of verifyClaims(licence, given, this.catalogue).fields)
        byField.set(field, matches);
    }
    record.verdicts = Object.fromEntries(
      asked.map((field) => [field, verdictOf(byField.get(field))] as const),
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
    const decision = this.decide(lookup, asker, typeCode, ['document']);
    const record = this.record(lookup, typeCode, ['document'], decision);
    if (decision.outcome === 'denied') return denied(this.region, record, decision);
    const licence = await this.licences.byIdentifier(lookup.identifier);
    const document = licence && (await this.documents.ofLicence(lookup.identifier));
    if (!licence || !document) return notFound(this.region, record);
    record.identifiers = [licence.identifier];
    record.subject = `${licence.holderType}:${licence.holderCode}`;
    record.fieldsReleased = ['document'];
    return {
      records: [record],
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

interface Answered {
  records: LookupRecord[];
  result: Omit<LookupResult, 'tookMs'>;
}

function base(region: RegionCode, decision: Decision): Pick<LookupResult, 'region' | 'status' | 'withheld'> {
  return {
    region,
    status: decision.outcome === 'reduced' ? 'REDUCED' : 'FOUND',
    withheld: decision.withheld,
  };
}

function denied(region: RegionCode, record: LookupRecord, decision: Decision): Answered {
  const code: ErrorCode = decision.code ?? 'NO_AGREEMENT';
  record.outcome = 'denied';
  record.code = code;
  return {
    records: [record],
    result: { region, status: 'DENIED', refusal: new Refusal(code).toPublic(), withheld: decision.withheld },
  };
}

function notFound(region: RegionCode, record: LookupRecord): Answered {
  record.outcome = 'not-found';
  return { records: [record], result: { region, status: 'NOT_FOUND', withheld: [] } };
}

const verdictOf = (matches: boolean | null | undefined): 'match' | 'mismatch' | 'unknown' =>
  matches === true ? 'match' : matches === false ? 'mismatch' : 'unknown';
