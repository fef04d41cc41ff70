import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { verifyArchive, type ArchiveReport } from '#libs/archive';
import { Refusal } from '#libs/errors';
import { isEntityId, jwksSchema } from '#libs/federation';
import { CliFailure, ExitCode } from '../exit.js';
import { readJson } from '../federation/source.js';
import { ioOf, type Io } from '../io.js';
import { archiveWords } from './words.js';

interface VerifyArchiveOptions {
  anchor?: string[];
  key?: string[];
  witness?: string[];
}

/** Far above what a node makes; a file beyond it is not read at all. */
const MAX_BYTES = 1024 << 20;
const EXIT = { whole: ExitCode.ok, failed: ExitCode.refused, partial: ExitCode.indeterminate } as const;
const MARKS = { passed: '✓', failed: '✗', 'not-checked': '–' } as const;
const anchorSchema = z.strictObject({ entityId: z.string().refine(isEntityId), jwks: jwksSchema });

/** `tongban cases verify-archive`: the electronic archive of a case, offline. */
export function verifyArchiveCommand(cases: Command): void {
  cases
    .command('verify-archive')
    .description('check the electronic archive of a case; no server, no network (离线核验办件电子档案)')
    .argument('<file>', 'archive package (ZIP)')
    .option('--anchor <files...>', 'trust-anchor.json of the anchors to trust (after the file)')
    .option('--key <keys...>', 'verifier keys of logs that no chain vouches for')
    .option('--witness <keys...>', 'verifier keys of witnesses that no chain vouches for')
    .action((file: string, options: VerifyArchiveOptions, command: Command) =>
      runVerifyArchive(file, options, ioOf(command)),
    );
}

export async function runVerifyArchive(file: string, options: VerifyArchiveOptions, io: Io): Promise<void> {
  const anchors = await Promise.all((options.anchor ?? []).map(readAnchor));
  const report = await verifyArchive(await readArchive(file), {
    anchors,
    ...(options.key ? { logKeys: options.key } : {}),
    ...(options.witness ? { witnessKeys: options.witness } : {}),
  });
  const { verdict, checks, facts } = report;
  io.out(
    {
      verdict,
      checks,
      case: facts.manifest?.case,
      state: facts.view?.state,
      events: facts.events,
      materials: facts.manifest?.materials,
      evidence: facts.evidence,
    },
    () => text(report, io),
  );
  process.exitCode = EXIT[verdict];
}

async function readArchive(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES)
      throw new Refusal('ARCHIVE_TOO_LARGE', { hint: `at most ${String(MAX_BYTES)} bytes` });
    return await readFile(file);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new CliFailure(
      ExitCode.environment,
      `${file}: ${(error as NodeJS.ErrnoException).code ?? 'unreadable'}`,
    );
  }
}

async function readAnchor(file: string): Promise<z.infer<typeof anchorSchema>> {
  const parsed = anchorSchema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  throw new Refusal('CONFIG_INVALID', { hint: `${file} is not a trust-anchor.json` });
}

function text({ verdict, checks, facts }: ArchiveReport, io: Io): string {
  const words = archiveWords(io.language);
  const lines = [words.verdicts[verdict]];
  const { manifest, view } = facts;
  if (manifest) {
    lines.push(
      words.story(
        printable(manifest.case),
        printable(view?.state ?? manifest.state),
        facts.events.length,
        manifest.files.length,
      ),
      words.made(printable(manifest.made.by), manifest.made.at),
    );
  }
  lines.push('');
  for (const { name, outcome, detail, clause } of checks) {
    const said = outcome === 'passed' ? '' : ` · ${words.outcomes[outcome]}`;
    const more = detail === undefined ? '' : ` · ${printable(detail)}`;
    lines.push(`  ${MARKS[outcome]} ${words.checks[name]}${said}${more} (${clause})`);
  }
  if (facts.evidence.length > 0) lines.push('', words.lookups);
  for (const { path, verdict: found } of facts.evidence) lines.push(`  ${printable(path)} · ${found}`);
  return lines.join('\n');
}

/** Texts of the file must not reach the terminal's controls. */
function printable(said: string): string {
  return said.replaceAll(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 200);
}
