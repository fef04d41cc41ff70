import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { CliFailure, ExitCode } from '../exit.js';
import type { Io } from '../io.js';
import { EmbeddedPostgres } from '../postgres/embedded.js';
import type { Layout } from './layout.js';

const MARK = '.tongban-data';
const MARK_TEXT = 'Data of a Tongban demo; `tongban up --fresh` may delete what it made here.\n';

/**
 * Makes the data folder, or takes one that is ours.
 * @throws CliFailure (environment) for a folder that holds something else.
 */
export function ensureDataFolder({ dataDir }: Layout): void {
  const mark = join(dataDir, MARK);
  if (existsSync(mark)) return;
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new CliFailure(
      ExitCode.environment,
      `${dataDir} is not empty and no data folder of Tongban; name another with --data-dir.`,
    );
  }
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(mark, MARK_TEXT);
}

/** Deletes what earlier runs made: only the folders that `up` makes, only in a folder that it marked. */
export async function eraseData(layout: Layout): Promise<void> {
  if (!existsSync(join(layout.dataDir, MARK))) return;
  await EmbeddedPostgres.erase(layout.postgresHome);
  for (const { dataDir } of [layout.anchor, layout.identity, layout.departments, ...layout.nodes])
    rmSync(dataDir, { recursive: true, force: true });
}

/** Asks a person at a terminal; elsewhere, and with --yes, the command line has said it all. */
export async function confirmErase(layout: Layout, yes: boolean, io: Io): Promise<void> {
  if (yes || !process.stdin.isTTY || !process.stderr.isTTY) return;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const question = io.say({
    zh: `将删除 ${layout.dataDir} 中的全部演示数据，是否继续？[y/N] `,
    en: `Delete all demo data in ${layout.dataDir}? [y/N] `,
  });
  const answer = await terminal.question(question);
  terminal.close();
  if (!/^(y|yes|是)$/i.test(answer.trim())) {
    throw new CliFailure(ExitCode.refused, io.say({ zh: '已取消。', en: 'Nothing was deleted.' }));
  }
}
