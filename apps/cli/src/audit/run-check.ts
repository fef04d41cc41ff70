import { z } from 'zod';
import {
  checkEvidence,
  type EvidenceReport,
  type EvidenceTexts,
  type EvidenceTrust,
  evidenceTextsEn,
  evidenceTextsZh,
  groupOf,
  mergeEvidence,
} from '#libs/evidence';
import { isEntityId, jwksSchema } from '#libs/federation';
import { Refusal } from '#libs/errors';
import { ExitCode } from '../exit.js';
import { readJson } from '../federation/source.js';
import { auditTextsOf } from '../i18n/audit.js';
import type { Io } from '../io.js';
import { readEvidenceFile } from './run-evidence.js';

export interface CheckOptions {
  anchor?: string[];
  witness?: string[];
  key?: string;
}

const anchorSchema = z.strictObject({ entityId: z.string().refine(isEntityId), jwks: jwksSchema });
const EXIT = { whole: ExitCode.ok, failed: ExitCode.refused, partial: ExitCode.indeterminate } as const;
const MARKS = { passed: '✓', failed: '✗', 'not-checked': '–' } as const;

/** `tongban audit check FILE...`: evidence of one lookup, offline; several files are the sides of the same one. */
export async function runCheck(files: readonly string[], options: CheckOptions, io: Io): Promise<void> {
  const bundles = files.map(readEvidenceFile);
  const anchors = await Promise.all((options.anchor ?? []).map(readAnchor));
  const trust: EvidenceTrust = {
    anchors,
    ...(options.key !== undefined && { logKeys: [options.key] }),
    ...(options.witness && { witnessKeys: options.witness }),
  };
  const report = await checkEvidence(bundles.reduce(mergeEvidence), trust);
  const { verdict, checks, facts } = report;
  io.out(
    {
      verdict,
      checks,
      places: facts.places.map(({ path, leaf, root, ...place }) => ({
        ...place,
        leaf: hex(leaf),
        root: hex(root),
        path: path.map(hex),
      })),
    },
    () => text(report, io),
  );
  process.exitCode = EXIT[verdict];
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

async function readAnchor(file: string): Promise<z.infer<typeof anchorSchema>> {
  const parsed = anchorSchema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  throw new Refusal('CONFIG_INVALID', { hint: `${file} is not a trust-anchor.json` });
}

function text({ verdict, checks, facts }: EvidenceReport, io: Io): string {
  const words: EvidenceTexts = io.language === 'zh' ? evidenceTextsZh : evidenceTextsEn;
  const { title, meaning } = words.verdicts[verdict];
  const lines = [title, meaning];
  const [place] = facts.places;
  const context = facts.request?.context;
  if (context) {
    lines.push(
      '',
      auditTextsOf(io.language).story(facts.request?.iss ?? '', facts.request?.aud ?? '', context),
    );
  }
  if (place) lines.push(auditTextsOf(io.language).states[place.state]);
  let group = '';
  for (const check of checks) {
    const heading = words.groups[groupOf(check)];
    if (heading !== group) lines.push('', heading);
    group = heading;
    const side = check.side ? ` [${words.roles[check.side]}]` : '';
    const outcome = check.outcome === 'passed' ? '' : ` · ${words.outcomes[check.outcome]}`;
    const detail = check.detail === undefined ? '' : ` · ${printable(check.detail)}`;
    lines.push(
      `  ${MARKS[check.outcome]} ${words.checks[check.name]}${side}${outcome}${detail} (${check.clause})`,
    );
  }
  return lines.join('\n');
}

/** Texts of the file must not reach the terminal's controls. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 200);
}
