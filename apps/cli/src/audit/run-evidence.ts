import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { z } from 'zod';
import { toBase64, toBase64url } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { EVIDENCE_FORMAT, type EvidenceBundle, mergeEvidence, parseEvidence } from '#libs/evidence';
import { nodeMetadata, parseEntityConfiguration } from '#libs/federation';
import { loadConfig } from '../../../node/src/config/index.js';
import { CliFailure, ExitCode } from '../exit.js';
import type { Io } from '../io.js';
import { withRegionDatabase } from '../licences/region-database.js';
import { layoutOf } from '../up/layout.js';
import { dataDirOf, givenLogKey, ownLogKey } from './log-key.js';
import type { LogOptions } from './run-fsck.js';
import { StoredLog, type StoredRow } from './stored-log.js';

/** The node waits for the other one for some seconds. */
const NODE_TIMEOUT_MS = 30_000;

export interface EvidenceOptions extends LogOptions {
  /** Files of the other side. */
  with?: string[];
  /** Also name the persons, with the salts that open the commitments. */
  names?: boolean;
  /** Public address of the node, where it is not the one in its configuration. */
  url?: string;
}

/** `tongban audit evidence ID`: what this node has of one lookup, as an evidence bundle. */
export async function runEvidence(id: string, options: EvidenceOptions, io: Io, now: Date): Promise<void> {
  const { token } = options;
  if (token !== undefined) {
    const files = (options.with ?? []).map(readFile);
    say(files.reduce(mergeEvidence, await fromNode(id, { ...options, token })), io);
    return;
  }
  const bundle = await withRegionDatabase(options.region, process.env, async (client) => {
    const own = await collectEvidence(client, id, options, now);
    return (options.with ?? []).map(readFile).reduce(mergeEvidence, own);
  });
  say(bundle, io);
}

/**
 * With an auditor's access token: as the running node gives it, which asks the other node for its side and reads the log
 * under its own roles. The node writes an entry about it.
 */
async function fromNode(id: string, options: EvidenceOptions & { token: string }): Promise<EvidenceBundle> {
  const origin = options.url ?? publicOrigin(options.region);
  const names = options.names === true ? '?withPersonalValues=true' : '';
  let response: Response;
  try {
    response = await fetch(new URL(`/audit/evidence/${encodeURIComponent(id)}${names}`, origin), {
      headers: { authorization: `Bearer ${options.token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(NODE_TIMEOUT_MS),
    });
  } catch (cause) {
    throw new CliFailure(
      ExitCode.environment,
      `${origin}: 节点无应答。 The node does not answer.`,
      {},
      { cause },
    );
  }
  const text = await response.text();
  if (response.status === 200) return parseEvidence(text);
  const code = /"code":"([A-Z][A-Z0-9_]{1,63})"/.exec(text)?.[1] ?? String(response.status);
  throw new CliFailure(ExitCode.refused, `${origin}: ${code}`);
}

function publicOrigin(region: LogOptions['region']): string {
  const place = layoutOf().nodes.find(({ name }) => name === region);
  if (!place) throw new CliFailure(ExitCode.usage, `--region ${region}`);
  const { config } = loadConfig(place.configFile, { TONGBAN_DATA_DIR: dataDirOf(region) });
  return new URL(config.callers.audience).origin;
}

function say(bundle: EvidenceBundle, io: Io): void {
  for (const { node, code } of bundle.missing ?? [])
    io.note(`未含对方（${node}）一方：${code} · The other side (${node}) is not in it: ${code}`);
  io.out(bundle, () => JSON.stringify(bundle, null, 2));
}

async function collectEvidence(
  client: Client,
  id: string,
  options: EvidenceOptions,
  now: Date,
): Promise<EvidenceBundle> {
  const stored = new StoredLog(client);
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw new CliFailure(
      ExitCode.usage,
      '请给出条目的标识（UUID）。 Give the identifier (UUID) of an entry.',
    );
  }
  const [named] = await stored.find('id', id);
  if (!named) {
    throw new CliFailure(ExitCode.refused, '日志中没有该条目。 The log has no such entry.');
  }
  const digest = named.entry.request?.digest;
  const rows = digest === undefined ? [named] : await stored.find('request_digest', digest);
  const ours = rows.filter(({ entry }) => entry.governance === undefined);
  const asking = ours.some(({ entry }) => entry.kind === 'intent' || entry.kind === 'outcome');
  const origin = await stored.origin();
  const log = options.key === undefined ? ownLogKey(options.region, origin) : givenLogKey(options.key);
  const entries = await Promise.all(ours.map((row) => entryOf(stored, client, row, options.names ?? false)));
  const counterpart = ours
    .map(({ entry }) =>
      asking ? entry.counterpart : entry.caller.kind === 'peer' ? entry.caller.id : undefined,
    )
    .find((node) => node !== undefined);
  return {
    format: EVIDENCE_FORMAT,
    made: { at: now.toISOString(), by: named.entry.node },
    tokens: await tokensOf(client, ours),
    sides: [{ role: asking ? 'requester' : 'provider', node: named.entry.node, entries }],
    ...(counterpart === undefined
      ? {}
      : {
          missing: [
            {
              role: asking ? ('provider' as const) : ('requester' as const),
              node: counterpart,
              code: 'EVIDENCE_NOT_ASKED',
              at: now.toISOString(),
            },
          ],
        }),
    chains: [...(await chainsOf(client, ours)), ...witnessChains(options.region, entries)],
    keys: [
      {
        use: 'log',
        key: `${log.name}+${log.keyId.toString(16).padStart(8, '0')}+${toBase64(Uint8Array.of(log.algorithm, ...log.publicKey))}`,
        source: 'the node whose log this is',
      },
      ...(options.witness ?? []).map((key) => ({ use: 'witness' as const, key, source: 'command line' })),
    ],
  };
}

async function entryOf(
  stored: StoredLog,
  client: Client,
  { index, body }: StoredRow,
  withNames: boolean,
): Promise<EvidenceBundle['sides'][number]['entries'][number]> {
  const proof = await stored.proof(index);
  const { rows } = withNames
    ? await client.query<{ label: string; salt: Buffer; value: string }>(
        'SELECT label, salt, value FROM audit_personal WHERE index = $1 ORDER BY label',
        [String(index)],
      )
    : { rows: [] };
  return {
    bytes: toBase64(body),
    ...(proof !== undefined && { proof }),
    ...(rows.length > 0 && {
      personal: rows.map(({ label, salt, value }) => ({ label, salt: toBase64url(salt), value })),
    }),
  };
}

async function tokensOf(client: Client, rows: readonly StoredRow[]): Promise<EvidenceBundle['tokens']> {
  const { rows: found } = await client.query<{ request_token: string | null; answer_token: string | null }>(
    'SELECT request_token, answer_token FROM audit_evidence WHERE index = ANY ($1::bigint[]) ORDER BY index',
    [rows.map(({ index }) => String(index))],
  );
  const request = found.find(({ request_token }) => request_token !== null)?.request_token;
  const answer = found.find(({ answer_token }) => answer_token !== null)?.answer_token;
  return { ...(request && { request }), ...(answer && { answer }) };
}

async function chainsOf(client: Client, rows: readonly StoredRow[]): Promise<string[][]> {
  const digests = rows.flatMap(({ entry }) => (entry.chain === undefined ? [] : [entry.chain]));
  const { rows: found } = await client.query<{ statements: string[] }>(
    'SELECT statements FROM audit_chain WHERE digest = ANY ($1::text[]) ORDER BY digest',
    [digests],
  );
  return found.map(({ statements }) => statements);
}

/**
 * Chains of the nodes that cosigned, as this node holds them now: they vouch for the witnesses' keys. A node that is a
 * party of the lookup has its chain as it stood already.
 */
function witnessChains(
  region: LogOptions['region'],
  entries: EvidenceBundle['sides'][number]['entries'],
): string[][] {
  const proofs = entries.map(({ proof }) => proof ?? '').join('\n');
  return chainsKept(region).filter(([statement = '']) => {
    try {
      const { claims } = parseEntityConfiguration(statement);
      const name = nodeMetadata(claims.metadata ?? {}).witness?.name;
      return name !== undefined && proofs.includes(`\u2014 ${name} `);
    } catch {
      return false; // another entity than a node, or a node that does not witness
    }
  });
}

function chainsKept(region: LogOptions['region']): string[][] {
  try {
    const state: unknown = JSON.parse(readFileSync(join(dataDirOf(region), 'federation.json'), 'utf8'));
    return z.object({ chains: z.array(z.array(z.string())) }).parse(state).chains;
  } catch {
    return []; // a file that only saves a fetch; the keys may also come by --witness
  }
}

function readFile(file: string): EvidenceBundle {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new CliFailure(ExitCode.environment, `${file}: 无法读取。 Cannot be read.`, {}, { cause });
  }
  try {
    return parseEvidence(bytes);
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    throw new Refusal(cause.code, { hint: `${file}: ${cause.hint ?? ''}`, cause });
  }
}

export { readFile as readEvidenceFile };
