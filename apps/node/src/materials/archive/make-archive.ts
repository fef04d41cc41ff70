import { filesNamed, readEventToken, writeArchive, type ArchiveContent } from '#libs/archive';
import { asRefusal, Refusal } from '#libs/errors';
import type { EvidenceBundle } from '#libs/evidence';
import type { CaseMaterial } from '#libs/handling';
import type { SigningKey } from '#libs/jws';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ClientCaller } from '../../callers/index.js';
import type { CaseAccess, StoredCase } from '../../cases/ports.js';
import { extensionOf } from '../file-types.js';
import type { FileVault } from '../file-vault.js';
import type { CaseFile, MaterialRecord } from '../material.js';
import type { MaterialStore } from '../material-store.js';
import type { Matters } from '../../matters/index.js';
import { readSheet } from '../sheet.js';

export interface MakeArchiveDeps {
  self: string;
  access: CaseAccess;
  /** Every form and every rating's words that events of the case name. */
  contentsOf: (id: string) => Promise<readonly unknown[]>;
  store: MaterialStore;
  vault: FileVault;
  matters: Pick<Matters, 'byDigest'>;
  /** The evidence of one lookup by its entry, with the other node's side where that can be had. */
  evidenceOf: (caller: ClientCaller, entry: string) => Promise<EvidenceBundle>;
  /** Entries of this node's log with their proofs. */
  entriesOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, { bytes: string; proof?: string }>>;
  /** Trust chains of this node and of those that it trusts, as they stand now. */
  chains: () => Promise<readonly (readonly string[])[]>;
  signingKey: () => SigningKey;
  journal: GovernanceJournal;
  maxBytes: number;
  clock: () => number;
  report: (error: unknown) => void;
}

/** Puts the electronic archive (电子档案) of a case together: see libs/archive for what it holds and how it is checked. */
export class MakeArchive {
  constructor(private readonly deps: MakeArchiveDeps) {}

  /** @throws Refusal CASE_UNKNOWN | MATERIAL_CASE_CLOSED for a draft | ARCHIVE_TOO_LARGE */
  async of(id: string, caller: ClientCaller): Promise<Uint8Array> {
    const { access, store, journal, clock, self, signingKey, maxBytes } = this.deps;
    const startedAt = clock();
    const subject = await access.subject(id, caller);
    if (subject.phase !== 'open') throw new Refusal('MATERIAL_CASE_CLOSED', { hint: 'draft' });
    const [files, records] = await Promise.all([store.files(id), store.materials(id)]);
    const total = files.reduce((sum, { size, erasedAt }) => sum + (erasedAt === undefined ? size : 0), 0);
    if (total > maxBytes)
      throw new Refusal('ARCHIVE_TOO_LARGE', { hint: `at most ${String(maxBytes)} bytes` });
    const content = await this.contentOf(subject.stored, files, records, caller);
    const archive = await writeArchive(content, { issuer: self, key: signingKey(), at: startedAt }, maxBytes);
    await journal.record({
      kind: 'administration',
      caller,
      outcome: 'granted',
      startedAt,
      governance: { action: 'export', note: `case ${id}: archive`, rows: content.files.length },
    });
    return archive;
  }

  private async contentOf(
    stored: StoredCase,
    files: readonly CaseFile[],
    records: readonly MaterialRecord[],
    caller: ClientCaller,
  ): Promise<ArchiveContent> {
    const { contentsOf, matters, chains, entriesOf } = this.deps;
    const { id } = stored;
    const events = stored.events.map(({ token }) => {
      const { event } = readEventToken(Buffer.from(token, 'utf8'));
      return { token, event };
    });
    // A file that no event names was brought and never used: it is no part of the case.
    const named = new Set(events.flatMap(({ event }) => filesNamed(event)));
    const used = files.filter(
      ({ digest, sheetOf }) => named.has(digest) || (sheetOf !== undefined && named.has(sheetOf)),
    );
    const stated = events.flatMap(({ event }): readonly CaseMaterial[] =>
      'materials' in event.data ? event.data.materials : [],
    );
    const opening = stored.view.opening;
    const matter = opening && matters.byDigest(opening.matter.digest)?.matter;
    const entries = await entriesOf(stored.events.map(({ entry }) => entry));
    return {
      case: id,
      events,
      forms: await contentsOf(id),
      ...(matter ? { matter } : {}),
      files: await this.filesOf(used),
      materials: [...new Map(stated.map((one) => [`${one.id} ${one.digest}`, one])).values()].map((one) =>
        this.materialOf(one, files, records),
      ),
      evidence: await this.evidenceOf(used, caller),
      entries: stored.events.flatMap(({ id: event, entry }) => {
        const found = entries.get(entry);
        return found ? [{ event, ...found }] : [];
      }),
      chains: await chains(),
    };
  }

  private async filesOf(files: readonly CaseFile[]): Promise<ArchiveContent['files']> {
    const content: ArchiveContent['files'][number][] = [];
    for (const { digest, mediaType, purpose, sheetOf, peer, erasedAt } of files)
      content.push({
        digest,
        mediaType,
        purpose,
        ...(sheetOf === undefined ? {} : { sheetOf }),
        ...(peer === undefined ? {} : { from: peer }),
        ...(erasedAt === undefined ? { bytes: await this.deps.vault.open(digest) } : {}),
        extension: extensionOf(mediaType),
      });
    return content;
  }

  private materialOf(
    one: CaseMaterial,
    files: readonly CaseFile[],
    records: readonly MaterialRecord[],
  ): ArchiveContent['materials'][number] {
    const verdict = files.find(({ digest }) => digest === one.digest)?.verdict;
    const sheet =
      records.find(({ id, digest }) => id === one.id && digest === one.digest)?.sheet ??
      files.find(({ sheetOf }) => sheetOf === one.digest)?.digest;
    return {
      ...one,
      ...(sheet === undefined ? {} : { sheet }),
      ...(verdict
        ? {
            document: {
              indication: verdict.indication,
              ...(verdict.subIndication === undefined ? {} : { subIndication: verdict.subIndication }),
              issuer: verdict.issuer,
              trustEdition: verdict.trustEdition,
              checkedAt: verdict.checkedAt,
            },
          }
        : {}),
    };
  }

  /** Of lookups that this node made; of another region's its own archive has it. */
  private async evidenceOf(
    files: readonly CaseFile[],
    caller: ClientCaller,
  ): Promise<ArchiveContent['evidence']> {
    const evidence: { entry: string; bundle: object }[] = [];
    const sheets = files.filter(
      ({ mediaType, peer, erasedAt }) =>
        mediaType === 'application/json' && peer === undefined && erasedAt === undefined,
    );
    for (const { digest } of sheets) {
      try {
        const { entries } = readSheet(await this.deps.vault.open(digest));
        for (const entry of entries)
          evidence.push({ entry, bundle: await this.deps.evidenceOf(caller, entry) });
      } catch (error) {
        // The package says which receipts it cannot prove; nothing of it is lost by that.
        if (asRefusal(error).code === 'INTERNAL') this.deps.report(error);
      }
    }
    return evidence;
  }
}
