import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RegionCode } from '#libs/codes';
import { Refusal, type ErrorCode } from '#libs/errors';
import {
  adoptionOf,
  checkMatter,
  matterDigest,
  readDepartmentMapping,
  readMatter,
  type DepartmentMapping,
} from '#libs/handling';
import type { Catalogue } from '#libs/licences';
import { readYaml } from '../config/read-yaml.js';
import type { MattersConfig } from './matters.config.js';
import type { HeldMatter } from './ports.js';

export interface LoadedMatters {
  matters: readonly HeldMatter[];
  mappings: ReadonlyMap<RegionCode, DepartmentMapping>;
}

/** More files than any list of matters has; a folder with more is not one of definitions. */
const MOST_FILES = 500;
const MOST_BYTES = 400_000;

/**
 * What a node's configuration says of matters. A node does not start with a definition that contradicts itself, nor with
 * one whose departments nobody stands for: what it would promise applicants, nobody would keep.
 * @throws Refusal MATTER_*, DEPARTMENT_MAPPING_* with the file
 */
export function loadMatters(
  { directory, departments }: MattersConfig,
  { region, catalogue }: { region: string; catalogue: Catalogue },
): LoadedMatters {
  const mappings = new Map<RegionCode, DepartmentMapping>();
  for (const file of departments) {
    const mapping = within(file, () => readDepartmentMapping(valueOf(file, 'DEPARTMENT_MAPPING_INVALID')));
    if (mappings.has(mapping.region))
      throw new Refusal('DEPARTMENT_MAPPING_INVALID', { hint: `${basename(file)}: ${mapping.region} twice` });
    mappings.set(mapping.region, mapping);
  }
  if (directory === undefined) return { matters: [], mappings };
  const own = mappings.get(region as RegionCode);
  if (!own) throw new Refusal('DEPARTMENT_MAPPING_MISSING', { hint: region });
  const matters = filesOf(directory).map((file) => within(file, () => definitionIn(file, own, catalogue)));
  const names = matters.map(({ matter }) => `${matter.id} v${String(matter.version)}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Refusal('MATTER_ID_TWICE', { hint: twice });
  return { matters, mappings };
}

function definitionIn(file: string, own: DepartmentMapping, catalogue: Catalogue): HeldMatter {
  const matter = readMatter(valueOf(file, 'MATTER_INVALID'));
  const fault = checkMatter(matter, catalogue).find(({ severity }) => severity === 'error');
  if (fault) throw new Refusal(fault.code, { hint: fault.path });
  const lacking = adoptionOf(matter, own, catalogue).departments.find(
    ({ problem }) => problem === 'unmapped',
  );
  if (lacking) throw new Refusal('MATTER_DEPARTMENT_UNMAPPED', { hint: lacking.key });
  return { matter, digest: matterDigest(matter), from: matter.validFrom };
}

function filesOf(directory: string): string[] {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (cause) {
    throw new Refusal('MATTER_INVALID', { hint: `${basename(directory)}: cannot be read`, cause });
  }
  const files = names.filter((name) => name.endsWith('.yaml')).sort();
  if (files.length === 0 || files.length > MOST_FILES)
    throw new Refusal('MATTER_INVALID', { hint: `${basename(directory)}: 1 to ${String(MOST_FILES)} files` });
  return files.map((name) => join(directory, name));
}

function valueOf(file: string, code: ErrorCode): unknown {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new Refusal(code, { hint: 'cannot be read', cause });
  }
  if (bytes.length > MOST_BYTES) throw new Refusal(code, { hint: 'too long' });
  const { value, problems } = readYaml(bytes);
  const [problem] = problems;
  if (problem) throw new Refusal(code, { hint: `line ${String(problem.line ?? '?')}: ${problem.message}` });
  return value;
}

/** Puts the file's name before what is wrong in it. */
function within<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.code, {
      hint: `${basename(file)}: ${error.hint ?? ''}`.slice(0, 300),
      cause: error,
    });
  }
}
