import { existsSync, readFileSync, statSync } from 'node:fs';
import { anchorConfig } from '../../../anchor/src/config.js';
import { identityConfig } from '../../../identity/src/config.js';
import { checkConfig, type ConfigEnvironment, type ConfigProblem } from '../../../node/src/config/index.js';
import { pathText } from '../../../node/src/config/problem.js';
import { readYaml } from '../../../node/src/config/read-yaml.js';

/** Problems of a configuration file, of a node, an authority's server or an identity platform; which of them it is, its keys say. */
export function checkFile(file: string, environment: ConfigEnvironment): ConfigProblem[] {
  if (existsSync(file) && statSync(file).isFile()) {
    const { value, problems, lineOf } = readYaml(readFileSync(file));
    const schema = problems.length === 0 ? otherThanNode(value) : undefined;
    if (schema) {
      const parsed = schema.safeParse(value);
      return (parsed.error?.issues ?? []).map(({ path, message }) => {
        const line = lineOf(path);
        return { path: pathText(path), message, ...(line === undefined ? {} : { line }) };
      });
    }
  }
  const check = checkConfig(file, environment);
  return check.ok ? [] : check.problems;
}

/** Keys that only this kind of file has. */
function otherThanNode(value: unknown): typeof anchorConfig | typeof identityConfig | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('authorities' in value) return anchorConfig;
  return 'personsFile' in value ? identityConfig : undefined;
}
