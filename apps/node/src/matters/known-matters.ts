import { itemCode, type RegionCode } from '#libs/codes';
import { dayOf, type DepartmentMapping, type Matter } from '#libs/handling';
import type { Department, HeldMatter, MatterPart, Matters } from './ports.js';

export interface KnownMattersDeps {
  region: RegionCode;
  mappings: ReadonlyMap<RegionCode, DepartmentMapping>;
  clock: () => number;
}

/** The definitions in memory: an answer costs a look-up, however many versions are known. */
export class KnownMatters implements Matters {
  private readonly byId = new Map<string, HeldMatter[]>();
  private readonly digests = new Map<string, HeldMatter>();
  /** Bodies of the own region that were mapped when definitions were adopted; the configuration's come first. */
  private readonly mapped = new Map<string, Department>();

  constructor(private readonly deps: KnownMattersDeps) {}

  /** Takes versions up; those that are known already stay as they are. */
  add(held: readonly HeldMatter[]): void {
    for (const one of held) {
      if (this.digests.has(one.digest)) continue;
      this.digests.set(one.digest, one);
      const { id } = one.matter;
      const versions = [...(this.byId.get(id) ?? []), one];
      this.byId.set(
        id,
        versions.sort((a, b) => b.matter.version - a.matter.version),
      );
    }
  }

  /** Takes up bodies of the own region; a later one replaces an earlier one. */
  map(departments: Readonly<Record<string, Department>>): void {
    for (const [key, body] of Object.entries(departments)) this.mapped.set(key, body);
  }

  current(id: string): HeldMatter | undefined {
    const today = dayOf(this.deps.clock());
    return this.byId.get(id)?.find(({ from }) => from <= today);
  }

  find(id: string, version?: number): HeldMatter | undefined {
    if (version === undefined) return this.current(id);
    return this.byId.get(id)?.find(({ matter }) => matter.version === version);
  }

  byDigest(digest: string): HeldMatter | undefined {
    return this.digests.get(digest);
  }

  list(): HeldMatter[] {
    return [...this.byId.keys()]
      .sort()
      .map((id) => this.current(id))
      .filter((one) => one !== undefined);
  }

  versions(id: string): readonly HeldMatter[] {
    return this.byId.get(id) ?? [];
  }

  departmentOf(key: string, region: RegionCode = this.deps.region): Department | undefined {
    const departments = this.deps.mappings.get(region)?.departments;
    const found = departments && Object.hasOwn(departments, key) ? departments[key] : undefined;
    if (found) return { code: found.code, name: found.name };
    return region === this.deps.region ? this.mapped.get(key) : undefined;
  }

  bodyNamed(code: string): Department['name'] | undefined {
    for (const { departments } of [...this.deps.mappings.values(), this.mapping()])
      for (const one of Object.values(departments)) if (one.code === code) return one.name;
    return undefined;
  }

  /** The own region's mapping with what adoptions have added, and more where it is given. */
  mapping(more: Readonly<Record<string, Department>> = {}): DepartmentMapping {
    const configured = this.deps.mappings.get(this.deps.region)?.departments ?? {};
    return {
      region: this.deps.region,
      departments: { ...Object.fromEntries(this.mapped), ...more, ...configured },
    };
  }

  itemCodeOf(matter: Matter, region?: RegionCode): string | undefined {
    const { department, level } = matter.authority;
    const authority = this.departmentOf(department, region);
    const code = authority && `${authority.code}${String(level)}${matter.basicCode.code}`;
    return code !== undefined && itemCode.is(code) ? code : undefined;
  }

  roleOf(matter: Matter, organisation: string): MatterPart {
    const isTheirs = (key: string) => this.departmentOf(key)?.code === organisation;
    return {
      authority: isTheirs(matter.authority.department),
      items: matter.items.filter(({ department }) => isTheirs(department)).map(({ id }) => id),
    };
  }
}
