import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type pg from 'pg';
import { logOrigin, type NoteVerifier } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { AuditLog, GovernanceJournal, openLogKey } from '../../../node/src/audit/index.js';
import { loadConfig, type NodeConfiguration } from '../../../node/src/config/index.js';
import { createPool } from '../../../node/src/persistence/connection.js';
import { memoryFile, notesOf } from '../../../node/src/transparency/keeping/index.js';
import { CliFailure, ExitCode } from '../exit.js';
import { withRegionDatabase, type RegionName } from '../licences/region-database.js';
import { layoutOf } from '../up/layout.js';

export interface KeeperOptions {
  region: RegionName;
  /** Configuration file of the node; that of the demo otherwise. */
  config?: string;
}

/** What somebody needs who keeps the log of a node: its tables as their owner, its key's public half, its journal. */
export interface Keeper {
  client: pg.Client;
  config: NodeConfiguration;
  verifier: NoteVerifier;
  journal: GovernanceJournal;
  memory: ReturnType<typeof memoryFile>;
  /** The account at this terminal; stands in the entries. */
  operator: string;
}

/**
 * Opens the log of a region for its keeper.
 * @param options.whileRefused whether the command may run while the log contradicts its witnesses (restore alone)
 * @throws Refusal `LOG_FORKED` or `LOG_BEHIND_WITNESS`: nothing may be appended then, and so nothing be done
 */
export async function withKeeper<T>(
  options: KeeperOptions & { whileRefused?: boolean },
  work: (keeper: Keeper) => Promise<T>,
): Promise<T> {
  const config = configOf(options);
  const memory = memoryFile(config.transparency.stateFile);
  const refused = (await memory.load())?.refused;
  if (refused && !options.whileRefused) throw new Refusal(refused.code, { hint: refused.witness });
  return withRegionDatabase(options.region, process.env, async (client, url) => {
    const pool = createPool(url, config.database, { name: 'keeper', size: 1 }, () => undefined);
    const origin = config.audit.origin ?? logOrigin(config.node.entityId);
    try {
      const log = await AuditLog.open({ pool, config: config.audit, origin });
      return await work({
        client,
        config,
        verifier: verifierOf(config.audit.keyFile, origin),
        journal: new GovernanceJournal(log, config.node.entityId, Date.now),
        memory,
        operator: userInfo().username,
      });
    } finally {
      await pool.end();
    }
  });
}

function configOf({ region, config }: KeeperOptions): NodeConfiguration {
  const place = layoutOf().nodes.find(({ name }) => name === region);
  const dataDir = process.env['TONGBAN_DATA_DIR'] ?? place?.dataDir;
  return loadConfig(config ?? place?.configFile ?? '', {
    ...process.env,
    ...(dataDir === undefined ? {} : { TONGBAN_DATA_DIR: dataDir }),
  }).config;
}

function verifierOf(keyFile: string, origin: string): NoteVerifier {
  // Opening would make a new key, which signs for another log.
  if (!existsSync(keyFile))
    throw new CliFailure(ExitCode.configuration, `没有日志密钥 There is no key of the log: ${keyFile}`);
  return notesOf(openLogKey(keyFile, origin), origin).verifier;
}

/** One line from a file, or from standard input for `-`: what names a person does not belong on a command line. */
export async function secretLine(file: string): Promise<string> {
  const text = file === '-' ? await standardInput() : await readFile(file, 'utf8');
  const line = text.replace(/\r?\n$/, '');
  if (line === '' || /[\r\n]/.test(line))
    throw new CliFailure(ExitCode.usage, `需要恰好一行内容 Exactly one line is needed: ${file}`);
  return line;
}

async function standardInput(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts).toString('utf8');
}
