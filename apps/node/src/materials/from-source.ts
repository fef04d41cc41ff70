import { randomBytes } from 'node:crypto';
import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { Material } from '#libs/handling';
import type { CaseActor, CaseSubject } from '../cases/ports.js';
import {
  RECORD_LIMITS,
  type HolderRef,
  type Lookup,
  type LookupResult,
  type LookupsWithin,
} from '../lookup/index.js';
import { uuid7 } from '../lookup/uuid7.js';
import type { Transactions } from '../persistence/index.js';
import type { DocumentVerdict } from '../verdicts/index.js';
import { candidatesOf, type Candidate } from './choose-licence.js';
import type { FetchState } from './fetch-store.js';
import { fileTypeOf, type FileType } from './file-types.js';
import { digestOf, type FileVault } from './file-vault.js';
import { judgeFetched, type Judgement } from './judge-material.js';
import { makerOf, type MaterialRecord } from './material.js';
import type { MaterialStore } from './material-store.js';
import { sheetBytes, type Sheet } from './sheet.js';

/** What a material needs of a licence: that it is, whose, from whom, and until when; type-specific fields with it. */
const FIELDS = [
  'name',
  'typeCode',
  'number',
  'identifier',
  'issuerName',
  'issuerCode',
  'issueDate',
  'holderName',
  'holderCode',
  'holderType',
  'validFrom',
  'validUntil',
  'status',
  'attributes.*',
];
/** Licences of one holder and type beyond which a person has to name the one that is meant. */
const MOST = 20;

export interface SourceQuestion {
  subject: CaseSubject;
  actor: CaseActor;
  material: Material;
  region: RegionCode;
  holder: HolderRef;
  identifier?: string;
  /** Milliseconds since the epoch. */
  deadline: number;
}

export type Obtained =
  | { state: 'found'; record: MaterialRecord }
  | { state: Exclude<FetchState, 'found' | 'waiting' | 'asking' | 'not-needed'>; code: string | undefined };

interface FetchedDocument {
  digest: string;
  bytes: Buffer;
  mediaType: FileType;
  verdict: DocumentVerdict | undefined;
}

/** Asks one region for one material and keeps what it gives: the data as a sheet, the document where there is one. */
export class FromSource {
  constructor(
    private readonly deps: {
      store: MaterialStore;
      vault: FileVault;
      transactions: Transactions;
      subjectOf: (holder: HolderRef) => string;
      /** Items of a dataset by the evidence catalogue; undefined where it does not know it. */
      itemsOf: (dataset: string) => readonly string[] | undefined;
      maxFileBytes: number;
      clock: () => number;
    },
  ) {}

  /**
   * A licence where one proves the material, else the department's records.
   * @throws Refusal MATERIAL_SEVERAL, or where the lookup could not be logged: then nothing is kept
   */
  async ask(lookups: LookupsWithin, question: SourceQuestion): Promise<Obtained> {
    const { material, region, identifier } = question;
    const accepted = material.accepts
      .filter((one) => one.region === region)
      .map(({ licenceType }) => licenceType);
    const typeCodes = [...new Set([...material.proves, ...accepted])];
    const licence = typeCodes.length > 0 ? await this.licence(lookups, question, typeCodes) : undefined;
    const { dataset } = material;
    const items = dataset === undefined ? undefined : this.deps.itemsOf(dataset);
    if (licence?.state === 'found' || dataset === undefined || !items || identifier !== undefined)
      return licence ?? { state: 'nothing-found', code: undefined };
    const records = await this.records(lookups, question, dataset, items);
    return records.state === 'nothing-found' && licence ? licence : records;
  }

  private async licence(
    lookups: LookupsWithin,
    question: SourceQuestion,
    typeCodes: string[],
  ): Promise<Obtained> {
    const { material, region, deadline } = question;
    const answer = await lookups.ask(region, this.lookupOf(question, typeCodes), deadline);
    const failed = failureOf(answer);
    if (failed) return failed;
    const { fit, over } = candidatesOf(answer, this.today());
    const mine = fit.filter((one) => isOf(one, typeCodes, question));
    const [chosen, ...more] = mine;
    if (!chosen) return { state: 'nothing-found', code: over > 0 ? 'MATERIAL_NOT_VALID' : undefined };
    if (more.length > 0)
      throw new Refusal('MATERIAL_SEVERAL', {
        hint: mine
          .slice(0, 5)
          .map(({ identifier }) => identifier)
          .join(', '),
      });
    const documentAnswer = await lookups.ask(
      region,
      { operation: 'document', identifier: chosen.identifier, verdicts: ['own'] },
      deadline,
    );
    const { identifier, licence, standing } = chosen;
    const { typeCode: type, validUntil } = licence.fields;
    const acceptedFor =
      typeof type === 'string' && !material.proves.includes(type) ? material.proves[0] : undefined;
    const document = this.documentOf(documentAnswer);
    const record = await this.keep(question, [answer, ...(document ? [documentAnswer] : [])], {
      ...(document ? { document } : {}),
      judgement: judgeFetched(document?.verdict, standing),
      ...(typeof validUntil === 'string' ? { validUntil } : {}),
      sheet: {
        licence: {
          identifier,
          fields: licence.fields,
          attributes: licence.attributes.map((one) => ({ ...one })),
        },
        ...(document
          ? { document: document.digest }
          : { noDocument: documentAnswer.refusal?.code ?? documentAnswer.status }),
        ...(acceptedFor === undefined ? {} : { acceptedFor }),
      },
    });
    return { state: 'found', record };
  }

  private async records(
    lookups: LookupsWithin,
    question: SourceQuestion,
    dataset: string,
    items: readonly string[],
  ): Promise<Obtained> {
    const { region, holder, deadline } = question;
    const lookup: Lookup = {
      operation: 'records',
      dataset,
      holder,
      items: items.slice(0, RECORD_LIMITS.items),
      limit: RECORD_LIMITS.records,
    };
    const answer = await lookups.ask(region, lookup, deadline);
    const failed = failureOf(answer);
    if (failed) return failed;
    const told = answer.records?.records ?? [];
    if (told.length === 0) return { state: 'nothing-found', code: undefined };
    // More than may be told proves nothing about those that are left out.
    const standing = answer.records?.truncated === true ? undefined : true;
    const asOf = answer.source?.asOf;
    const record = await this.keep(question, [answer], {
      judgement: judgeFetched(undefined, standing),
      sheet: {
        dataset: {
          code: dataset,
          records: told.map((one) => ({ ...one })),
          ...(asOf === undefined ? {} : { asOf: new Date(asOf).toISOString() }),
        },
      },
    });
    return { state: 'found', record };
  }

  private lookupOf({ holder, identifier }: SourceQuestion, typeCodes: string[]): Lookup {
    if (identifier !== undefined) return { operation: 'byIdentifier', identifier, fields: [...FIELDS] };
    return { operation: 'byHolder', holder, typeCodes, first: MOST, fields: [...FIELDS] };
  }

  /** @param answers what was asked, the data first */
  private async keep(
    { subject, actor, material, region, holder }: SourceQuestion,
    answers: readonly [LookupResult, ...LookupResult[]],
    given: {
      sheet: Pick<Sheet, 'licence' | 'dataset' | 'document' | 'noDocument' | 'acceptedFor'>;
      judgement: Judgement;
      document?: FetchedDocument;
      validUntil?: string;
    },
  ): Promise<MaterialRecord> {
    const { store, vault, transactions, subjectOf, clock } = this.deps;
    const at = clock();
    const [data] = answers;
    const { document } = given;
    const receipt = answers.findLast((one) => one.receipt)?.receipt;
    const sheet: Sheet = {
      v: 1,
      case: subject.id,
      material: material.id,
      region,
      ...(data.verification ? { signer: data.verification.signer } : {}),
      at: new Date(at).toISOString(),
      ...given.sheet,
      withheld: data.withheld.map(({ field, reason }) => ({ field, reason })),
      entries: answers.flatMap(({ logged }) => (logged ? [logged.entry] : [])),
      ...(data.receipt ? { receipt: { log: data.receipt.log, leaf: data.receipt.leaf } } : {}),
      checks: (data.verification?.checks ?? []).map(({ name, outcome }) => ({ name, outcome })),
    };
    const said = Buffer.from(sheetBytes(sheet));
    const sheetDigest = digestOf(said);
    await vault.put(sheetDigest, [said]);
    if (document) await vault.put(document.digest, [document.bytes]);
    const digest = document?.digest ?? sheetDigest;
    return transactions.run(async ({ client }) => {
      const caseId = subject.id;
      if (document) {
        const { mediaType, bytes, verdict } = document;
        await store.hold(client, {
          caseId,
          digest,
          mediaType,
          size: bytes.byteLength,
          purpose: 'material',
          verdict,
        });
      }
      await store.hold(client, {
        caseId,
        digest: sheetDigest,
        mediaType: 'application/json',
        size: said.byteLength,
        purpose: document ? 'sheet' : 'material',
        ...(document ? { sheetOf: document.digest } : {}),
      });
      return store.note(client, {
        recordId: uuid7(at, (n) => randomBytes(n)),
        caseId,
        id: material.id,
        digest,
        origin: 'lookup',
        ...given.judgement,
        ...(receipt ? { receipt: `${receipt.log}#${receipt.leaf}`.slice(0, 200) } : {}),
        sheet: sheetDigest,
        subject: subjectOf(holder),
        ...(given.validUntil === undefined ? {} : { validUntil: given.validUntil }),
        madeAt: at,
        madeBy: makerOf(actor),
      });
    });
  }

  /** The bytes that a provider hands out are held against their digest by the lookup; here only what a case may hold. */
  private documentOf({ document }: LookupResult): FetchedDocument | undefined {
    if (!document) return undefined;
    const bytes = Buffer.from(document.content, 'base64');
    const mediaType = fileTypeOf(bytes);
    if (!mediaType || bytes.byteLength === 0 || bytes.byteLength > this.deps.maxFileBytes) return undefined;
    const digest = digestOf(bytes);
    const verdict = document.verdict?.sha256 === digest ? document.verdict : undefined;
    return { digest, bytes, mediaType, verdict };
  }

  private today(): string {
    return new Date(this.deps.clock() + CHINA_MS).toISOString().slice(0, 10);
  }
}

const CHINA_MS = 8 * 3_600_000;

function failureOf(answer: LookupResult): Exclude<Obtained, { state: 'found' }> | undefined {
  const code = answer.refusal?.code;
  switch (answer.status) {
    case 'NOT_FOUND':
      return { state: 'nothing-found', code };
    case 'DENIED':
      return { state: 'refused', code };
    case 'UNAVAILABLE':
      return { state: 'not-available', code };
    default:
      return undefined;
  }
}

/**
 * A licence that was asked for by its identifier must be of a type that proves the material, and the holder's: what was
 * withheld cannot be held against anything, so then it does not count.
 */
function isOf(
  { licence }: Candidate,
  typeCodes: readonly string[],
  { identifier, holder }: SourceQuestion,
): boolean {
  if (identifier === undefined) return true;
  const { typeCode, holderCode } = licence.fields;
  return typeof typeCode === 'string' && typeCodes.includes(typeCode) && holderCode === holder.code;
}
