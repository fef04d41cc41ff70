import { createHash } from 'node:crypto';
import type { WorkingCalendar } from '#libs/calendar';
import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { Matter } from '#libs/handling';
import { drawNotice, noticeWords, type NoticeKind } from '#libs/reports';
import type { Font } from '#libs/typesetting';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import { readStored, type CaseAccess, type StoredCase } from '../cases/index.js';
import type { Matters } from '../matters/index.js';
import type { DocumentSealer } from '../sealing/index.js';
import { shown } from './compose-licence.js';
import { composeNotice, subjectOf } from './compose-notice.js';
import { newCode, type IssuedDocument, type IssuedStore } from './issued-store.js';
import type { Recipes } from './recipe.js';

export interface MakeNoticeDeps {
  access: () => Pick<CaseAccess, 'subject'>;
  matters: Pick<Matters, 'byDigest'>;
  recipes: Recipes;
  store: IssuedStore;
  sealer: () => Pick<DocumentSealer, 'sealPdf'>;
  font: () => Font;
  calendar: WorkingCalendar;
  journal: GovernanceJournal;
  region: RegionCode;
  organisation: { code: string; name: string };
  contact: string | undefined;
  sample: boolean;
  /** Where anybody verifies a document by its code. */
  urlOf: (code: string) => string;
  clock: () => number;
}

export interface WantedNotice {
  caseId: string;
  kind: NoticeKind;
  english: boolean;
  /** For a pledge: what is missing. */
  missing?: readonly string[];
}

/**
 * Notices on a case for those who may see it. Each is made once, when it is first asked for, sealed and kept: whoever
 * asks again is handed the same file.
 */
export class MakeNotice {
  constructor(private readonly deps: MakeNoticeDeps) {}

  /** @throws Refusal CASE_UNKNOWN, NOTICE_NOT_DUE, SEALING_UNAVAILABLE */
  async of(
    wanted: WantedNotice,
    caller: ClientCaller,
  ): Promise<{ issued: IssuedDocument; bytes: Uint8Array }> {
    const { access, journal, clock } = this.deps;
    const startedAt = clock();
    const subject = await access().subject(wanted.caseId, caller);
    if (subject.phase !== 'open') throw new Refusal('NOTICE_NOT_DUE');
    const notice = await this.made(wanted, subject.stored);
    await journal.record({
      kind: 'administration',
      caller,
      outcome: 'granted',
      startedAt,
      governance: { action: 'export', note: `case ${wanted.caseId}: notice ${wanted.kind}`, rows: 1 },
    });
    return notice;
  }

  private async made(
    wanted: WantedNotice,
    stored: StoredCase,
  ): Promise<{ issued: IssuedDocument; bytes: Uint8Array }> {
    const { store, region, matters, recipes, clock, organisation, contact, sample, urlOf, calendar } =
      this.deps;
    const { caseId, kind, english, missing } = wanted;
    const events = stored.events.map(({ token }) => readStored(token));
    const event = subjectOf(kind, events, region);
    if (!event) throw new Refusal('NOTICE_NOT_DUE');
    const about = kind === 'pledge' ? `${event.id} ${[...(missing ?? ['all'])].sort().join(' ')}` : event.id;
    const key = { caseId, kind, about, english };
    const before = await store.notice(key);
    if (before) return before;

    const matter = stored.view.opening && matters.byDigest(stored.view.opening.matter.digest)?.matter;
    const code = newCode();
    const now = clock();
    const model = composeNotice(kind, event, {
      caseId,
      events,
      matter,
      applicant: applicantOf(stored, matter, recipes),
      region,
      calendar,
      frame: {
        issuer: { ...organisation, region },
        issuedAt: now,
        verification: { code, url: urlOf(code) },
        ...(contact === undefined ? {} : { contact }),
        ...(sample ? { sample: true } : {}),
      },
      ...(missing === undefined ? {} : { missing }),
    });
    if (!model) throw new Refusal('NOTICE_NOT_DUE');
    const drawn = drawNotice(model, { font: this.deps.font(), english });
    const bytes = await this.deps.sealer().sealPdf(drawn.bytes, {
      reason: noticeWords[kind].zh,
      appearance: drawn.seal,
    });
    const digest = createHash('sha256').update(bytes).digest('base64url');
    await store.keep({ code, ...key, digest, issuedAt: now }, bytes);
    // Two may have made it at once: the one that was kept counts.
    const kept = await store.notice(key);
    if (!kept) throw new Refusal('STORE_UNAVAILABLE');
    return kept;
  }
}

/** As the form says; a region that was not given the form names the case alone. */
function applicantOf({ form, id }: StoredCase, matter: Matter | undefined, recipes: Recipes): string {
  const fields = matter ? (recipes.matters[matter.id]?.applicant ?? []) : [];
  const names = matter && form ? fields.map((field) => shown(matter.form, form, field)) : [];
  const name = names.find((one) => one !== undefined && one.trim() !== '');
  return (name ?? `办件 ${id} 申请人`).slice(0, 200);
}
