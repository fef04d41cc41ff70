import { Command } from 'commander';
import { formatProblems } from '../../../node/src/config/index.js';
import { checkFile } from '../config/check-file.js';
import { ExitCode } from '../exit.js';
import { ioOf } from '../io.js';

/** `tongban config check`: what the node would say about its configuration, without starting one. */
export function configCommand(): Command {
  const config = new Command('config').description('look at configuration files (配置)');
  config
    .command('check')
    .description('check configuration files; lists every problem with its place (检查配置)')
    .argument('<files...>', 'for example config/beijing.yaml')
    .option('--data-dir <folder>', 'what ${dataDir} stands for (otherwise TONGBAN_DATA_DIR)')
    .action((files: string[], options: { dataDir?: string }, command: Command) => {
      const io = ioOf(command);
      // Without a data directory a check would complain about every path below it, which is not the file's fault.
      const environment = {
        TONGBAN_DATABASE_URL: process.env.TONGBAN_DATABASE_URL,
        TONGBAN_DATA_DIR: options.dataDir ?? process.env.TONGBAN_DATA_DIR ?? '/data-dir',
      };
      const results = files.map((file) => {
        const problems = checkFile(file, environment);
        return { file, ok: problems.length === 0, problems };
      });
      io.out(results, () =>
        results
          .map(({ file, ok, problems }) =>
            ok ? `${file}  ${io.say({ zh: '有效', en: 'valid' })}` : formatProblems(file, problems),
          )
          .join('\n'),
      );
      if (results.some(({ ok }) => !ok)) process.exitCode = ExitCode.configuration;
    });
  return config;
}
