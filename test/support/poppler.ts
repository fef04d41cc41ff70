import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program of poppler; undefined where it is not installed. */
export async function poppler(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await promisify(execFile)(program, [...args])).stdout;
  } catch (thrown) {
    // A folder of PATH that may not be looked into tells EACCES.
    if (/^(ENOENT|EACCES)$/.test(String((thrown as NodeJS.ErrnoException).code))) return undefined;
    throw thrown;
  }
}
