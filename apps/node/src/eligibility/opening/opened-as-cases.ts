import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { Matter } from '#libs/handling';
import { holderSchema } from '../../callers/index.js';
import type { Cases } from '../../cases/index.js';
import type { Candidate, EligibilityRun } from '../run.js';
import type { OpensCases } from './open-cases.js';

export interface OpenedAsCasesDeps {
  cases: Pick<Cases, 'draft' | 'open' | 'self'>;
  region: RegionCode;
  matterOf: (run: EligibilityRun) => Matter | undefined;
}

/** Cases of mode 免申办: the node receives them itself, for its own region, without anything having been handed in. */
export function openedAsCases({ cases, region, matterOf }: OpenedAsCasesDeps): OpensCases {
  return {
    async draft(run, { type, code }) {
      const applicant = holderSchema.safeParse({ type, code });
      if (!applicant.success) throw new Refusal('CASE_INPUT_INVALID', { hint: 'applicant' });
      return (await cases.draft({ matter: run.matter, applicant: applicant.data }, cases.self)).id;
    },
    async open(run, candidate, draft, key) {
      const matter = matterOf(run);
      const model = matter?.models.find((one) => one === 'online') ?? matter?.models[0];
      if (!matter || !model) throw new Refusal('ELIGIBILITY_MATTER_GONE');
      const { items } = run.settings;
      await cases.open(
        draft,
        {
          model,
          modes: items.length > 0 ? ['no-application', 'integrated'] : ['no-application'],
          decision: region,
          form: formOf(run, candidate, matter),
          materials: [],
          items: items.map((id) => ({ id })),
          key,
        },
        cases.self,
      );
    },
  };
}

function formOf(
  { settings }: EligibilityRun,
  candidate: Candidate,
  { form }: Matter,
): Record<string, unknown> {
  const entries = Object.entries(settings.form).flatMap(([name, given]) => {
    if (typeof given !== 'object') return [[name, given] as const];
    const { candidate: attribute } = given;
    const own = attribute === 'code' ? candidate.code : candidate.attributes?.[attribute];
    if (own === undefined) return [];
    const type = form.properties[name]?.type;
    const isNumber = (type === 'number' || type === 'integer') && own.trim() !== '';
    return [[name, isNumber ? Number(own) : own] as const];
  });
  return Object.fromEntries(entries);
}
