// `npm run certs`: the one command of the CLI that must work before a node is configured.
import { certsCommand } from '../commands/certs.js';
import { exitCodeOf } from '../exit.js';

try {
  await certsCommand().parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = exitCodeOf(error);
}
