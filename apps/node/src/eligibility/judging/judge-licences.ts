import { randomBytes } from 'node:crypto';
import { canonicalBytes } from '#libs/audit-log';
import type { RegionCode } from '#libs/codes';
import { compare, type Comparison, type PlannedOperator, type PlannedQuestion } from '#libs/handling';
import type { Licence } from '#libs/licences';
import type { LookupContext } from '#libs/exchange';
import { assertAllowed, DUTIES, type ClientCaller } from '../../callers/index.js';
import { licencesOfHolders } from '../../licences/index.js';
import type { AuditJournal } from '../../lookup/audit-journal.js';
import { matchWord } from '../../lookup/compare-claims.js';
import { Ledger } from '../../lookup/ledger.js';
import type { HolderRef } from '../../lookup/lookup.js';
import { LookupDecisions, type DecidingDeps } from '../../lookup/lookup-decisions.js';
import { partnerOf } from '../../lookup/lookup-scope.js';
import { peerDocuments } from '../../lookup/peer-documents.js';
import type { SubjectsAnswer } from '../ports.js';

export interface JudgeLicencesDeps extends DecidingDeps {
  region: RegionCode;
  pool: Parameters<typeof licencesOfHolders>[0];
  journal: Pick<AuditJournal, 'home'>;
  /** @throws Refusal `LOG_...` while the audit log is stopped */
  assertRunning: () => void;
}

export interface LicenceQuestion {
  licenceType: string;
  subjects: readonly HolderRef[];
  questions: readonly PlannedQuestion[];
}

const COMPARISONS: Record<Exclude<PlannedOperator, 'exists'>, Comparison> = {
  equals: 'eq',
  below: 'lt',
  'at-most': 'le',
  above: 'gt',
  'at-least': 'ge',
};

/**
 * 核验 of many holders' licences of one type in this region's own store: decided as a verification, logged with every
 * subject, and only then told. Who holds no licence of the type answers no to everything about it.
 */
export class JudgeLicences {
  constructor(private readonly deps: JudgeLicencesDeps) {}

  async judge(
    { licenceType, subjects, questions }: LicenceQuestion,
    {
      caller,
      context,
      deadline,
      request,
    }: { caller: ClientCaller; context: LookupContext; deadline: number; request: string },
  ): Promise<SubjectsAnswer> {
    const { deps } = this;
    assertAllowed(caller, DUTIES.lookup);
    deps.assertRunning();
    const startedAt = deps.clock();
    const fields = [...new Set(questions.map(({ field }) => field))];
    const document = peerDocuments.verify.id;
    const asker = { partner: partnerOf(caller), context, deadline, request, operationDocument: document };
    const decisions = await LookupDecisions.of('verify', asker, deps);
    const decision = await decisions.on(licenceType, fields);
    const withheld = decision.withheld[0]?.reason ?? decision.code;
    // An authorisation is one holder's; of many it opens nothing.
    const refused = decision.byAuthorisation ? 'HOLDER_AUTHORISATION_REQUIRED' : withheld;
    const licences = refused === undefined ? await licencesOfHolders(deps.pool, licenceType, subjects) : [];
    const verdicts = licences.map((licence) => questions.map((question) => verdictOf(licence, question)));
    const ledger = new Ledger();
    ledger.within(context);
    subjects.forEach(({ type, code }, n) =>
      ledger.record({
        operation: 'verify',
        region: deps.region,
        licenceType,
        identifiers: [],
        subject: `${type}:${code}`,
        fieldsAsked: fields,
        fieldsReleased: [],
        outcome: refused !== undefined ? 'denied' : licences[n] ? 'granted' : 'not-found',
        ...(decision.rule === undefined ? {} : { rule: decision.rule }),
        ...(refused === undefined ? { verdicts: wordsOf(questions, verdicts[n] ?? []) } : { code: refused }),
      }),
    );
    // The random name makes the digests say nothing of what may be guessed, such as a citizen number.
    const jti = randomBytes(16).toString('base64url');
    await deps.journal.home({
      caller,
      ledger,
      operation: { document, name: 'JudgeEligibility' },
      request: canonicalBytes({ jti, region: deps.region, licenceType, subjects, questions }),
      jti,
      status: 200,
      body: Buffer.from(JSON.stringify({ jti, refused, verdicts })),
      startedAt,
    });
    if (refused === undefined) return { outcome: 'judged', verdicts };
    const mayPass = decisions.retryAfter !== undefined;
    return { outcome: mayPass ? 'not-available' : 'refused', code: refused };
  }
}

function verdictOf(
  licence: Licence | undefined,
  { field, operator, value = '' }: PlannedQuestion,
): boolean | null {
  if (!licence) return false;
  const held = valueOf(licence, field);
  if (operator === 'exists') return held !== undefined;
  return held === undefined ? null : (compare(held, COMPARISONS[operator], value) ?? null);
}

/** A field of the registry, or `attributes.KZ_*`. */
function valueOf(licence: Licence, field: string): string | undefined {
  const [from, name]: [object, string] = field.startsWith('attributes.')
    ? [licence.attributes, field.slice('attributes.'.length)]
    : [licence, field];
  const value: unknown = Object.hasOwn(from, name) ? (from as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** By field; a further question on one field is `field#2`. Never the values. */
function wordsOf(
  questions: readonly PlannedQuestion[],
  verdicts: readonly (boolean | null)[],
): Record<string, 'match' | 'mismatch' | 'unknown'> {
  const words: Record<string, 'match' | 'mismatch' | 'unknown'> = {};
  const seen = new Map<string, number>();
  questions.forEach(({ field }, n) => {
    const times = (seen.get(field) ?? 0) + 1;
    seen.set(field, times);
    words[times === 1 ? field : `${field}#${String(times)}`] = matchWord(verdicts[n]);
  });
  return words;
}
