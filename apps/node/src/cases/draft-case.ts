import { randomInt } from 'node:crypto';
import { Refusal } from '#libs/errors';
import type { Matters } from '../matters/index.js';
import type { CaseStore, StoredDraft } from './case-store.js';
import type { CasesConfig } from './cases.config.js';
import { dayInBeijing } from './days.js';
import type { CaseActor, DraftInput } from './ports.js';
import type { References } from './references.js';
import { holderSchema } from '../callers/index.js';
import type { Transactions } from '../persistence/index.js';

export interface DraftCaseDeps {
  region: string;
  config: Pick<CasesConfig, 'draftDays' | 'maxDrafts'>;
  store: CaseStore;
  matters: Matters;
  references: References;
  transactions: Transactions;
  clock: () => number;
}

const SERIAL = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const SERIAL_LENGTH = 12;
const DAY = 86_400_000;
/** Firms are holders of type 001, or of other registers; persons have documents of their own. */
const PERSON_TYPES: readonly string[] = ['111', '414', '511', '516'];

/** Gives a case its number before it is received, so that materials can be gathered for it. */
export class DraftCase {
  constructor(private readonly deps: DraftCaseDeps) {}

  /** @throws Refusal MATTER_UNKNOWN, CASE_INPUT_INVALID */
  async draft({ matter: id, applicant }: DraftInput, by: CaseActor): Promise<StoredDraft> {
    const { region, config, store, matters, references, transactions, clock } = this.deps;
    const matter = matters.current(id)?.matter;
    if (!matter) throw new Refusal('MATTER_UNKNOWN', { hint: id.slice(0, 64) });
    if (!holderSchema.safeParse(applicant).success)
      throw new Refusal('CASE_INPUT_INVALID', { hint: 'applicant' });
    const applicantKind = PERSON_TYPES.includes(applicant.type) ? 'person' : 'firm';
    // Types 099 and 999 say neither; the others must be what the matter is for.
    if (applicantKind !== matter.subject && (applicantKind === 'person' || applicant.type === '001'))
      throw new Refusal('CASE_INPUT_INVALID', { hint: `applicant: the matter is for a ${matter.subject}` });
    const madeAt = clock();
    const draft: StoredDraft = {
      id: `${region}-${dayInBeijing(madeAt).replaceAll('-', '')}-${serial()}`,
      matter: matter.id,
      organisation: by.organisation.code,
      applicant,
      applicantKind: matter.subject,
      people: [references.own(applicant)],
      madeAt,
      expiresAt: madeAt + config.draftDays * DAY,
    };
    const kept = await transactions.run(({ client }) => store.addDraft(client, draft, config.maxDrafts));
    if (!kept) throw new Refusal('CASE_INPUT_INVALID', { hint: 'too many open drafts' });
    return draft;
  }
}

const serial = (): string =>
  Array.from({ length: SERIAL_LENGTH }, () => SERIAL[randomInt(SERIAL.length)]).join('');
