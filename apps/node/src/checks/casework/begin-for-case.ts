import { regionCodes, type RegionCode } from '#libs/codes';
import type { Bilingual, FormField, Matter } from '#libs/handling';
import type { Cases, StoredCase } from '../../cases/index.js';
import type { Matters } from '../../matters/index.js';
import type { CheckAsker, CheckProof, CheckRequest } from '../check.js';
import { isCheck, type CaseCheck, type StartCheck } from '../start-check.js';

export interface BeginForCaseDeps {
  region: RegionCode;
  organisation: { code: string; name: string };
  cases: Pick<Cases, 'one'>;
  matters: Pick<Matters, 'byDigest'>;
  starting: Pick<StartCheck, 'byCase'>;
  /** Whether the catalogue describes a dataset. */
  known: (dataset: string) => boolean;
}

/** Pairs of form fields that name the firm that is checked. */
const SUBJECT_FIELDS = [
  ['debtorName', 'debtorCode'],
  ['firmName', 'firmCode'],
  ['companyName', 'companyCode'],
  ['enterpriseName', 'enterpriseCode'],
  ['name', 'uscc'],
] as const;

/** Begins the check of a case that was accepted, where this node has items to answer. Asked again it begins nothing new. */
export class BeginForCase {
  constructor(private readonly deps: BeginForCaseDeps) {}

  /** @returns id of the case's check; undefined where it has none */
  async consider(caseId: string): Promise<string | undefined> {
    const wish = this.wishOf(await this.deps.cases.one(caseId));
    return wish ? (await this.deps.starting.byCase(wish)).id : undefined;
  }

  private wishOf(stored: StoredCase): CaseCheck | undefined {
    const { region, organisation, matters, known } = this.deps;
    const { view, form } = stored;
    const { opening, parties, state } = view;
    if (!opening || !parties || !form || (state !== 'accepted' && state !== 'under-review')) return undefined;
    const held = matters.byDigest(opening.matter.digest);
    if (!held || !isCheck(held.matter)) return undefined;
    const { matter } = held;
    // Without the catalogue's datasets nobody knows what to ask for: people answer the items.
    const ours = matter.items
      .filter(
        ({ id, dataset }) => dataset !== undefined && known(dataset) && view.items[id]?.region === region,
      )
      .map(({ id }) => id);
    const subject = subjectOf(form);
    if (ours.length === 0 || !subject) return undefined;
    const asker: CheckAsker = { id: 'information-checks', role: 'integrator', organisation };
    const kinds = kindsOf(form, ours);
    return {
      caseId: stored.id,
      matter: held,
      organisation: organisation.code,
      subject,
      asker,
      context: {
        purpose: { itemCode: opening.matter.itemCode, itemName: matter.title.zh },
        caseNumber: stored.id,
        legalBasis: matter.legalBasis[0]?.document ?? matter.title.zh,
        reason: matter.title.zh,
        organisation,
        // No person asks: the case was accepted by one, whose name stands in its events as a reference.
        person: { id: asker.id, name: '系统自动办理' },
        channel: 'web',
      },
      facts: factsOf(form, matter),
      proofs: proofsOf(stored, matter),
      ...(kinds ? { kinds } : {}),
      ours,
      regions: regionsOf(form, [parties.decision, ...parties.supporting]),
    };
  }
}

function subjectOf(form: Readonly<Record<string, unknown>>): CaseCheck['subject'] | undefined {
  for (const [nameField, codeField] of SUBJECT_FIELDS) {
    const [name, code] = [form[nameField], form[codeField]];
    if (typeof name === 'string' && typeof code === 'string') return { type: '001', code, name };
  }
  return undefined;
}

/** Kinds that the form wants, as far as they are this node's; all where it names none. */
function kindsOf(form: Readonly<Record<string, unknown>>, ours: readonly string[]): string[] | undefined {
  const wanted = form['sources'];
  if (!Array.isArray(wanted) || wanted.length === 0) return undefined;
  const known = ours.filter((id) => wanted.includes(id));
  return known.length > 0 ? known : undefined;
}

function regionsOf(
  form: Readonly<Record<string, unknown>>,
  parties: readonly RegionCode[],
): readonly RegionCode[] {
  const wanted = form['regions'];
  const named = Array.isArray(wanted) ? regionCodes.filter((code) => wanted.includes(code)) : [];
  return named.length > 0 ? named : [...new Set(parties)];
}

/** What the form says, without what is personal: a report passes through many hands. */
function factsOf(form: Readonly<Record<string, unknown>>, matter: Matter): CheckRequest['facts'] {
  return Object.entries(matter.form.properties).flatMap(([name, field]) => {
    if (field.sensitivity === 'personal' || field.sensitivity === 'sensitive') return [];
    const value = form[name];
    const text = typeof value === 'string' ? shownValue(field, value) : undefined;
    return text ? [{ label: field.title satisfies Bilingual, value: text }] : [];
  });
}

const shownValue = (field: FormField, value: string): string =>
  field.type === 'string' ? (field.enumTitles?.[value]?.zh ?? value) : value;

const proofsOf = ({ view }: StoredCase, matter: Matter): CheckProof[] =>
  Object.values(view.materials)
    .filter(({ id }) =>
      matter.materials.some((material) => material.id === id && material.suppliedBy === 'applicant'),
    )
    .map(({ id, digest, verdict, trust }) => ({ material: id, digest, verdict, trust }));
