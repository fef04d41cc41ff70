import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import type { CheckState } from './check.js';
import type { CheckStore, KeptCheck, PublicEdition } from './check-store.js';
import { noteCheck } from './note-check.js';
import { isOwn } from './who.js';

export interface ReadChecksDeps {
  store: CheckStore;
  journal: Pick<GovernanceJournal, 'record'>;
  /** Whether somebody may see a case. */
  maySeeCase: (caseId: string, caller: ClientCaller) => Promise<boolean>;
}

export interface WantedContent {
  id: string;
  /** The newest where absent. */
  edition?: number;
  /** For the log. */
  what: 'pdf' | 'json' | 'evidence';
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const CODE = /^[0-9A-HJKMNP-TV-Z]{7}(-[0-9A-HJKMNP-TV-Z]{7}){3}$/;

/** Shows checks to whose they are, and to anybody that a report is genuine. */
export class ReadChecks {
  constructor(private readonly deps: ReadChecksDeps) {}

  /** @throws Refusal CHECK_UNKNOWN, also for what is not the caller's to see */
  async one(id: string, caller: ClientCaller): Promise<KeptCheck> {
    const { store, maySeeCase } = this.deps;
    const check = ID.test(id) ? await store.find(id) : undefined;
    if (!check) throw new Refusal('CHECK_UNKNOWN');
    const may = check.caseId === undefined ? isOwn(caller, check) : await maySeeCase(check.caseId, caller);
    if (!may) throw new Refusal('CHECK_UNKNOWN');
    return check;
  }

  /** The check of a case, undefined where none has begun. @throws Refusal CHECK_UNKNOWN */
  async ofCase(caseId: string, caller: ClientCaller): Promise<KeptCheck | undefined> {
    const { store, maySeeCase } = this.deps;
    if (!(await maySeeCase(caseId, caller))) throw new Refusal('CHECK_UNKNOWN');
    return store.ofCase(caseId);
  }

  /** Those that the own organisation began, the newest first. */
  async list(
    caller: ClientCaller,
    { state, first, after }: { state?: CheckState; first: number; after?: string },
  ): Promise<{ items: KeptCheck[]; hasNextPage: boolean }> {
    if (after !== undefined && !ID.test(after)) throw new Refusal('CURSOR_INVALID');
    const found = await this.deps.store.list({
      organisation: caller.organisation.code,
      ...(state ? { state } : {}),
      ...(after === undefined ? {} : { after }),
      limit: first + 1,
    });
    return { items: found.slice(0, first), hasNextPage: found.length > first };
  }

  /** One edition to be handed out; logged before. @throws Refusal CHECK_UNKNOWN, CHECK_NO_REPORT, CHECK_EDITION_UNKNOWN, CHECK_CONTENT_GONE */
  async content(
    { id, edition, what }: WantedContent,
    caller: ClientCaller,
  ): Promise<{ check: KeptCheck; edition: number; json: string; pdf: Uint8Array }> {
    const check = await this.one(id, caller);
    const newest = check.editions.at(-1)?.number;
    if (newest === undefined) throw new Refusal('CHECK_NO_REPORT');
    const wanted = edition ?? newest;
    if (!check.editions.some(({ number }) => number === wanted)) throw new Refusal('CHECK_EDITION_UNKNOWN');
    const content = await this.deps.store.content(id, wanted);
    if (!content) throw new Refusal('CHECK_CONTENT_GONE');
    await noteCheck(this.deps.journal, caller, id, `edition ${String(wanted)} handed out (${what})`);
    return { check, edition: wanted, ...content };
  }

  /**
   * What anybody may know who holds a report: its number, its editions with date and digests, nothing of what it says.
   * @throws Refusal REPORT_CODE_UNKNOWN
   */
  async publicly(code: string): Promise<PublicEdition[]> {
    const tidy = code.toUpperCase();
    const editions = CODE.test(tidy) ? await this.deps.store.byCode(tidy) : [];
    if (editions.length === 0) throw new Refusal('REPORT_CODE_UNKNOWN');
    return editions;
  }
}
