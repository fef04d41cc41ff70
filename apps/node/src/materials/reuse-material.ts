import { randomBytes } from 'node:crypto';
import { Refusal } from '#libs/errors';
import type { CaseRole, Material } from '#libs/handling';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import type { CaseAccess, CaseSubject } from '../cases/ports.js';
import type { FetchInput, FetchMaterial } from './fetch-material.js';
import { uuid7 } from '../lookup/uuid7.js';
import type { Transactions } from '../persistence/index.js';
import type { FileVault } from './file-vault.js';
import { judgeReused } from './judge-material.js';
import { makerOf, type MaterialRecord } from './material.js';
import type { MaterialStore } from './material-store.js';
import type { MattersOfCases } from './matters-of-cases.js';
import type { ExpectedIssuer } from '../verdicts/index.js';
import { readSheet } from './sheet.js';
import type { VerifyFile } from './verify-file.js';

export interface ReuseInput {
  /** Material of this case's matter. */
  material: string;
  /** Case and material that it is taken over from. */
  fromCase: string;
  fromMaterial: string;
  /** Of several files; the newest where it is left out. */
  digest?: string;
  role?: CaseRole;
  channel: FetchInput['channel'];
  /** The acting person, where a system calls that has none of its own. */
  person?: { id: string; name: string };
}

export interface ReuseMaterialDeps {
  access: CaseAccess;
  store: MaterialStore;
  vault: FileVault;
  verify: VerifyFile;
  matters: MattersOfCases;
  transactions: Transactions;
  journal: GovernanceJournal;
  fetching: Pick<FetchMaterial, 'stillValid'>;
  subjectOf: (holder: { type: string; code: string }) => string;
  clock: () => number;
}

/**
 * Takes a material over from another case (材料复用): of the same holder, still valid, of the same kind, and only by somebody who
 * may see both cases. Digest and first origin stay with it; what it is worth is found anew.
 */
export class ReuseMaterial {
  constructor(private readonly deps: ReuseMaterialDeps) {}

  /** @throws Refusal CASE_UNKNOWN | MATERIAL_NOT_ASKED | MATERIAL_FILE_UNKNOWN | MATERIAL_REUSE_OTHER_HOLDER | MATERIAL_NOT_VALID */
  async take(id: string, input: ReuseInput, caller: ClientCaller): Promise<MaterialRecord> {
    const { access, store, vault, verify, matters, transactions, journal, subjectOf, clock } = this.deps;
    const subject = await access.subject(id, caller);
    const actor = access.actor(subject, caller, input.role);
    const other = await access.subject(input.fromCase, caller);
    if (other.id === subject.id) throw new Refusal('MATERIAL_INPUT_INVALID', { hint: 'fromCase' });
    const material = matters.askedIn(subject, matters.of(subject), input.material);
    const source = matters.of(other).materials.find(({ id: key }) => key === input.fromMaterial);
    const record = (await store.materials(other.id)).findLast(
      ({ id: key, digest }) =>
        key === input.fromMaterial && (input.digest === undefined || digest === input.digest),
    );
    if (!source || !record) throw new Refusal('MATERIAL_FILE_UNKNOWN');
    if (!isSameKind(source, material)) throw new Refusal('MATERIAL_INPUT_INVALID', { hint: 'fromMaterial' });
    // Of the applicant it was made for; a record of an unknown holder is nobody's to take over.
    if (!subject.applicant || record.subject !== subjectOf(subject.applicant))
      throw new Refusal('MATERIAL_REUSE_OTHER_HOLDER');
    const at = clock();
    if (record.validUntil !== undefined && record.validUntil < chinaDay(at))
      throw new Refusal('MATERIAL_NOT_VALID');
    const file = await store.file(other.id, record.digest);
    if (!file || file.erasedAt !== undefined) throw new Refusal('MATERIAL_FILE_ERASED');
    const bytes = await vault.open(record.digest);
    const sheet = record.sheet === undefined ? undefined : await store.file(other.id, record.sheet);
    const said = sheet && sheet.erasedAt === undefined ? await vault.open(sheet.digest) : undefined;
    const isData = file.mediaType === 'application/json';
    const verdict = isData ? undefined : await verify.ofBytes(record.digest, bytes, issuerBy(said));
    const standing = await this.standingOf(subject, record, said, input, caller);
    await journal.record({
      kind: 'administration',
      caller: actor.caller,
      outcome: 'granted',
      startedAt: at,
      governance: {
        action: 'configure',
        note: `case ${subject.id}: ${material.id} taken over from case ${other.id}, file ${record.digest}`,
      },
    });
    const found = verdict ?? { indication: 'INDETERMINATE' as const, issuer: 'not-compared' as const };
    return transactions.run(async ({ client }) => {
      const { digest, mediaType, size } = file;
      await store.hold(client, { caseId: subject.id, digest, mediaType, size, purpose: 'material', verdict });
      if (sheet && sheet.erasedAt === undefined && sheet.digest !== digest)
        await store.hold(client, {
          caseId: subject.id,
          digest: sheet.digest,
          mediaType: sheet.mediaType,
          size: sheet.size,
          purpose: 'sheet',
          sheetOf: digest,
        });
      return store.note(client, {
        ...record,
        recordId: uuid7(at, (n) => randomBytes(n)),
        caseId: subject.id,
        id: material.id,
        origin: 'reuse',
        ...judgeReused(record, record.origin, found, standing),
        fromCase: other.id,
        madeAt: at,
        madeBy: makerOf(actor),
      });
    });
  }

  /** A licence is asked after again: it may have been revoked since. Undefined where nobody can say, true for what is none. */
  private async standingOf(
    subject: CaseSubject,
    record: MaterialRecord,
    said: Buffer | undefined,
    input: ReuseInput,
    caller: ClientCaller,
  ): Promise<boolean | undefined> {
    const sheet = said && readSheet(said);
    // Data of a department is as of its day: where it is wanted again it is fetched again.
    if (!sheet?.licence) return sheet || record.origin === 'lookup' ? undefined : true;
    const place = { region: sheet.region, identifier: sheet.licence.identifier };
    const valid = await this.deps.fetching.stillValid(subject, place, input, caller);
    if (valid === false) throw new Refusal('MATERIAL_NOT_VALID', { hint: place.identifier });
    return valid;
  }
}

/** Proven by a common type or the same dataset; what nothing proves has to be the same material: a lease is no floor plan. */
function isSameKind(from: Material, to: Material): boolean {
  if (to.proves.length > 0) return from.proves.some((type) => to.proves.includes(type));
  if (to.dataset !== undefined) return from.dataset === to.dataset;
  return (
    from.proves.length === 0 && from.dataset === undefined && from.id === to.id && from.name.zh === to.name.zh
  );
}

/** Who issued it, by what the lookup said that fetched it. */
function issuerBy(sheet: Buffer | undefined): ExpectedIssuer | undefined {
  if (!sheet) return undefined;
  const { issuerCode, issuerName } = readSheet(sheet).licence?.fields ?? {};
  return typeof issuerCode === 'string' && typeof issuerName === 'string'
    ? { code: issuerCode, name: issuerName }
    : undefined;
}

const chinaDay = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
