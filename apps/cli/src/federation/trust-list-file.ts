import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { readTrustList } from '#libs/pki';
import { CliFailure, ExitCode } from '../exit.js';

/**
 * A trust list as its author wrote it, and what it says.
 * @throws CliFailure usage where there is none; Refusal TRUST_STORE_INVALID where it says something else
 */
export async function readTrustListFile(
  file: string,
): Promise<{ value: { edition: number }; edition: number; authorities: number }> {
  let value: unknown;
  try {
    value = parse(await readFile(file, 'utf8'), { version: '1.2', schema: 'core', maxAliasCount: 0 });
  } catch (cause) {
    throw new CliFailure(
      ExitCode.usage,
      `${file}: neither JSON nor YAML can be read there`,
      { file },
      { cause },
    );
  }
  const { edition, authorities } = readTrustList(value);
  return { value: value as { edition: number }, edition, authorities: authorities.length };
}
