import { randomBytes, randomInt } from 'node:crypto';
import { itemCode, uscc, type RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { LookupContext } from '#libs/exchange';
import { suffices, type Bilingual, type Matter } from '#libs/handling';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import { uuid7 } from '../lookup/uuid7.js';
import type { Matters } from '../matters/index.js';
import type { Transactions } from '../persistence/index.js';
import type { CheckAsker, CheckProof, CheckRequest } from './check.js';
import type { CheckStore, KeptCheck } from './check-store.js';
import { noteCheck } from './note-check.js';
import { planSources, type PlanInput } from './engine/plan-sources.js';
import type { Wakes } from './ports.js';
import { trustOf } from './proofs/judge-proof.js';
import type { ProofStore } from './proofs/proof-store.js';

export interface StartCheckDeps {
  store: CheckStore;
  proofs: Pick<ProofStore, 'find' | 'use'>;
  transactions: Transactions;
  journal: Pick<GovernanceJournal, 'record'>;
  matters: Pick<Matters, 'current'>;
  datasetOf: PlanInput['datasetOf'];
  region: RegionCode;
  wakes: Wakes;
  kick: (id: string) => void;
  clock: () => number;
  limits: { maxOpen: number; deadlineMs: number };
}

/** What a system or a clerk asks for by itself, without a case of this node. */
export interface CheckWish {
  matter: string;
  subject: { name: string; code: string };
  /** Kinds of information, by item of the matter; all where absent. */
  kinds?: readonly string[];
  /** The own region where absent. */
  regions?: readonly RegionCode[];
  proofs: readonly { material: string; digest: string }[];
  context: LookupContext;
  /** A check that is wished for again with the same key begins once. */
  key?: string;
}

/** What a case asks for; who it is about and in whose name was settled with the case. */
export interface CaseCheck {
  caseId: string;
  matter: { matter: Matter; digest: string };
  organisation: string;
  subject: { type: string; code: string; name: string };
  context: LookupContext;
  asker: CheckAsker;
  facts: CheckRequest['facts'];
  proofs: readonly CheckProof[];
  kinds?: readonly string[];
  ours: readonly string[];
  regions: readonly RegionCode[];
}

const NAME = /^(?=.*\S)\P{C}{1,120}$/u;
const KEY = /^[\x21-\x7e]{1,100}$/;

/** Whether a matter's outcome is a report that is made by asking departments. */
export const isCheck = (matter: Matter): boolean =>
  matter.outcome.kind === 'report' &&
  matter.completion === 'answered' &&
  matter.items.some(({ dataset }) => dataset !== undefined);

/** Begins checks: plans whom to ask, writes it down, and lets it be carried on. */
export class StartCheck {
  constructor(private readonly deps: StartCheckDeps) {}

  /**
   * @throws Refusal CHECK_* for what is wrong with the wish; a code of libs/codes for a wrong number
   */
  async byWish(wish: CheckWish, caller: ClientCaller & { role: CheckAsker['role'] }): Promise<KeptCheck> {
    const { store, proofs, journal, matters, limits, clock, datasetOf, region } = this.deps;
    const held = matters.current(wish.matter);
    if (!held || !isCheck(held.matter)) throw new Refusal('CHECK_MATTER_UNSUITABLE');
    const { matter, digest } = held;
    if (itemCode.parse(wish.context.purpose.itemCode).basic !== matter.basicCode.code)
      throw new Refusal('CHECK_CONTEXT_OTHER_MATTER');
    if (wish.key !== undefined && !KEY.test(wish.key))
      throw new Refusal('CHECK_INPUT_INVALID', { hint: 'key' });
    const name = wish.subject.name.trim();
    if (!NAME.test(name)) throw new Refusal('CHECK_INPUT_INVALID', { hint: 'subjectName' });
    const { code } = uscc.parse(wish.subject.code);
    const organisation = caller.organisation.code;
    const sources = planSources({
      matter,
      regions: wish.regions ?? [region],
      ...(wish.kinds ? { kinds: wish.kinds } : {}),
      datasetOf,
      defaultDeadlineMs: limits.deadlineMs,
    });
    const proved = await this.proved(matter, wish.proofs, organisation);
    if ((await store.countAsking(organisation)) >= limits.maxOpen) throw new Refusal('CHECK_TOO_MANY_OPEN');
    const request: CheckRequest = {
      matter: {
        id: matter.id,
        version: matter.version,
        digest,
        title: matter.title,
        report: matter.outcome.name,
      },
      subject: { type: '001', code, name },
      context: wish.context,
      asker: {
        id: caller.id,
        role: caller.role,
        organisation: caller.organisation,
        ...(caller.person ? { person: caller.person } : {}),
      },
      facts: factsOf({ name, code }, wish.context, matter, proved),
      proofs: proved,
    };
    const now = clock();
    const begun = await this.begin(
      {
        id: uuid7(now, (n) => randomBytes(n)),
        organisation,
        request,
        sources,
        begunAt: now,
        ...(wish.key === undefined ? {} : { key: wish.key }),
      },
      async (transaction, id) => {
        const digests = proved.map((one) => one.digest);
        await proofs.use(transaction, id, organisation, digests);
        // Before it commits: what has no entry has not begun.
        await noteCheck(journal, caller, id, `begun, ${String(sources.length)} sources`);
      },
    );
    if (!begun.isNew && !isSame(begun.check, request, sources)) throw new Refusal('CHECK_KEY_REUSED');
    return begun.check;
  }

  /** Once for each case; whoever comes second is given what the first one began. */
  async byCase(one: CaseCheck): Promise<KeptCheck> {
    const { matter, digest } = one.matter;
    const { clock, datasetOf, limits } = this.deps;
    const sources = planSources({
      matter,
      regions: one.regions,
      ...(one.kinds ? { kinds: one.kinds } : {}),
      ours: one.ours,
      datasetOf,
      defaultDeadlineMs: limits.deadlineMs,
    });
    const now = clock();
    const request: CheckRequest = {
      matter: {
        id: matter.id,
        version: matter.version,
        digest,
        title: matter.title,
        report: matter.outcome.name,
      },
      subject: one.subject,
      context: one.context,
      asker: one.asker,
      facts: one.facts,
      proofs: one.proofs,
    };
    const begun = await this.begin({
      id: uuid7(now, (n) => randomBytes(n)),
      caseId: one.caseId,
      organisation: one.organisation,
      request,
      sources,
      begunAt: now,
    });
    return begun.check;
  }

  private async begin(
    one: Omit<Parameters<CheckStore['insert']>[1], 'code' | 'numberPrefix'>,
    also?: (transaction: Parameters<CheckStore['insert']>[0], id: string) => Promise<void>,
  ): Promise<{ check: KeptCheck; isNew: boolean }> {
    const { store, transactions, wakes, kick, clock, region } = this.deps;
    const { id, isNew } = await transactions.run(async (transaction) => {
      const written = await store.insert(transaction, {
        ...one,
        code: newReportCode(),
        numberPrefix: `HC${region}-${dayInChina(one.begunAt)}-`,
      });
      if (written.isNew) {
        await also?.(transaction, written.id);
        // Begun by this process at once; by whoever wakes where it dies before.
        await wakes.at(transaction, written.id, clock() + 1000);
      }
      return written;
    });
    const check = await store.find(id);
    if (!check) throw new Error('a check is gone that was just written');
    if (isNew) kick(id);
    return { check, isNew };
  }

  /** What the applicant has to prove, each proof as trustworthy as is due. */
  private async proved(
    matter: Matter,
    given: CheckWish['proofs'],
    organisation: string,
  ): Promise<CheckProof[]> {
    const due = matter.materials.filter(
      ({ need, suppliedBy }) => need === 'required' && suppliedBy === 'applicant',
    );
    const known = new Set(matter.materials.map(({ id }) => id));
    if (given.length > known.size || new Set(given.map(({ material }) => material)).size !== given.length)
      throw new Refusal('CHECK_INPUT_INVALID', { hint: 'proofs' });
    if (given.some(({ material }) => !known.has(material)))
      throw new Refusal('CHECK_INPUT_INVALID', { hint: 'proofs.material' });
    const absent = due.find(({ id }) => !given.some(({ material }) => material === id));
    if (absent) throw new Refusal('CHECK_PROOF_MISSING', { hint: absent.id });
    const stored = await this.deps.proofs.find(
      organisation,
      given.map(({ digest }) => digest),
    );
    return given.map(({ material, digest }) => {
      const found = stored.find((one) => one.digest === digest);
      if (!found) throw new Refusal('CHECK_PROOF_UNKNOWN', { hint: material });
      const { verdict, signer } = found;
      const trust = trustOf(verdict);
      const asked = matter.materials.find(({ id }) => id === material)?.trust ?? 'A';
      if (!suffices({ id: material, digest, origin: 'upload', trust, verdict }, asked))
        throw new Refusal('CHECK_PROOF_NOT_TRUSTED', { hint: material });
      return { material, digest, verdict, trust, ...(signer === undefined ? {} : { signer }) };
    });
  }
}

function factsOf(
  debtor: { name: string; code: string },
  context: LookupContext,
  matter: Matter,
  proofs: readonly CheckProof[],
): CheckRequest['facts'] {
  const fact = (zh: string, en: string, value: string): { label: Bilingual; value: string } => ({
    label: { zh, en },
    value,
  });
  return [
    fact('核查对象', 'Subject', debtor.name),
    fact('统一社会信用代码', 'Unified social credit code', debtor.code),
    fact('申请机构', 'Requested by', context.organisation.name),
    fact('办件编号', 'Case number', context.caseNumber),
    fact('核查事由', 'Reason', context.reason),
    fact('法律依据', 'Legal basis', context.legalBasis),
    ...proofs.map(({ material, digest, signer }) => {
      const name = matter.materials.find(({ id }) => id === material)?.name ?? { zh: material, en: material };
      return {
        label: name,
        value: signer === undefined ? `SHA-256 ${digest}` : `${signer}，SHA-256 ${digest}`,
      };
    }),
  ];
}

/** The wish that a key names is the one that was made with it. */
function isSame(
  { request, sources }: KeptCheck,
  wished: CheckRequest,
  planned: readonly { key: string }[],
): boolean {
  const nameOf = (one: CheckRequest, keys: readonly { key: string }[]) =>
    JSON.stringify([
      one.matter.id,
      one.subject.code,
      one.subject.name,
      one.context.caseNumber,
      one.proofs.map(({ material, digest }) => `${material} ${digest}`).sort(),
      keys.map(({ key }) => key).sort(),
    ]);
  return nameOf(request, sources) === nameOf(wished, planned);
}

const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 28;

/** Crockford's base 32, 140 bits: nobody guesses it, and nobody mistakes a letter of it. */
export function newReportCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET.charAt(randomInt(32)));
  return [0, 7, 14, 21].map((at) => letters.slice(at, at + 7).join('')).join('-');
}

const CHINA_MS = 8 * 3_600_000;
const dayInChina = (at: number): string =>
  new Date(at + CHINA_MS).toISOString().slice(0, 10).replaceAll('-', '');
