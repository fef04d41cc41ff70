import { openAsBlob } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { CliFailure, ExitCode } from '../exit.js';
import { integratorAt, type RegionOptions } from '../integrator/at-region.js';
import type { GraphqlAnswer, Integrator } from '../integrator/client.js';
import type { Io } from '../io.js';

export type StepOptions = RegionOptions;

export interface RunOptions extends RegionOptions {
  matter: string;
  holdersOf?: string;
  source?: string[];
  skipInvalid?: boolean;
  openCases?: boolean;
  form?: string[];
  item?: string[];
  encoding: string;
  wait: boolean;
}

/** A batch as the node tells it. */
interface Run {
  id: string;
  state: string;
  code: string | null;
  candidates: number;
  judged: number;
  eligible: number;
  ineligible: number;
  unknown: number;
  opened: number;
  reasons: { reason: string; count: number }[];
}

const FIELDS = `id state code matter candidates judged eligible ineligible unknown opened edition
  reasons { reason count } startedAt changedAt`;
/** States in which it moves by itself. */
const MOVING = ['COLLECTING', 'JUDGING', 'OPENING'];
const POLL_MS = 1_000;
/** Tokens live ten minutes. */
const LOOKS_A_TOKEN = 240;

/** `tongban eligibility run`. */
export async function runCommand(file: string | undefined, options: RunOptions, io: Io): Promise<number> {
  if ((file === undefined) === (options.holdersOf === undefined))
    throw new CliFailure(ExitCode.usage, 'either a file or --holders-of');
  const node = integratorAt(options);
  // Before anything is begun: a file that is not there begins no batch.
  const blob =
    file === undefined
      ? undefined
      : await openAsBlob(file).catch((cause: unknown) => {
          throw new CliFailure(ExitCode.usage, `cannot read ${file}`, {}, { cause });
        });
  const started = await ask(
    node,
    `mutation Start($input: EligibilityRunInput!) { startEligibilityRun(input: $input) { ${FIELDS} } }`,
    { input: inputOf(options) },
  );
  io.note(io.say({ zh: `批次 ${started.id}`, en: `batch ${started.id}` }));
  if (blob) await handIn(node, started.id, blob, options.encoding, io);
  return options.wait ? follow(node, started.id, io) : show(await look(node, started.id), io);
}

/** `tongban eligibility status`. */
export async function statusCommand(
  id: string,
  options: StepOptions & { watch?: boolean },
  io: Io,
): Promise<number> {
  const node = integratorAt(options);
  return options.watch ? follow(node, id, io) : show(await look(node, id), io);
}

/** `tongban eligibility pause | resume | rerun | cancel`. */
export async function stepCommand(step: string, id: string, options: StepOptions, io: Io): Promise<number> {
  const node = integratorAt(options);
  const run = await ask(
    node,
    `mutation Steer($id: ID!, $step: EligibilityStep!) { steerEligibilityRun(id: $id, step: $step) { ${FIELDS} } }`,
    { id, step: step.toUpperCase() },
  );
  return show(run, io);
}

function inputOf(options: RunOptions): object {
  return {
    matter: options.matter,
    ...(options.holdersOf === undefined ? {} : { holdersOf: options.holdersOf }),
    skipInvalid: options.skipInvalid ?? false,
    opensCases: options.openCases ?? false,
    sources: (options.source ?? []).map(sourceOf),
    form: (options.form ?? []).map((text) => {
      const [field, value] = parted(text, '--form');
      return value.startsWith('@') ? { field, attribute: value.slice(1) } : { field, value };
    }),
    items: options.item ?? [],
  };
}

function sourceOf(text: string): object {
  const [source, regions] = parted(text, '--source');
  const [kind, ...code] = source.split(':');
  if ((kind !== 'dataset' && kind !== 'licence') || code.length === 0)
    throw new CliFailure(ExitCode.usage, '--source dataset:<code>=<regions> or licence:<type>=<regions>');
  return {
    ...(kind === 'dataset' ? { dataset: code.join(':') } : { licenceType: code.join(':') }),
    regions: regions.split(',').map((region) => region.toUpperCase()),
  };
}

function parted(text: string, option: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CliFailure(ExitCode.usage, `${option} ${text}: there is no =`);
  return [text.slice(0, at), text.slice(at + 1)];
}

async function handIn(node: Integrator, id: string, file: Blob, encoding: string, io: Io): Promise<void> {
  const response = await fetch(
    new URL(`/eligibility/${encodeURIComponent(id)}/candidates?encoding=${encoding}`, node.origin),
    {
      method: 'POST',
      headers: { authorization: `Bearer ${await node.accessToken()}`, 'content-type': 'text/csv' },
      body: file,
      redirect: 'error',
    },
  );
  const text = await response.text();
  if (!response.ok) {
    const told = refusalIn(text);
    throw new CliFailure(ExitCode.refused, told ? `${told.code}: ${io.say(told)}` : String(response.status));
  }
  const { candidates, duplicates, invalid } = JSON.parse(text) as Record<string, number>;
  io.note(
    io.say({
      zh: `候选人 ${String(candidates)}，重复 ${String(duplicates)}，无效 ${String(invalid)}`,
      en: `${String(candidates)} candidates, ${String(duplicates)} twice, ${String(invalid)} invalid`,
    }),
  );
}

interface Told {
  code: string;
  zh: string;
  en: string;
}

function refusalIn(text: string): Told | undefined {
  try {
    const { errors } = JSON.parse(text) as {
      errors?: { extensions?: { code: string; message: string; messageZh: string } }[];
    };
    const told = errors?.[0]?.extensions;
    return told && { code: told.code, zh: told.messageZh, en: told.message };
  } catch {
    return undefined;
  }
}

async function ask(node: Integrator, query: string, variables: Record<string, unknown>): Promise<Run> {
  const answer: GraphqlAnswer = await node.ask(query, variables);
  const [error] = answer.errors ?? [];
  if (error) {
    const code = error.extensions?.['code'];
    throw new CliFailure(ExitCode.refused, `${typeof code === 'string' ? `${code}: ` : ''}${error.message}`);
  }
  const [run] = Object.values(answer.data ?? {});
  if (!run) throw new CliFailure(ExitCode.environment, `no answer (${String(answer.status)})`);
  return run as Run;
}

const look = (node: Integrator, id: string): Promise<Run> =>
  ask(node, `query Run($id: ID!) { eligibilityRun(id: $id) { ${FIELDS} } }`, { id });

/** Until it stands still; a new sign-in now and then, because a batch outlives a token. */
async function follow(node: Integrator, id: string, io: Io): Promise<number> {
  const bar = io.progress(io.say({ zh: '核验', en: 'judged' }));
  for (let looks = 1; ; looks += 1) {
    if (looks % LOOKS_A_TOKEN === 0) node.signInAgain();
    const run = await look(node, id).catch((error: unknown) => {
      // A node that is being restarted is asked again.
      if (error instanceof CliFailure && error.exitCode === ExitCode.refused) throw error;
      node.signInAgain();
      return undefined;
    });
    if (run) {
      if (run.state === 'OPENING') bar.update(run.opened, run.eligible);
      else bar.update(run.judged, run.candidates);
      if (!MOVING.includes(run.state)) {
        bar.end();
        return show(run, io);
      }
    }
    await pause(POLL_MS);
  }
}

function show(run: Run, io: Io): number {
  io.out(run, () =>
    [
      io.say({
        zh: `${run.state}${run.code ? ` ${run.code}` : ''}：候选人 ${n(run.candidates)}，符合 ${n(run.eligible)}，不符合 ${n(run.ineligible)}，不明 ${n(run.unknown)}，办件 ${n(run.opened)}`,
        en: `${run.state}${run.code ? ` ${run.code}` : ''}: ${n(run.candidates)} candidates, ${n(run.eligible)} eligible, ${n(run.ineligible)} not, ${n(run.unknown)} unknown, ${n(run.opened)} cases`,
      }),
      ...run.reasons.map(({ reason, count }) => `  ${n(count).padStart(10)}  ${reason}`),
    ].join('\n'),
  );
  return run.state === 'REFUSED' || run.state === 'CANCELLED' ? ExitCode.refused : 0;
}

const n = (count: number): string => count.toLocaleString('en-US');
