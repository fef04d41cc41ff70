import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { adoptionOf, checkMatter, diffMatters, signMatterPackage, verifyMatterPackage } from '#libs/handling';
import { Refusal } from '#libs/errors';
import { parseStrictJson, signingKeyFromJwk, verificationKeyFromJwk, type VerificationKey } from '#libs/jws';
import { standardCatalogue } from '#libs/licences';
import { CliFailure, ExitCode } from '../exit.js';
import type { Io } from '../io.js';
import type { RegionName } from '../licences/region-database.js';
import { findMatter, mappingOf, matterOf, read } from './read.js';
import { adoptionText, changeText } from './render.js';

export interface ExportOptions {
  key: string;
  issuer: string;
  out?: string;
  previous?: string;
}

/** `tongban matters export`: a definition, signed for other regions. A definition with errors is not signed. */
export async function runExport(name: string, options: ExportOptions, io: Io, now: number): Promise<void> {
  const matter = findMatter(name);
  const fault = checkMatter(matter, standardCatalogue).find(({ severity }) => severity === 'error');
  if (fault) throw new Refusal(fault.code, { hint: fault.path });
  const key = signingKeyFromJwk(jsonOf(options.key));
  const by = {
    issuer: options.issuer,
    issuedAt: Math.floor(now / 1000),
    ...(options.previous === undefined ? {} : { previous: options.previous }),
  };
  const token = await signMatterPackage(matter, by, key);
  if (options.out === undefined) return io.out({ package: token }, token);
  writeNew(options.out, `${token}\n`);
  io.out({ file: options.out }, io.say({ zh: `已写入 ${options.out}`, en: `written: ${options.out}` }));
}

export interface ImportOptions {
  trust: string;
  issuer: string;
  region: RegionName;
  mapping?: string;
  into?: string;
}

/** `tongban matters import`: verifies a package, says what this region lacks and what differs from what it has. */
export async function runImport(file: string, options: ImportOptions, io: Io): Promise<void> {
  const keys = keysOf(options.trust);
  const received = await verifyMatterPackage(read(file).toString('utf8'), {
    keyOf: (issuer, kid) => (issuer === options.issuer ? keys.find((key) => key.kid === kid) : undefined),
    catalogue: standardCatalogue,
  });
  const adoption = adoptionOf(received.matter, mappingOf(options.region, options.mapping), standardCatalogue);
  const held = heldHere(received.matter.id);
  const changes = held ? diffMatters(held, received.matter) : undefined;
  if (held && received.matter.version < held.version)
    io.warn(
      io.say({
        zh: `收到的版本 v${String(received.matter.version)} 低于本地 v${String(held.version)}`,
        en: `version ${String(received.matter.version)} is older than the one held, ${String(held.version)}`,
      }),
    );
  if (options.into !== undefined)
    writeNew(
      join(options.into, `${received.matter.id}.yaml`),
      stringify(received.matter, { lineWidth: 110 }),
    );
  io.out({ ...received, adoption, ...(changes ? { changes } : {}) }, () =>
    [
      io.say({ zh: `✓ 签名有效，来自 ${received.issuer}`, en: `✓ signed by ${received.issuer}` }),
      `${io.say(received.matter.title)}  ${received.matter.id} v${String(received.matter.version)}  ${received.digest}`,
      adoptionText(adoption, io),
      changes ? changesText(changes, io) : io.say({ zh: '本地尚无该事项', en: 'not held here yet' }),
    ].join('\n'),
  );
  if (!adoption.ready) process.exitCode = ExitCode.refused;
}

/** `tongban matters diff`: two versions, or one definition and a region. Ends with 1 where something differs or lacks. */
export function runDiff(
  before: string,
  after: string | undefined,
  options: { region?: RegionName; mapping?: string },
  io: Io,
): void {
  if ((after === undefined) === (options.region === undefined))
    throw new CliFailure(
      ExitCode.usage,
      '请给出第二个事项定义，或用 --region 与本地部门对照。 Give a second definition, or --region.',
    );
  if (after !== undefined) {
    const changes = diffMatters(findMatter(before), findMatter(after));
    io.out({ changes }, () => changesText(changes, io));
    if (changes.length > 0) process.exitCode = ExitCode.refused;
  } else if (options.region !== undefined) {
    const adoption = adoptionOf(
      findMatter(before),
      mappingOf(options.region, options.mapping),
      standardCatalogue,
    );
    io.out({ adoption }, () => adoptionText(adoption, io));
    if (!adoption.ready) process.exitCode = ExitCode.refused;
  }
}

const changesText = (changes: ReturnType<typeof diffMatters>, io: Io): string =>
  changes.length === 0
    ? io.say({ zh: '没有差异', en: 'no difference' })
    : changes.map((change) => changeText(change, io)).join('\n');

function heldHere(id: string): ReturnType<typeof matterOf> | undefined {
  try {
    return findMatter(id);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'MATTER_UNKNOWN') return undefined;
    throw error;
  }
}

const jsonOf = (file: string): unknown => parseStrictJson(read(file), { maxBytes: 65_536, maxDepth: 6 });

/** A JWK, or a set of them. */
function keysOf(file: string): VerificationKey[] {
  const value = jsonOf(file) as { keys?: unknown };
  return (Array.isArray(value.keys) ? value.keys : [value]).map(verificationKeyFromJwk);
}

/** Nothing that exists is overwritten: a definition in use is replaced by somebody who looked at it. */
function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (cause) {
    throw new CliFailure(
      ExitCode.environment,
      `无法写入 ${file}。 ${file} cannot be written, or exists.`,
      {},
      { cause },
    );
  }
}
