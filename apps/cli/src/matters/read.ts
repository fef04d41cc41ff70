import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import { readDepartmentMapping, readMatter, type DepartmentMapping, type Matter } from '#libs/handling';
import { readYaml } from '../../../node/src/config/read-yaml.js';
import { CliFailure, ExitCode } from '../exit.js';
import { REGION_CODES, type RegionName } from '../licences/region-database.js';
import { ROOT } from '../root.js';

export const MATTERS_FOLDER = 'config/matters';

/** Files as they were named, or all of the repository's own folder. */
export function matterFiles(files?: readonly string[]): string[] {
  if (files && files.length > 0) return [...files];
  const folder = join(ROOT, MATTERS_FOLDER);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name));
}

/** @throws Refusal MATTER_INVALID with the file, CliFailure where it cannot be read */
export function matterOf(file: string): Matter {
  try {
    return readMatter(valueOf(file));
  } catch (error) {
    if (error instanceof Refusal)
      throw new Refusal(error.code, { hint: `${file}: ${error.hint ?? ''}`, cause: error });
    throw error;
  }
}

/** By file, or by the name of one of the repository's own. @throws Refusal MATTER_UNKNOWN */
export function findMatter(name: string): Matter {
  if (/[./\\]/.test(name)) return matterOf(name);
  const file = matterFiles().find((one) => one.endsWith(`/${name}.yaml`));
  if (file === undefined) throw new Refusal('MATTER_UNKNOWN', { hint: name.slice(0, 64) });
  return matterOf(file);
}

/** A region's mapping of departments, from a file or the repository's own. */
export function mappingOf(region: RegionName, file?: string): DepartmentMapping {
  const path = file ?? join(ROOT, MATTERS_FOLDER, 'departments', `${region}.yaml`);
  const mapping = readDepartmentMapping(valueOf(path));
  if (mapping.region !== REGION_CODES[region])
    throw new Refusal('DEPARTMENT_MAPPING_INVALID', { hint: `${path}: region` });
  return mapping;
}

function valueOf(file: string): unknown {
  const { value, problems } = readYaml(read(file));
  const [problem] = problems;
  if (problem)
    throw new CliFailure(
      ExitCode.configuration,
      `${file}${problem.line === undefined ? '' : `:${String(problem.line)}`}: ${problem.message}`,
    );
  return value;
}

/** @throws CliFailure (environment) */
export function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new CliFailure(ExitCode.environment, `无法读取 ${file}。 ${file} cannot be read.`, {}, { cause });
  }
}
