import type { RegionCode } from '#libs/codes';
import type { Bilingual, Matter } from '#libs/handling';

/** A body that stands for a department of the definitions in one region. */
export interface Department {
  /** Unified social credit code. */
  code: string;
  name: Bilingual;
}

/** One version of a definition as this node holds it. */
export interface HeldMatter {
  matter: Matter;
  /** SHA-256 of its canonical JSON: the name by which cases and other regions know it. */
  digest: string;
  /** First day on which cases are received by it here, `YYYY-MM-DD`. */
  from: string;
  /** Entity id of the node from which it was adopted; absent for the region's own. */
  issuer?: string;
}

/** What a body of this region has to do in a matter. */
export interface MatterPart {
  /** Whether it decides. */
  authority: boolean;
  /** Ids of the linked items that it handles. */
  items: readonly string[];
}

/** The definitions of this node, from memory. Definitions that were ever in force stay known: running cases name them. */
export interface Matters {
  /** The version in force today in China; undefined where there is none yet. */
  current(id: string): HeldMatter | undefined;
  /** One version by its number; without one as {@link current}. */
  find(id: string, version?: number): HeldMatter | undefined;
  byDigest(digest: string): HeldMatter | undefined;
  /** What is in force today, by id. */
  list(): readonly HeldMatter[];
  /** Every version known of one matter, the newest first. */
  versions(id: string): readonly HeldMatter[];
  /** The body that stands for a department; of the own region where none is named. */
  departmentOf(key: string, region?: RegionCode): Department | undefined;
  /** Name of a body by its code, in whatever region is mapped; undefined where nobody knows it. */
  bodyNamed(code: string): Department['name'] | undefined;
  /** 实施编码: the authority's own code, level, basic code; undefined where the region maps no authority. */
  itemCodeOf(matter: Matter, region?: RegionCode): string | undefined;
  /** Which part a body of the own region has in a matter; neither where it has none. */
  roleOf(matter: Matter, organisation: string): MatterPart;
}
