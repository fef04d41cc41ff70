import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { Material, Matter } from '#libs/handling';
import type { CaseSubject } from '../cases/ports.js';
import type { Matters } from '../matters/index.js';

/** The definition that holds for a case: the version it was received by; of a draft the one in force. */
export class MattersOfCases {
  constructor(
    private readonly matters: Pick<Matters, 'current' | 'byDigest' | 'itemCodeOf'>,
    private readonly own: RegionCode,
  ) {}

  /** @throws Refusal MATTER_UNKNOWN */
  of(subject: CaseSubject): Matter {
    const opening = subject.phase === 'open' ? subject.stored.view.opening : undefined;
    const held = opening
      ? this.matters.byDigest(opening.matter.digest)
      : this.matters.current(subject.matter);
    if (!held) throw new Refusal('MATTER_UNKNOWN', { hint: subject.matter });
    return held.matter;
  }

  /**
   * A material that the matter names, and that this very case asks for where it was received already.
   * @throws Refusal MATERIAL_NOT_ASKED
   */
  askedIn(subject: CaseSubject, matter: Matter, key: string): Material {
    const material = matter.materials.find(({ id }) => id === key);
    const terms = subject.phase === 'open' ? subject.stored.view.terms : undefined;
    if (!material || (terms && !terms.materials.some(({ id }) => id === key)))
      throw new Refusal('MATERIAL_NOT_ASKED', { hint: key.slice(0, 60) });
    return material;
  }

  /** 实施编码 of the authority that decides; of a draft, where it is not known who will, this region's own. */
  itemCode(subject: CaseSubject, matter: Matter): string | undefined {
    if (subject.phase === 'open') return subject.stored.view.opening?.matter.itemCode;
    return this.matters.itemCodeOf(matter, this.own) ?? this.matters.itemCodeOf(matter);
  }

  regionsOf(subject: CaseSubject): RegionCode[] {
    const parties = subject.phase === 'open' ? subject.stored.view.parties : undefined;
    if (!parties) return [this.own];
    return [...new Set([parties.receipt, parties.decision, ...parties.supporting])];
  }
}
