import { randomBytes } from 'node:crypto';
import { Refusal } from '#libs/errors';
import type { CaseRole, CaseState, Material, Matter } from '#libs/handling';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import type { CaseAccess, CaseActor, CaseSubject } from '../cases/ports.js';
import type { Verifications } from '../documents/verifications.js';
import type { Blocks } from '../documents/pool/blocks.js';
import { uuid7 } from '../lookup/uuid7.js';
import type { Transactions } from '../persistence/index.js';
import { BROUGHT_TYPES, fileTypeOf, type FilePurpose, type FileType } from './file-types.js';
import { digestOf, type FileVault } from './file-vault.js';
import { judgeBrought } from './judge-material.js';
import { makerOf, type CaseFile, type MaterialRecord } from './material.js';
import type { MaterialStore } from './material-store.js';
import type { MattersOfCases } from './matters-of-cases.js';
import type { SharingFirst } from './sharing-first.js';
import type { VerifyFile } from './verify-file.js';

/** What is said about a file that somebody brings. */
export interface Brought {
  /** Material of the matter, where it is one. */
  material?: string;
  /** Where it is none: a signed pledge, a power of attorney, a decision, what is delivered. */
  purpose?: Exclude<FilePurpose, 'material' | 'sheet'>;
  origin?: 'upload' | 'authority' | 'pledge';
  /** The clerk has held the original in hands. */
  originalSeen: boolean;
  /** Role that a client of several acts in. */
  role?: CaseRole;
}

export interface Taken {
  file: CaseFile;
  material?: MaterialRecord;
}

export interface TakeFileDeps {
  access: CaseAccess;
  store: MaterialStore;
  vault: FileVault;
  verify: VerifyFile;
  verifications: Pick<Verifications, 'verifyBlocks'>;
  matters: MattersOfCases;
  sharingFirst: SharingFirst;
  transactions: Transactions;
  journal: GovernanceJournal;
  subjectOf: (holder: { type: string; code: string }) => string;
  clock: () => number;
}

const APPLICANTS: readonly CaseRole[] = ['applicant', 'delegate', 'window'];
const AUTHORITY: readonly CaseRole[] = ['handler', 'approver'];
/** Who may bring what; a node itself uses `keep`. */
const MAY_BRING: Record<
  'upload' | 'authority' | 'pledge' | NonNullable<Brought['purpose']>,
  readonly CaseRole[]
> = {
  upload: APPLICANTS,
  pledge: APPLICANTS,
  proof: APPLICANTS,
  authority: AUTHORITY,
  result: AUTHORITY,
  document: [...AUTHORITY, 'window'],
};
/** Nothing can be added to these any more, see the steps of libs/handling. */
const CLOSED: readonly CaseState[] = ['not-accepted', 'withdrawn', 'refused', 'revoked'];

/** Takes in a file that somebody brings for a case or its draft: stored, verified, judged, logged. */
export class TakeFile {
  constructor(private readonly deps: TakeFileDeps) {}

  /**
   * Whether it may come at all, before a byte of it is read.
   * @throws Refusal CASE_UNKNOWN | CASE_ROLE_NOT_YOURS | MATERIAL_*
   */
  async admit(id: string, brought: Brought, caller: ClientCaller): Promise<Admitted> {
    const { access, matters, sharingFirst } = this.deps;
    const subject = await access.subject(id, caller);
    const actor = access.actor(subject, caller, brought.role);
    const { material: key, purpose, origin = 'upload', originalSeen } = brought;
    if ((key === undefined) === (purpose === undefined))
      throw new Refusal('MATERIAL_INPUT_INVALID', { hint: 'either material or purpose' });
    const as = purpose ?? origin;
    if (!MAY_BRING[as].includes(actor.role))
      throw new Refusal('MATERIAL_ORIGIN_NOT_YOURS', { hint: MAY_BRING[as].join(', ') });
    if (originalSeen && !['window', ...AUTHORITY].includes(actor.role))
      throw new Refusal('MATERIAL_ORIGIN_NOT_YOURS', { hint: 'original: window' });
    assertTakes(subject, purpose);
    if (key === undefined) return { subject, actor, brought };
    const matter = matters.of(subject);
    const material = matters.askedIn(subject, matter, key);
    if (origin === 'upload') await sharingFirst.assertMayBeAsked(subject, matter, material);
    return { subject, actor, brought, matter, material };
  }

  /**
   * The blocks move away into the thread that verifies.
   * @throws Refusal MATERIAL_FILE_TYPE | MATERIAL_FILES_TOO_MANY | DOCUMENT_VERIFIER_BUSY
   */
  async take({ subject, actor, brought }: Admitted, blocks: Blocks, signal: AbortSignal): Promise<Taken> {
    const { store, vault, verify, verifications, transactions, journal, subjectOf, clock } = this.deps;
    const parts = blocks.parts();
    const mediaType = broughtType(parts, brought.purpose);
    const digest = digestOf(...parts);
    const size = blocks.size;
    await vault.put(digest, parts);
    const verdict = await verify.conclude(digest, () => verifications.verifyBlocks(blocks, { signal }));
    const { material: key, purpose, origin = 'upload', originalSeen } = brought;
    const at = clock();
    // Before the commit: what has no entry has not happened.
    await journal.record({
      kind: 'administration',
      caller: actor.caller,
      outcome: 'granted',
      startedAt: at,
      governance: {
        action: 'configure',
        note: `case ${subject.id}: ${key === undefined ? String(purpose) : `${origin} of ${key}`}, file ${digest}, ${verdict.indication}`,
      },
    });
    return transactions.run(async ({ client }) => {
      await store.hold(client, {
        caseId: subject.id,
        digest,
        mediaType,
        size,
        purpose: purpose ?? 'material',
        verdict,
      });
      const file = await store.file(subject.id, digest, client);
      if (!file) throw new Error('a file was not stored');
      if (key === undefined) return { file };
      const material = await store.note(client, {
        recordId: uuid7(at, (n) => randomBytes(n)),
        caseId: subject.id,
        id: key,
        digest,
        origin,
        ...judgeBrought(verdict, { origin, originalSeen }),
        ...(subject.applicant ? { subject: subjectOf(subject.applicant) } : {}),
        madeAt: at,
        madeBy: makerOf(actor),
      });
      return { file, material };
    });
  }
}

export interface Admitted {
  subject: CaseSubject;
  actor: CaseActor;
  brought: Brought;
  matter?: Matter;
  material?: Material;
}

function assertTakes(subject: CaseSubject, purpose: Brought['purpose']): void {
  if (subject.phase === 'draft') {
    if (purpose === 'result' || purpose === 'document') throw new Refusal('MATERIAL_CASE_CLOSED');
    return;
  }
  const { state } = subject.stored.view;
  if (!state || (CLOSED.includes(state) && purpose !== 'document')) throw new Refusal('MATERIAL_CASE_CLOSED');
}

/** A signed token may be a pledge or a proof; materials are documents that a person can look at. */
function broughtType(parts: readonly Uint8Array[], purpose: Brought['purpose']): FileType {
  const [first = new Uint8Array()] = parts;
  const type = fileTypeOf(parts.length === 1 ? first : first.subarray(0, 1 << 16));
  const token =
    type === 'application/jose' && parts.length === 1 && (purpose === 'pledge' || purpose === 'proof');
  if (type !== undefined && (token || (BROUGHT_TYPES as readonly string[]).includes(type))) return type;
  throw new Refusal('MATERIAL_FILE_TYPE');
}
