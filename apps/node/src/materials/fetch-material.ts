import { randomBytes } from 'node:crypto';
import { regionCodes, type RegionCode } from '#libs/codes';
import { asRefusal, Refusal } from '#libs/errors';
import type { LookupContext } from '#libs/exchange';
import type { CaseRole, Material, Matter } from '#libs/handling';
import { DUTIES, type ClientCaller, type Role } from '../callers/index.js';
import type { CaseAccess, CaseActor, CaseSubject } from '../cases/ports.js';
import type { AskWithin, HolderRef, LookupsWithin } from '../lookup/index.js';
import { uuid7 } from '../lookup/uuid7.js';
import type { FetchState, FetchStore } from './fetch-store.js';
import { FromSource, type Obtained } from './from-source.js';
import type { MaterialRecord } from './material.js';
import type { MattersOfCases } from './matters-of-cases.js';

/** What a caller says beside the case and the material. */
export interface FetchInput {
  /** Whose it is; the applicant where it is left out. */
  holder?: HolderRef;
  /** Ask this region alone. */
  region?: RegionCode;
  /** Take this licence, of several that the holder has. */
  identifier?: string;
  channel: LookupContext['channel'];
  /** The acting person, where a system calls that has none of its own. */
  person?: { id: string; name: string };
  /** The holder's authorisation, where the basis asks for one. */
  holderAuthorisation?: string;
  role?: CaseRole;
}

export interface FetchMaterialDeps {
  access: CaseAccess;
  matters: MattersOfCases;
  fetches: FetchStore;
  source: FromSource;
  askWithin: AskWithin;
  own: RegionCode;
  config: { deadlineSeconds: number; parallel: number };
  clock: () => number;
  report: (error: unknown) => void;
}

interface Prepared {
  subject: CaseSubject;
  actor: CaseActor;
  matter: Matter;
  lookups: LookupsWithin;
  holder: HolderRef;
  run: string;
}

/** Fetches materials by lookup: signed, decided by agreements, logged on both sides like any other. */
export class FetchMaterial {
  /** Cases whose materials this process is fetching. */
  private readonly running = new Set<string>();

  constructor(private readonly deps: FetchMaterialDeps) {}

  /**
   * One material. Regions are asked one after the other, the own first, until one gives it: no more is asked than is needed.
   * @throws Refusal MATERIAL_NOT_BY_SHARING | MATERIAL_NOT_FOUND | MATERIAL_NOT_VALID | MATERIAL_SEVERAL |
   *   MATERIAL_SOURCE_REFUSED | MATERIAL_SOURCE_AWAY, or of the case
   */
  async one(id: string, key: string, input: FetchInput, caller: ClientCaller): Promise<MaterialRecord> {
    const prepared = await this.prepare(id, input, caller, 1);
    const material = this.deps.matters.askedIn(prepared.subject, prepared.matter, key);
    if (!isShared(material)) throw new Refusal('MATERIAL_NOT_BY_SHARING', { hint: key });
    const regions = this.regionsOf(prepared, input);
    await this.deps.fetches.begin(
      id,
      prepared.run,
      regions.map((region) => ({ material: key, region })),
    );
    return this.fetch(prepared, material, regions, input);
  }

  /**
   * All that sharing gives of this case and is not there yet, several at once; answers as soon as it has begun.
   * Progress is read source by source; what breaks off is asked again by calling this again.
   * @returns the sources that are asked, and the end of it
   * @throws Refusal MATERIAL_FETCHES_RUNNING
   */
  async all(
    id: string,
    input: Omit<FetchInput, 'identifier'>,
    caller: ClientCaller,
    isThere: (material: Material) => Promise<boolean>,
  ): Promise<{ done: Promise<void> }> {
    if (this.running.has(id)) throw new Refusal('MATERIAL_FETCHES_RUNNING');
    this.running.add(id);
    try {
      const prepared = await this.prepare(id, input, caller, 20);
      const asked: Material[] = [];
      for (const { id: key } of prepared.matter.materials) {
        const material = this.asked(prepared, key);
        if (material && !(await isThere(material))) asked.push(material);
      }
      const regions = this.regionsOf(prepared, input);
      await this.deps.fetches.begin(
        id,
        prepared.run,
        asked.flatMap(({ id: material }) => regions.map((region) => ({ material, region }))),
      );
      const done = this.inParallel(asked, async (material) => {
        await this.fetch(prepared, material, regions, {}).catch((error: unknown) => {
          // Each is in the progress; a fault of ours is told to the operator as well.
          if (asRefusal(error).code === 'INTERNAL') this.deps.report(error);
        });
      }).finally(() => this.running.delete(id));
      return { done };
    } catch (error) {
      this.running.delete(id);
      throw error;
    }
  }

  /**
   * Whether a licence is valid still, by the region that holds it: yes or no, nothing is released (核验).
   * @returns undefined where nobody can say: the source is away or does not tell, or the caller may not look things up
   */
  async stillValid(
    subject: CaseSubject,
    { region, identifier }: { region: RegionCode; identifier: string },
    input: Pick<FetchInput, 'person' | 'channel'>,
    caller: ClientCaller,
  ): Promise<boolean | undefined> {
    const { matters, config, clock } = this.deps;
    const mayLookUp = (DUTIES.lookup as readonly Role[]).includes(caller.role);
    if (!mayLookUp || !(caller.person ?? input.person)) return undefined;
    const run = uuid7(clock(), (n) => randomBytes(n));
    const lookups = this.lookupsFor(subject, matters.of(subject), input, caller, { run, rounds: 1 });
    const claims = [{ field: 'status', value: '01' }];
    const deadline = clock() + config.deadlineSeconds * 1000;
    const answer = await lookups.ask(region, { operation: 'verify', identifier, claims }, deadline);
    if (answer.status === 'NOT_FOUND') return false;
    return answer.matches?.find(({ field }) => field === 'status')?.matches ?? undefined;
  }

  private asked({ subject, matter }: Prepared, key: string): Material | undefined {
    try {
      const material = this.deps.matters.askedIn(subject, matter, key);
      return isShared(material) && material.suppliedBy === 'sharing' ? material : undefined;
    } catch {
      return undefined; // an item that uses it was left out of this case
    }
  }

  private async prepare(
    id: string,
    input: FetchInput,
    caller: ClientCaller,
    rounds: number,
  ): Promise<Prepared> {
    const { access, matters, clock } = this.deps;
    const subject = await access.subject(id, caller);
    const actor = access.actor(subject, caller, input.role);
    const matter = matters.of(subject);
    const holder = input.holder ?? subject.applicant;
    if (!holder) throw new Refusal('MATERIAL_INPUT_INVALID', { hint: 'holder' });
    const run = uuid7(clock(), (n) => randomBytes(n));
    const lookups = this.lookupsFor(subject, matter, input, caller, { run, rounds });
    return { subject, actor, matter, lookups, holder, run };
  }

  /** Lookups in the course of a case, by whoever may look things up. */
  private lookupsFor(
    subject: CaseSubject,
    matter: Matter,
    input: Pick<FetchInput, 'person' | 'channel' | 'holderAuthorisation'>,
    caller: ClientCaller,
    { run, rounds }: { run: string; rounds: number },
  ): LookupsWithin {
    const { matters, askWithin, config, clock } = this.deps;
    const itemCode = matters.itemCode(subject, matter);
    if (itemCode === undefined) throw new Refusal('MATTER_UNKNOWN', { hint: 'itemCode' });
    const person = caller.person ?? input.person;
    if (!person) throw new Refusal('PERSON_REQUIRED');
    const context: LookupContext = {
      purpose: { itemCode, itemName: matter.title.zh },
      caseNumber: subject.id,
      legalBasis: (matter.legalBasis[0]?.document ?? matter.title.zh).slice(0, 200),
      reason: `办理“${matter.title.zh}”，获取办件材料`.slice(0, 200),
      organisation: { code: caller.organisation.code, name: caller.organisation.name },
      person: { id: person.id, name: person.name, ...(caller.person ? { role: caller.role } : {}) },
      channel: input.channel,
      ...(input.holderAuthorisation === undefined ? {} : { holderAuthorisation: input.holderAuthorisation }),
    };
    const deadline = clock() + config.deadlineSeconds * 1000 * regionCodes.length * rounds;
    return askWithin(context, caller, deadline, { name: 'fetchCaseMaterial', request: run });
  }

  private regionsOf({ subject }: Prepared, { region }: Pick<FetchInput, 'region'>): RegionCode[] {
    if (region !== undefined) return [region];
    return [...new Set([this.deps.own, ...this.deps.matters.regionsOf(subject), ...regionCodes])];
  }

  private async fetch(
    prepared: Prepared,
    material: Material,
    regions: readonly RegionCode[],
    input: { identifier?: string },
  ): Promise<MaterialRecord> {
    const { fetches, source, config, clock } = this.deps;
    const { subject, actor, lookups, holder, run } = prepared;
    const place = (region: RegionCode) => ({ caseId: subject.id, material: material.id, region, run });
    const told: { state: FetchState; code: string | undefined }[] = [];
    for (const [index, region] of regions.entries()) {
      await fetches.set(place(region), 'asking');
      let obtained: Obtained;
      try {
        obtained = await source.ask(lookups, {
          subject,
          actor,
          material,
          region,
          holder,
          ...(input.identifier === undefined ? {} : { identifier: input.identifier }),
          deadline: clock() + config.deadlineSeconds * 1000,
        });
      } catch (error) {
        const { code } = asRefusal(error);
        await fetches.set(place(region), 'not-available', { code });
        for (const rest of regions.slice(index + 1)) await fetches.set(place(rest), 'not-needed');
        throw error;
      }
      if (obtained.state === 'found') {
        await fetches.set(place(region), 'found', { materialId: obtained.record.recordId });
        for (const rest of regions.slice(index + 1)) await fetches.set(place(rest), 'not-needed');
        return obtained.record;
      }
      await fetches.set(place(region), obtained.state, { code: obtained.code });
      told.push(obtained);
    }
    throw inVain(told);
  }

  private async inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const queue = [...items];
    const lane = async (): Promise<void> => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    };
    await Promise.all(Array.from({ length: Math.min(this.deps.config.parallel, items.length) }, lane));
  }
}

/** Whether a lookup can give it at all. */
const isShared = ({ proves, accepts, dataset }: Material): boolean =>
  proves.length > 0 || accepts.length > 0 || dataset !== undefined;

/** The word of the source that came closest: one that was away may still have it, one that refused has it perhaps. */
function inVain(told: readonly { state: FetchState; code: string | undefined }[]): Refusal {
  const away = told.find(({ state }) => state === 'not-available');
  if (away) return new Refusal('MATERIAL_SOURCE_AWAY', { hint: away.code ?? '' });
  const refused = told.find(({ state }) => state === 'refused');
  if (refused) return new Refusal('MATERIAL_SOURCE_REFUSED', { hint: refused.code ?? '' });
  return told.some(({ code }) => code === 'MATERIAL_NOT_VALID')
    ? new Refusal('MATERIAL_NOT_VALID')
    : new Refusal('MATERIAL_NOT_FOUND');
}
