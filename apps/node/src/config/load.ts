import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { Refusal } from '#libs/errors';
import { resolvePaths } from './paths.js';
import { formatProblems, pathText, type ConfigProblem } from './problem.js';
import { lineMember, readYaml } from './read-yaml.js';
import { nodeConfiguration, type NodeConfiguration } from './schema.js';
import { findSecrets } from './secrets.js';

/** What a node may take from its environment: places and secrets, nothing that changes what it does. */
export interface ConfigEnvironment {
  /** PostgreSQL connection URL with its password. */
  TONGBAN_DATABASE_URL?: string | undefined;
  /** Where keys and documents of this node live; `${dataDir}` in the file. */
  TONGBAN_DATA_DIR?: string | undefined;
}

export interface LoadedConfig {
  /** Deep-frozen. */
  config: NodeConfiguration;
  /** Absolute path of the file that was read. */
  file: string;
  /** What stood in it, before defaults; absent for a node that is put together without one. */
  written?: unknown;
  /** Absolute, from TONGBAN_DATA_DIR. */
  dataDir: string | undefined;
  /** From TONGBAN_DATABASE_URL; never logged. */
  databaseUrl: string | undefined;
}

export type ConfigCheck =
  { ok: true; loaded: LoadedConfig } | { ok: false; file: string; problems: ConfigProblem[] };

/**
 * Reads and checks one node's configuration file and lists everything that is wrong with it at once.
 * Does not look whether the files that it names exist; the module that opens one says so.
 */
export function checkConfig(file: string, environment: ConfigEnvironment): ConfigCheck {
  const absolute = resolve(file);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(absolute);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const message =
      code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? 'unknown reason'})`;
    return { ok: false, file: absolute, problems: [{ path: '', message }] };
  }
  const read = readYaml(bytes);
  if (read.problems.length > 0) return { ok: false, file: absolute, problems: read.problems };

  const dataDir = environment.TONGBAN_DATA_DIR ? resolve(environment.TONGBAN_DATA_DIR) : undefined;
  const problems: ConfigProblem[] = [];
  const report = (at: readonly PropertyKey[], message: string): void => {
    problems.push({ path: pathText(at), message, ...lineMember(read.lineOf(at)) });
  };
  findSecrets(read.value, report);
  const parsed = nodeConfiguration.safeParse(read.value ?? {});
  if (!parsed.success) reportIssues(parsed.error.issues, report);
  // After parsing: a module's default may be a path below the data directory too.
  const value = resolvePaths(
    parsed.success ? parsed.data : read.value,
    { config: dirname(absolute), data: dataDir },
    report,
  );
  const databaseUrl = environment.TONGBAN_DATABASE_URL || undefined;
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\/\S+$/.test(databaseUrl)) {
    problems.push({ path: 'TONGBAN_DATABASE_URL', message: 'is not a postgres:// URL' });
  }
  if (!parsed.success || problems.length > 0) return { ok: false, file: absolute, problems };
  const config = deepFreeze(value as NodeConfiguration);
  return { ok: true, loaded: { config, file: absolute, written: read.value, dataDir, databaseUrl } };
}

/**
 * As {@link checkConfig}, for a program that cannot go on without it.
 * @throws Refusal `CONFIG_INVALID` whose `details.problems` and cause list every problem.
 */
export function loadConfig(file: string, environment: ConfigEnvironment): LoadedConfig {
  const check = checkConfig(file, environment);
  if (check.ok) return check.loaded;
  throw new Refusal('CONFIG_INVALID', {
    hint: check.file,
    details: { file: check.file, problems: check.problems },
    cause: new Error(formatProblems(check.file, check.problems)),
  });
}

/** An unknown key is reported at the key itself, not at the section that holds it. */
function reportIssues(
  issues: readonly z.core.$ZodIssue[],
  report: (at: readonly PropertyKey[], message: string) => void,
): void {
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) report([...issue.path, key], 'is not a known key');
    } else {
      report(issue.path, issue.message);
    }
  }
}

export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
