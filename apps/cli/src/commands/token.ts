import { Command } from 'commander';
import { integratorAt, type RegionOptions } from '../integrator/at-region.js';
import { ioOf } from '../io.js';

/** `tongban token`: an access token for curl and other tools; short-lived, a secret as long as it lives. */
export function tokenCommand(): Command {
  return new Command('token')
    .description('print an access token of the sample integrator, for curl and other tools (访问令牌)')
    .option('--at <region>', 'at whose node to sign in', 'tianjin')
    .option('--client <id>', 'OAuth client (default: the sample integrator)')
    .option('--key <file>', 'its private key (JWK)')
    .option('--config-dir <folder>', 'folder of the configuration files')
    .option('--data-dir <folder>', 'data folder of `up`')
    .action(async (options: RegionOptions, command: Command) => {
      const token = await integratorAt(options).accessToken();
      ioOf(command).out({ accessToken: token, tokenType: 'Bearer' }, token);
    });
}
