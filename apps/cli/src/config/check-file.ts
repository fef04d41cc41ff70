import { existsSync, readFileSync, statSync } from 'node:fs';
import { anchorConfig } from '../../../anchor/src/config.js';
import { checkConfig, type ConfigEnvironment, type ConfigProblem } from '../../../node/src/config/index.js';
import { pathText } from '../../../node/src/config/problem.js';
import { readYaml } from '../../../node/src/config/read-yaml.js';

/** Problems of a configuration file, a node's or an authority's server's; which of them it is, its keys say. */
export function checkFile(file: string, environment: ConfigEnvironment): ConfigProblem[] {
  if (existsSync(file) && statSync(file).isFile()) {
    const { value, problems, lineOf } = readYaml(readFileSync(file));
    if (problems.length === 0 && typeof value === 'object' && value !== null && 'authorities' in value) {
      const parsed = anchorConfig.safeParse(value);
      return (parsed.error?.issues ?? []).map(({ path, message }) => {
        const line = lineOf(path);
        return { path: pathText(path), message, ...(line === undefined ? {} : { line }) };
      });
    }
  }
  const check = checkConfig(file, environment);
  return check.ok ? [] : check.problems;
}
