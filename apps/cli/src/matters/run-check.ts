import { checkMatter, matterDigest } from '#libs/handling';
import { standardCatalogue } from '#libs/licences';
import { ExitCode } from '../exit.js';
import type { Io } from '../io.js';
import { matterFiles, matterOf } from './read.js';
import { findingText } from './words.js';

/** `tongban matters check`: everything in definitions that does not fit together. */
export function runCheck(files: readonly string[], io: Io): void {
  const results = matterFiles(files).map((file) => {
    const matter = matterOf(file);
    const findings = checkMatter(matter, standardCatalogue);
    return {
      file,
      id: matter.id,
      version: matter.version,
      title: matter.title,
      digest: matterDigest(matter),
      assumed: count(matter, 'assumed'),
      samples: count(matter, 'sample'),
      findings,
    };
  });
  io.out(results, () =>
    results
      .map(({ id, title, version, assumed, samples, findings }) =>
        [
          `${findings.some(({ severity }) => severity === 'error') ? '✗' : '✓'} ${io.say(title)}  ${id} v${String(version)}  ${io.say(
            {
              zh: `推定 ${String(assumed)} 处，样例代码 ${String(samples)} 处`,
              en: `${String(assumed)} assumed, ${String(samples)} sample codes`,
            },
          )}`,
          ...findings.map((finding) => findingText(finding, io)),
        ].join('\n'),
      )
      .join('\n'),
  );
  if (results.some(({ findings }) => findings.some(({ severity }) => severity === 'error')))
    process.exitCode = ExitCode.configuration;
}

/** How often a mark stands anywhere in a definition. */
function count(value: unknown, mark: 'assumed' | 'sample'): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = (value as Record<string, unknown>)[mark] === true ? 1 : 0;
  return Object.values(value).reduce<number>((sum, member) => sum + count(member, mark), own);
}
