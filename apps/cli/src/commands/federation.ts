import { Command, Option } from 'commander';
import type { Metadata, MetadataPolicy } from '#libs/federation';
import type { SigningSuiteName } from '#libs/jws';
import {
  enrolEntity,
  initAuthority,
  publishTrustList,
  refreshAuthority,
  revoke,
  rotateAuthorityKey,
  type AuthorityReport,
} from '../../../anchor/src/authority/commands.js';
import {
  constraintsOf,
  count,
  instant,
  issuers,
  positive,
  type ConstraintOptions,
} from '../federation/options.js';
import { chainText, showChain } from '../federation/show.js';
import { readConfiguration, readJson } from '../federation/source.js';
import { readTrustListFile } from '../federation/trust-list-file.js';
import { ioOf } from '../io.js';
import { SUITES } from '../suite.js';

const DAY = 86_400;
const ports = { clock: Date.now };

/** `tongban federation`: the one place where an authority's private key is used. */
export function federationCommand(): Command {
  const federation = new Command('federation').description(
    'run an authority of the federation: who belongs, with which keys, how long (联邦信任管理)',
  );
  initCommand(federation);
  enrolCommand(federation);
  statementCommand(federation);
  rotateCommand(federation);
  revokeCommand(federation);
  trustListCommand(federation);
  showCommand(federation);
  return federation;
}

function initCommand(federation: Command): void {
  federation
    .command('init')
    .description(
      'make an authority: a trust anchor, or an intermediate with --superior (新建信任锚或中间机构)',
    )
    .argument('<dir>', 'folder of the authority; its keys stay there, mode 0600')
    .requiredOption('--entity-id <url>', 'entity identifier, the https address of its server')
    .requiredOption('--organization <name>', 'organization name in its metadata')
    .option('--superior <url...>', 'superior authorities; none for a trust anchor')
    .addOption(new Option('--validity-days <days>', 'lifetime of statements').default(30).argParser(positive))
    .addOption(
      new Option('--overlap-days <days>', 'overlap of a key rotation').default(7).argParser(positive),
    )
    .addOption(new Option('--suite <suite>', 'signature suite').choices(SUITES).default('ES256'))
    .option('--accept-marks <type=issuer...>', 'whose trust marks of a type count in this federation')
    .option('--resolver', 'also make and enrol a resolver with an online key of its own')
    .action(
      async (
        dir: string,
        options: {
          entityId: string;
          organization: string;
          superior?: string[];
          validityDays: number;
          overlapDays: number;
          suite: SigningSuiteName;
          acceptMarks?: string[];
          resolver?: true;
        },
        command: Command,
      ) => {
        const report = await initAuthority(
          dir,
          {
            entityId: options.entityId,
            organizationName: options.organization,
            superiors: options.superior ?? [],
            validitySeconds: Math.round(options.validityDays * DAY),
            overlapSeconds: Math.round(options.overlapDays * DAY),
            suite: options.suite,
            trustMarkIssuers: issuers(options.acceptMarks ?? []),
            resolver: options.resolver ?? false,
          },
          ports,
        );
        ioOf(command).out(report, () => summary(report));
      },
    );
}

function enrolCommand(federation: Command): void {
  federation
    .command('enrol')
    .description('take an entity in, or take over its new keys (登记实体)')
    .argument('<dir>', 'folder of the authority')
    .argument('<source>', 'entity identifier (https), or a file with its entity configuration')
    .option('--ca <file>', 'PEM file of the authorities that vouch for its TLS certificate')
    .option('--confirm <thumbprint>', 'thumbprint of its key, got by another channel; refuses any other key')
    .option('--trust-mark <type...>', 'trust marks to issue to it')
    .option('--max-path-length <n>', 'intermediates that may stand below it', count)
    .option(
      '--permit <name...>',
      'host names that entities below may have; ".example" for any below a domain',
    )
    .option('--exclude <name...>', 'host names that they must not have')
    .option('--allow-type <type...>', 'entity types that it and those below may act in')
    .option(
      '--policy <file>',
      'JSON file with a metadata policy; the default holds a node to what it claims today',
    )
    .option('--metadata <file>', 'JSON file with metadata that the authority sets')
    .option('--readmit', 'take in an entity that this authority has revoked')
    .action(
      async (
        dir: string,
        source: string,
        options: ConstraintOptions & {
          ca?: string;
          confirm?: string;
          trustMark?: string[];
          policy?: string;
          metadata?: string;
          readmit?: true;
        },
        command: Command,
      ) => {
        const token = await readConfiguration(source, { ca: options.ca });
        const constraints = constraintsOf(options);
        const report = await enrolEntity(
          dir,
          {
            token,
            readmit: options.readmit ?? false,
            ...(options.confirm === undefined ? {} : { confirm: options.confirm }),
            ...(constraints === undefined ? {} : { constraints }),
            ...(options.trustMark === undefined ? {} : { trustMarks: options.trustMark }),
            ...(options.policy === undefined
              ? {}
              : { metadataPolicy: (await readJson(options.policy)) as MetadataPolicy }),
            ...(options.metadata === undefined
              ? {}
              : { metadata: (await readJson(options.metadata)) as Metadata }),
          },
          ports,
        );
        ioOf(command).out(report, () =>
          [
            `${report.known ? 'renewed' : 'enrolled'} ${report.sub}`,
            `key thumbprint ${report.thumbprint}: compare it with the operator of the entity`,
            ...report.trustMarks.map(({ type }) => `trust mark ${type}`),
          ].join('\n'),
        );
      },
    );
}

function statementCommand(federation: Command): void {
  federation
    .command('statement')
    .description('sign again what is about to expire; safe to run at any time (续签声明)')
    .argument('<dir>', 'folder of the authority')
    .option('--force', 'sign everything again')
    .action(async (dir: string, options: { force?: true }, command: Command) => {
      const report = await refreshAuthority(dir, { ...ports, force: options.force ?? false });
      ioOf(command).out(report, () => summary(report));
    });
}

function rotateCommand(federation: Command): void {
  federation
    .command('rotate')
    .description('bring in a new key; the old one stays for an overlap (轮换密钥)')
    .argument('<dir>', 'folder of the authority')
    .addOption(
      new Option(
        '--reason <reason>',
        'compromised ends the old key at once; readers must pin the new one by hand',
      )
        .choices(['superseded', 'compromised', 'unspecified'])
        .default('superseded'),
    )
    .addOption(new Option('--suite <suite>', 'signature suite').choices(SUITES).default('ES256'))
    .action(
      async (
        dir: string,
        options: { reason: 'superseded' | 'compromised' | 'unspecified'; suite: SigningSuiteName },
        command: Command,
      ) => {
        const report = await rotateAuthorityKey(dir, options, ports);
        ioOf(command).out(report, () =>
          [
            `new key ${report.newKey}`,
            `signs from ${report.signsFrom} on, with the first "federation statement" after it`,
            ...(report.superiorsMustEnrolAgain ? ['its superiors must enrol it again before that'] : []),
          ].join('\n'),
        );
      },
    );
}

function revokeCommand(federation: Command): void {
  federation
    .command('revoke')
    .description('withdraw an entity, or one of its trust marks (撤销实体或信任标志)')
    .argument('<dir>', 'folder of the authority')
    .argument('<entity>', 'entity identifier')
    .requiredOption('--reason <text>', 'for the record of the authority')
    .option('--trust-mark <type>', 'withdraw only this trust mark')
    .action(
      async (dir: string, sub: string, options: { reason: string; trustMark?: string }, command: Command) => {
        const report = await revoke(dir, { sub, ...options }, ports);
        ioOf(command).out(report, () => `withdrawn: ${options.trustMark ?? sub}\n${summary(report)}`);
      },
    );
}

function trustListCommand(federation: Command): void {
  federation
    .command('trust-list')
    .description('sign and publish by whom documents may be trusted (签发信任列表)')
    .argument('<dir>', 'folder of the authority')
    .argument('<file>', 'trust list in JSON or YAML; raise its edition with every change')
    .action(async (dir: string, file: string, _options: unknown, command: Command) => {
      const { value, authorities, edition } = await readTrustListFile(file);
      const report = await publishTrustList(dir, value, ports);
      ioOf(command).out({ ...report, edition, authorities }, () =>
        [`trust list, edition ${String(edition)}: ${String(authorities)} authorities`, summary(report)].join(
          '\n',
        ),
      );
    });
}

function showCommand(federation: Command): void {
  federation
    .command('show')
    .description('resolve and verify a trust chain and print every check (查看并验证信任链)')
    .argument('<source>', 'entity identifier (https), or a JSON file with the statements of a chain')
    .requiredOption('--anchor <file...>', 'trust-anchor.json of the anchors to trust')
    .option('--ca <file>', 'PEM file of the authorities that vouch for TLS certificates')
    .option('--require-mark <type...>', 'trust marks that must be there')
    .option('--at <instant>', 'look at a stored chain as of this instant (ISO 8601)', instant)
    .action(
      async (
        source: string,
        options: { anchor: string[]; ca?: string; requireMark?: string[]; at?: number },
        command: Command,
      ) => {
        const chain = await showChain(
          source,
          {
            anchors: options.anchor,
            ca: options.ca,
            ...(options.requireMark === undefined ? {} : { requiredTrustMarks: options.requireMark }),
            ...(options.at === undefined ? {} : { at: options.at }),
          },
          ports.clock,
        );
        ioOf(command).out(chain, () => chainText(chain));
        if (!chain.valid) process.exitCode = 1;
      },
    );
}

function summary(report: AuthorityReport): string {
  return [
    `authority ${report.entityId}, key ${report.signingKey}`,
    `signed anew: ${String(report.renewed)} documents`,
    `served from ${report.published}`,
    `to be pinned: ${report.trustAnchorFile}`,
    ...report.subordinates.map((sub) => `  ${sub}`),
  ].join('\n');
}
