import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { CliFailure, ExitCode } from '../exit.js';
import { integratorAt, type RegionOptions } from '../integrator/at-region.js';
import { operations, type OperationName } from '../integrator/operations.js';
import { renderAnswer, verdictOf } from '../integrator/render-answer.js';
import { sampleContext, sampleQuestions } from '../integrator/sample.js';
import { ioOf } from '../io.js';

interface QueryOptions extends RegionOptions {
  vars?: string;
  document?: string;
  sample?: boolean | string;
}

const names = Object.keys(operations) as OperationName[];
const isName = (text: string): text is OperationName => (names as string[]).includes(text);

const EXAMPLES = `
Operations and their variables:
${names.map((name) => `  ${name.padEnd(10)}${operations[name].variables}`).join('\n')}

Examples:
  tongban query --sample                 a business licence of Beijing, asked by Tianjin
  tongban query --sample denied          an identity card, which the agreement does not release
  tongban query types --at hebei
  tongban query licence --vars '{"identifier": "1.2.156.3005.2...", "context": {...}}'
  tongban query --document mine.graphql --vars @variables.json

Exit codes: 0 released · 1 denied, not found or refused · 4 the other region gave no trustworthy answer`;

/** `tongban query`: one question to a running node, signed in as an integrator. */
export function queryCommand(): Command {
  return new Command('query')
    .description('ask a running node, signed in as the sample integrator (查询)')
    .argument('[operation]', 'name of an operation', 'licence')
    .option('--vars <json>', 'variables as JSON, or @file')
    .option('--document <file>', 'a GraphQL document of your own, where the node takes free-form ones')
    .option('--sample [question]', 'a ready question: granted, reduced or denied')
    .option('--at <region>', 'at whose node to sign in', 'tianjin')
    .option('--client <id>', 'OAuth client (default: the sample integrator)')
    .option('--key <file>', 'its private key (JWK)')
    .option('--config-dir <folder>', 'folder of the configuration files')
    .option('--data-dir <folder>', 'data folder of `up`')
    .addHelpText('after', EXAMPLES)
    .action(async (operation: string, options: QueryOptions, command: Command) => {
      const io = ioOf(command);
      const text = documentOf(operation, options);
      const answer = await integratorAt(options).ask(text, variablesOf(options));
      io.out(answer, () => renderAnswer(answer, io.language));
      process.exitCode = verdictOf(answer);
    });
}

function documentOf(operation: string, { document, sample }: QueryOptions): string {
  if (document !== undefined) return fileText(document);
  if (sample !== undefined && sample !== false) return operations.licence.text;
  if (isName(operation)) return operations[operation].text;
  throw new CliFailure(ExitCode.usage, `no operation ${operation}; there is ${names.join(', ')}`);
}

function variablesOf({ vars, sample }: QueryOptions): Record<string, unknown> {
  const given = vars === undefined ? {} : parse(vars.startsWith('@') ? fileText(vars.slice(1)) : vars);
  if (sample === undefined || sample === false) return given;
  const which = sample === true ? 'granted' : sample;
  if (!Object.hasOwn(sampleQuestions, which)) {
    throw new CliFailure(
      ExitCode.usage,
      `--sample ${which}: there is ${Object.keys(sampleQuestions).join(', ')}`,
    );
  }
  const licence = sampleQuestions[which as keyof typeof sampleQuestions]();
  return { identifier: licence.identifier, context: sampleContext(), ...given };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // said below
  }
  throw new CliFailure(ExitCode.usage, '--vars is not a JSON object');
}

function fileText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliFailure(ExitCode.usage, `cannot read ${file}`, {}, { cause });
  }
}
