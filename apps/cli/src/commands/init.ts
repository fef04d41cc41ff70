import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { parseDocument } from 'yaml';
import { uscc } from '#libs/codes';
import { checkConfig, formatProblems } from '../../../node/src/config/index.js';
import { ensureExchangeKey } from '../../../node/src/exchange/exchange-keys.js';
import { CliFailure, ExitCode } from '../exit.js';
import { ioOf } from '../io.js';
import { provisionNode } from '../provision/node.js';
import { ROOT } from '../root.js';
import { REGIONS } from '../up/layout.js';

interface InitOptions {
  dataDir: string;
  config: string;
  region: (typeof REGIONS)[number];
  entityId?: string;
  publicUrl?: string;
  organisationCode?: string;
  organisationName?: string;
}

/** `tongban init`: what a new node needs before its first start. What exists is never touched. */
export function initCommand(): Command {
  return new Command('init')
    .description(
      'prepare a node: configuration from the sample of its region, data directory, keys, accounts (初始化节点)',
    )
    .requiredOption('--data-dir <folder>', 'data directory of the node (TONGBAN_DATA_DIR)')
    .requiredOption('--config <file>', 'configuration file; written from the sample where it does not exist')
    .addOption(
      new Option('--region <region>', 'whose sample to start from').choices([...REGIONS]).default('beijing'),
    )
    .option('--entity-id <url>', 'entity identifier: the https origin of the peer listener')
    .option('--public-url <url>', 'origin of the public listener, for tokens and sign-in')
    .option('--organisation-code <code>', 'unified social credit code of the body that runs the node')
    .option('--organisation-name <name>', 'its name')
    .action(async (options: InitOptions, command: Command) => {
      const io = ioOf(command);
      const dataDir = resolve(options.dataDir);
      const made: string[] = [];
      if (!existsSync(options.config)) {
        mkdirSync(dirname(resolve(options.config)), { recursive: true });
        writeFileSync(options.config, skeleton(options), { flag: 'wx' });
        made.push(options.config);
      }
      const check = checkConfig(options.config, { TONGBAN_DATA_DIR: dataDir });
      if (!check.ok) {
        throw new CliFailure(ExitCode.configuration, formatProblems(options.config, check.problems), {
          problems: check.problems,
        });
      }
      const provisioned = await provisionNode(check.loaded, dataDir, { clock: Date.now });
      const { keysDir, suite } = check.loaded.config.federation;
      if (!existsSync(keysDir)) made.push(keysDir);
      ensureExchangeKey(keysDir, suite, Date.now());
      made.push(...provisioned.made);
      io.out({ dataDir, config: resolve(options.config), made, accounts: provisioned.passwords }, () =>
        [
          ...made.map((path) => `+ ${path}`),
          ...provisioned.passwords.map(
            ({ username, password, role }) => `${username.padEnd(10)}${password}  ${role}`,
          ),
          ...(provisioned.passwords.length > 0
            ? [io.say({ zh: '口令只显示这一次。', en: 'The passwords are shown this once.' })]
            : []),
          io.say({
            zh: `接下来：将信任锚的 trust-anchor.json 放入 ${dataDir}，由其运营方登记本节点（tongban federation enrol），设置 TONGBAN_DATABASE_URL 与 TONGBAN_DATA_DIR 后启动。`,
            en: `Next: put the anchor's trust-anchor.json into ${dataDir}, have its operator enrol this node (tongban federation enrol), set TONGBAN_DATABASE_URL and TONGBAN_DATA_DIR, and start.`,
          }),
        ].join('\n'),
      );
    });
}

/** The sample of the region with the node's own names; comments stay, developers' switches go off. */
function skeleton({
  config,
  region,
  entityId,
  publicUrl,
  organisationCode,
  organisationName,
}: InitOptions): string {
  if (organisationCode !== undefined && !uscc.is(organisationCode)) {
    throw new CliFailure(ExitCode.usage, '--organisation-code is not a unified social credit code');
  }
  const sample = join(ROOT, 'config', `${region}.yaml`);
  const document = parseDocument(readFileSync(sample, 'utf8'));
  const set = (path: string[], value: unknown): void => {
    if (value !== undefined) document.setIn(path, value);
  };
  set(['node', 'entityId'], entityId);
  set(['node', 'organisation', 'code'], organisationCode);
  set(['node', 'organisation', 'name'], organisationName);
  for (const name of ['introspection', 'freeForm', 'graphiql']) set(['graphql', name], false);
  // The demo alone lets auditors and administrators in by their passwords.
  document.deleteIn(['callers', 'secondFactor']);
  const sampleOrigin = new URL(String(document.getIn(['callers', 'audience']))).origin;
  const certs = relative(dirname(resolve(config)), join(ROOT, 'certs-sample'));
  return document
    .toString({ lineWidth: 120 })
    .replaceAll(sampleOrigin, publicUrl?.replace(/\/$/, '') ?? sampleOrigin)
    .replaceAll('../certs-sample/', `${certs.startsWith('.') ? '' : './'}${certs}/`);
}
