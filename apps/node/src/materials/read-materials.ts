import { Refusal } from '#libs/errors';
import { missingMaterials, suffices, type Material } from '#libs/handling';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import type { CaseAccess, CaseSubject } from '../cases/ports.js';
import type { FetchProgress, FetchStore } from './fetch-store.js';
import type { FileType } from './file-types.js';
import type { FileVault } from './file-vault.js';
import type { CaseFile, MaterialRecord } from './material.js';
import type { MaterialStore } from './material-store.js';
import type { MattersOfCases } from './matters-of-cases.js';
import type { SharingFirst } from './sharing-first.js';
import { readSheet, type Sheet } from './sheet.js';

/** A material that the matter asks for, with what is there of it. */
export interface AskedMaterial {
  material: Material;
  required: boolean;
  /** Sharing gives it: it is fetched, not asked for. */
  givenBySharing: boolean;
  /** The newest first. */
  held: readonly MaterialRecord[];
  /** One that is good enough is there. */
  satisfied: boolean;
  fetches: readonly FetchProgress[];
}

export interface CaseMaterials {
  id: string;
  asked: readonly AskedMaterial[];
  files: readonly CaseFile[];
  /** Required ones that are not there, or not trustworthy enough. */
  missing: readonly string[];
}

export interface ReadMaterialsDeps {
  access: CaseAccess;
  store: MaterialStore;
  vault: FileVault;
  fetches: FetchStore;
  matters: MattersOfCases;
  sharingFirst: SharingFirst;
  journal: GovernanceJournal;
  clock: () => number;
}

/** What there is of a case's materials; the bytes only with an entry in the log. */
export class ReadMaterials {
  constructor(private readonly deps: ReadMaterialsDeps) {}

  /** @throws Refusal CASE_UNKNOWN */
  async ofCase(id: string, caller: ClientCaller): Promise<CaseMaterials> {
    const { access, store, fetches, matters, sharingFirst } = this.deps;
    const subject = await access.subject(id, caller);
    const matter = matters.of(subject);
    const [files, records, progress] = await Promise.all([
      store.files(id),
      store.materials(id),
      fetches.ofCase(id),
    ]);
    const stated = statedOf(subject);
    const known = [...records, ...stated.filter((one) => !records.some((own) => sameFile(own, one)))];
    const required = new Set(requiredOf(subject, matter.materials));
    const terms = subject.phase === 'open' ? subject.stored.view.terms : undefined;
    const asked = matter.materials
      .filter((material) => !terms || terms.materials.some(({ id: key }) => key === material.id))
      .map((material): AskedMaterial => {
        const held = known.filter(({ id: key }) => key === material.id).toReversed();
        return {
          material,
          required: required.has(material.id),
          givenBySharing: sharingFirst.gives(subject, matter, material),
          held,
          satisfied: held.some((one) => suffices(one, material.trust)),
          fetches: progress.filter((one) => one.material === material.id),
        };
      });
    const missing =
      subject.phase === 'open'
        ? missingMaterials(subject.stored.view)
        : asked.filter((one) => one.required && !one.satisfied).map(({ material }) => material.id);
    return { id, asked, files, missing };
  }

  /** @throws Refusal CASE_UNKNOWN */
  async progress(id: string, caller: ClientCaller): Promise<FetchProgress[]> {
    const { access, fetches } = this.deps;
    await access.subject(id, caller);
    return fetches.ofCase(id);
  }

  /** The newest of one material, without what lookups said of it. @throws Refusal CASE_UNKNOWN | MATERIAL_FILE_UNKNOWN */
  async shown(
    id: string,
    material: string,
    caller: ClientCaller,
  ): Promise<{ record: MaterialRecord; files: readonly CaseFile[] }> {
    const { asked, files } = await this.ofCase(id, caller);
    const record = asked.find((one) => one.material.id === material)?.held[0];
    if (!record) throw new Refusal('MATERIAL_FILE_UNKNOWN');
    return { record, files };
  }

  /**
   * The newest of one material with the data that a lookup released; that it was read is an entry.
   * @throws Refusal CASE_UNKNOWN | MATERIAL_FILE_UNKNOWN
   */
  async one(
    id: string,
    material: string,
    caller: ClientCaller,
  ): Promise<{ record: MaterialRecord; files: readonly CaseFile[]; sheet: Sheet | undefined }> {
    const found = await this.shown(id, material, caller);
    const sheet = await this.sheetOf(found.record);
    await this.deps.journal.record({
      kind: 'administration',
      caller,
      outcome: 'granted',
      governance: { action: 'view', note: `case ${id}: ${material}, file ${found.record.digest}` },
    });
    return { ...found, sheet };
  }

  /** One that is good enough is held for the case. */
  async isThere(id: string, material: Material): Promise<boolean> {
    const records = await this.deps.store.materials(id);
    return records.some((one) => one.id === material.id && suffices(one, material.trust));
  }

  /** What the lookup said that fetched a material; undefined where none did. */
  private async sheetOf(record: MaterialRecord): Promise<Sheet | undefined> {
    const { store, vault } = this.deps;
    const files = await store.files(record.caseId);
    const sheet =
      record.sheet === undefined
        ? files.find(({ sheetOf }) => sheetOf === record.digest)
        : files.find(({ digest }) => digest === record.sheet);
    if (!sheet || sheet.erasedAt !== undefined) return undefined;
    return readSheet(await vault.open(sheet.digest));
  }

  /**
   * The bytes of a file, for somebody who may see the case; that they were shown is an entry, durable before they leave.
   * @throws Refusal CASE_UNKNOWN | MATERIAL_FILE_UNKNOWN | MATERIAL_FILE_ERASED | MATERIAL_FILE_DAMAGED
   */
  async download(
    id: string,
    digest: string,
    caller: ClientCaller,
  ): Promise<{ mediaType: FileType; bytes: Buffer }> {
    const { access, store, vault, journal, clock } = this.deps;
    const startedAt = clock();
    await access.subject(id, caller);
    const file = await store.file(id, digest);
    if (!file) throw new Refusal('MATERIAL_FILE_UNKNOWN');
    if (file.erasedAt !== undefined) throw new Refusal('MATERIAL_FILE_ERASED');
    const bytes = await vault.open(digest);
    await journal.record({
      kind: 'administration',
      caller,
      outcome: 'granted',
      startedAt,
      governance: { action: 'view', note: `case ${id}: file ${digest} (${file.purpose})` },
    });
    return { mediaType: file.mediaType, bytes };
  }
}

const sameFile = (one: { id: string; digest: string }, other: { id: string; digest: string }): boolean =>
  one.id === other.id && one.digest === other.digest;

/** What another region's events say of materials of which this node has no record of its own. */
function statedOf(subject: CaseSubject): MaterialRecord[] {
  if (subject.phase === 'draft') return [];
  const { materials, times } = subject.stored.view;
  return Object.values(materials).map((one) => ({
    ...one,
    recordId: `${one.id}.${one.digest}`,
    caseId: subject.id,
    madeAt: times.received ?? 0,
    madeBy: { role: 'node', organisation: '' },
  }));
}

function requiredOf(subject: CaseSubject, materials: readonly Material[]): string[] {
  const terms = subject.phase === 'open' ? subject.stored.view.terms : undefined;
  if (terms) return terms.materials.filter(({ required }) => required).map(({ id }) => id);
  return materials.filter(({ need }) => need === 'required').map(({ id }) => id);
}
