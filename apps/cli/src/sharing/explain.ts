import { checkConfig, formatProblems } from '../../../node/src/config/index.js';
import { findVersion, standingVersion } from '../../../node/src/sharing/index.js';
import {
  explain,
  isShareableField,
  policyOf,
  type Explanation,
  type Policy,
  type PolicyContent,
  type SharingOperation,
  type Words,
} from '#libs/sharing';
import { CliFailure, ExitCode } from '../exit.js';
import type { Io } from '../io.js';
import { withRegionDatabase, type RegionName } from '../licences/region-database.js';

export interface ExplainOptions {
  partner: string;
  type: string;
  item: string;
  fields: string[];
  operation: SharingOperation;
  at?: number;
  organisation?: string;
  role?: string;
  document?: string;
  authorised?: string[];
  config?: string;
  region?: RegionName;
}

/** Exit code 0 where everything asked for would be released, 1 where not. */
export async function explainCommand(options: ExplainOptions, io: Io): Promise<void> {
  const unknown = options.fields.filter((field) => !isShareableField(field));
  if (unknown.length > 0) throw new CliFailure(ExitCode.usage, `no field: ${unknown.join(', ')}`);
  const at = options.at ?? Date.now();
  const policy = await policyFor(options, at);
  const { organisation, role, document, authorised } = options;
  const explained = explain(
    {
      partner: options.partner,
      operation: options.operation,
      licenceType: options.type,
      purpose: options.item,
      fields: options.fields,
      ...(organisation === undefined ? {} : { organisation }),
      ...(role === undefined ? {} : { role }),
      ...(document === undefined ? {} : { operationDocument: document }),
      ...(authorised === undefined ? {} : { holderAuthorisation: { fields: authorised } }),
    },
    policy,
    at,
  );
  io.out(explained, () => render(explained, (words) => io.say(words)));
  if (explained.decision.outcome !== 'granted') process.exitCode = ExitCode.refused;
}

async function policyFor({ config, region }: ExplainOptions, at: number): Promise<Policy> {
  if ((config === undefined) === (region === undefined))
    throw new CliFailure(ExitCode.usage, 'give either --config or --region');
  if (config !== undefined) {
    const check = checkConfig(config, { TONGBAN_DATA_DIR: process.env.TONGBAN_DATA_DIR ?? '/data-dir' });
    if (!check.ok) throw new CliFailure(ExitCode.configuration, formatProblems(check.file, check.problems));
    return policyOf(check.loaded.config.sharing);
  }
  return withRegionDatabase(region as RegionName, process.env, async (client) => {
    const version = (await standingVersion(client, at)) ?? (await findVersion(client));
    if (!version) throw new CliFailure(ExitCode.environment, 'no version of a sharing policy is stored');
    return policyOf(JSON.parse(version.content) as PolicyContent, version.version);
  });
}

const OUTCOMES: Record<Explanation['decision']['outcome'], Words> = {
  granted: { zh: '准予共享', en: 'granted' },
  reduced: { zh: '部分共享', en: 'reduced' },
  denied: { zh: '不予共享', en: 'denied' },
};

function render(explained: Explanation, say: (words: Words) => string): string {
  const { decision, version } = explained;
  const lines = [
    `${say(OUTCOMES[decision.outcome])}  (${decision.rules.join(' + ') || '-'} @${version})`,
    '',
  ];
  lines.push(say({ zh: '字段', en: 'Fields' }));
  for (const { field, by, why } of explained.fields) {
    lines.push(why ? `  ✗ ${field}  ${why.code}  ${say(why.message)}` : `  ✓ ${field}  ${by.join(', ')}`);
    if (why) lines.push(`      ${say({ zh: '需要', en: 'needed' })}: ${say(why.needed)}`);
  }
  lines.push('', say({ zh: '责任清单', en: 'Responsibility list' }));
  if (explained.entries.length === 0) lines.push(`  ${say({ zh: '未列入', en: 'no entry' })}`);
  for (const { id, name, way, offersWay, items } of explained.entries) {
    lines.push(`  ${offersWay ? '✓' : '✗'} ${id}  ${say(name)}  ${way}`);
    for (const { field, attribute, legalBasis } of items)
      lines.push(`      ${field}: ${attribute}${legalBasis ? `  ${legalBasis}` : ''}`);
  }
  lines.push('', say({ zh: '共享约定', en: 'Agreements' }));
  for (const { id, fails, names, legalBasis } of explained.agreements) {
    lines.push(
      fails
        ? `  ✗ ${id}  ${fails.code}  ${say(fails.message)}${fails.wants ? `  [${fails.wants}]` : ''}`
        : `  ✓ ${id}  ${names.join(', ') || '-'}  ${legalBasis}`,
    );
  }
  if (explained.others > 0)
    lines.push(
      `  ${say({ zh: `另有 ${explained.others} 条属于其他请求方`, en: `${explained.others} more with other partners` })}`,
    );
  return lines.join('\n');
}
