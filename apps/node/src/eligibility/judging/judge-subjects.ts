import type { LookupContext } from '#libs/exchange';
import type { Matter } from '#libs/handling';
import type { AskWithin } from '../../lookup/ask-within.js';
import { Refusal } from '#libs/errors';
import type { JudgeSubjects, SubjectsAnswer, SubjectsQuestion } from '../ports.js';
import { callerOf, type EligibilityRun } from '../run.js';
import type { JudgeLicences } from './judge-licences.js';

export interface JudgeSubjectsDeps {
  askWithin: AskWithin;
  licences: JudgeLicences;
  matterOf: (run: EligibilityRun) => Matter | undefined;
  /** 实施编码; undefined where the region maps no authority. */
  itemCodeOf: (matter: Matter) => string | undefined;
}

/** Licences of the own region from its store; datasets, here and elsewhere, by the lookups that every room uses. */
export function judgeSubjects(deps: JudgeSubjectsDeps): JudgeSubjects {
  return {
    for(run, deadline) {
      const context = contextOf(run, deps);
      const caller = callerOf(run.settings.by);
      const request = `eligibility:${run.id}`;
      const lookups = deps.askWithin(context, caller, deadline, { name: 'JudgeEligibility', request });
      return async (question) => {
        const { source, subjects, questions } = question;
        if ('licence' in source)
          return deps.licences.judge(
            { licenceType: source.licence, subjects, questions },
            { caller, context, deadline, request },
          );
        return inDataset(lookups, question, source.dataset);
      };
    },
  };
}

/** So many people of whom a source knows nothing at all are no chance. */
const SILENT_FROM = 20;

async function inDataset(
  lookups: ReturnType<AskWithin>,
  { region, subjects, questions }: SubjectsQuestion,
  dataset: string,
): Promise<SubjectsAnswer> {
  const { status, judged, refusal } = await lookups.ask(region, {
    operation: 'judge',
    dataset,
    subjects: [...subjects],
    questions: questions.map(({ field, operator, value }) => ({
      item: field,
      operator,
      ...(value === undefined ? {} : { value }),
    })),
  });
  // Some of the items only would leave everybody undecided: better that somebody mends the agreement.
  if (status === 'REDUCED') return { outcome: 'refused', code: 'FIELD_NOT_AGREED' };
  if (judged) {
    // A source that fails says of everybody that it cannot say; then it is better to wait than to leave them unknown.
    const isSilent =
      judged.length >= SILENT_FROM && judged.every((verdicts) => verdicts.every((one) => one === null));
    return isSilent
      ? { outcome: 'not-available', code: 'DEPARTMENT_NOT_AVAILABLE' }
      : { outcome: 'judged', verdicts: judged };
  }
  const code = refusal?.code ?? 'DEPARTMENT_NOT_AVAILABLE';
  return { outcome: status === 'DENIED' && !refusal?.retryable ? 'refused' : 'not-available', code };
}

/** Why a batch asks, as it stands in every entry of the log. @throws Refusal ELIGIBILITY_MATTER_GONE */
export function contextOf(
  run: EligibilityRun,
  { matterOf, itemCodeOf }: Pick<JudgeSubjectsDeps, 'matterOf' | 'itemCodeOf'>,
): LookupContext {
  const matter = matterOf(run);
  const itemCode = matter && itemCodeOf(matter);
  if (!matter || itemCode === undefined) throw new Refusal('ELIGIBILITY_MATTER_GONE');
  const { by } = run.settings;
  return {
    purpose: { itemCode, itemName: matter.title.zh.slice(0, 100) },
    caseNumber: `eligibility/${run.id}`,
    legalBasis: (matter.legalBasis[0]?.document ?? matter.title.zh).slice(0, 200),
    reason: '免申办资格核验',
    organisation: { code: by.organisation.code, name: by.organisation.name.slice(0, 100) },
    // A system that nobody has signed in to acts by its own name.
    person: by.person ?? { id: by.client.slice(0, 64), name: by.client.slice(0, 50) },
    channel: 'web',
  };
}
