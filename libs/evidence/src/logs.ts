import {
  COSIGNATURE_V1,
  cosignaturesOf,
  ED25519,
  type NoteVerifier,
  openCheckpoint,
  parseCheckpoint,
  parseTlogProof,
  parseVerifierKey,
  type ProofState,
  stateFor,
  type TlogProof,
  verifyInclusion,
  WITNESS_POLICY,
  type WitnessPolicy,
} from '#libs/audit-log';
import { asRefusal } from '#libs/errors';
import type { EvidenceBundle, EvidenceRole } from './bundle.js';
import type { KnownNode } from './chains.js';
import type { EvidenceChecks } from './check.js';
import type { ReadEntry } from './entries.js';

/** Where an entry stands in its log: for a story and a picture. */
export interface LogPlace {
  side: EvidenceRole;
  kind: string;
  origin: string;
  index: bigint;
  size: bigint;
  leaf: Uint8Array;
  root: Uint8Array;
  /** From the leaf's sibling up to the root's child. */
  path: readonly Uint8Array[];
  state: ProofState;
  /** Seconds since 1970. */
  cosignatures: { witness: string; timestamp: bigint }[];
  isProven: boolean;
}

export interface LogTrust {
  /** Verifier keys that the verifier has from elsewhere. */
  logKeys?: readonly string[];
  witnessKeys?: readonly string[];
  policy?: WitnessPolicy;
}

interface Key {
  key: NoteVerifier;
  isVouched: boolean;
}

/** Inclusion of each entry, its checkpoint's signature, and what the witnesses say. */
export function checkLogs(
  bundle: EvidenceBundle,
  entries: readonly ReadEntry[],
  nodes: readonly KnownNode[],
  trust: LogTrust,
  checks: EvidenceChecks,
): LogPlace[] {
  const logs = keysFor('log', bundle, nodes, trust);
  const witnesses = keysFor('witness', bundle, nodes, trust);
  const places: LogPlace[] = [];
  for (const { role, node } of bundle.sides) {
    const own = entries.filter(({ side, proof }) => side === role && proof !== undefined);
    const all = entries.filter(({ side }) => side === role);
    const proofs = own.flatMap((one) => read(one));
    const readable = proofs.length === own.length;
    const key = keyOf(logs, nodes, node, proofs[0]?.proof);
    checks.judge('log-key', key?.isVouched === true ? true : undefined, {
      side: role,
      detail: key?.key.name,
    });
    if (proofs.length === 0 || !readable) {
      const detail = readable ? 'no proof' : 'TLOG_PROOF_MALFORMED';
      for (const name of ['checkpoint', 'inclusion', 'witnesses'] as const) {
        checks.judge(name, readable ? undefined : false, { side: role, detail });
      }
      continue;
    }
    const judged = proofs.map(({ one, proof }) => judge(one, proof, key, witnesses, trust.policy));
    const problem = (part: 'checkpoint' | 'inclusion' | 'witnesses') =>
      judged.find(({ problems }) => problems[part] !== undefined)?.problems[part];
    const parts = { checkpoint: !!key, inclusion: own.length === all.length, witnesses: true };
    const states = judged.map(({ place }) => place?.state ?? 'pending');
    const state = weakest(states);
    for (const part of ['checkpoint', 'inclusion'] as const) {
      const wrong = problem(part);
      const [place] = judged.flatMap(({ place: found }) => found ?? []);
      checks.judge(part, wrong !== undefined ? false : parts[part] ? true : undefined, {
        side: role,
        detail: wrong ?? (place ? `${place.origin} ${place.index}/${place.size}` : undefined),
      });
    }
    const wrong = problem('witnesses');
    checks.judge('witnesses', wrong !== undefined ? false : state === 'pending' ? undefined : true, {
      side: role,
      detail: wrong ?? state,
    });
    places.push(...judged.flatMap(({ place }) => place ?? []));
  }
  return places;
}

function read(one: ReadEntry): { one: ReadEntry; proof: TlogProof }[] {
  try {
    return [{ one, proof: parseTlogProof(one.proof ?? '') }];
  } catch {
    return [];
  }
}

interface Judged {
  place?: LogPlace;
  problems: { checkpoint?: string; inclusion?: string; witnesses?: string };
}

function judge(
  { side, entry, leaf }: ReadEntry,
  proof: TlogProof,
  log: Key | undefined,
  witnesses: readonly Key[],
  policy: WitnessPolicy = WITNESS_POLICY,
): Judged {
  const problems: Judged['problems'] = {};
  let note: ReturnType<typeof parseCheckpoint>;
  try {
    note = parseCheckpoint(proof.checkpoint);
  } catch (thrown) {
    const { code } = asRefusal(thrown);
    return { problems: { checkpoint: code, inclusion: code } };
  }
  const { origin, size, root } = note.checkpoint;
  try {
    if (log) openCheckpoint(proof.checkpoint, log.key);
  } catch (thrown) {
    problems.checkpoint = asRefusal(thrown).code;
  }
  try {
    verifyInclusion({ leafHash: leaf, index: proof.index, size, root, proof: proof.hashes });
  } catch (thrown) {
    problems.inclusion = asRefusal(thrown).code;
  }
  const vouched = witnesses.filter(({ key, isVouched }) => isVouched && key.name !== origin);
  const { valid, wrong } = cosignaturesOf(
    note,
    vouched.map(({ key }) => key),
  );
  if (wrong[0] !== undefined) problems.witnesses = `COSIGNATURE_INVALID ${wrong[0]}`;
  return {
    problems,
    place: {
      side,
      kind: entry.kind,
      origin,
      index: proof.index,
      size,
      leaf,
      root,
      path: proof.hashes,
      state: stateFor(valid.length, policy),
      cosignatures: valid.map(({ witness, timestamp }) => ({ witness, timestamp })),
      isProven: problems.checkpoint === undefined && problems.inclusion === undefined && !!log?.isVouched,
    },
  };
}

/** The key that the node's own chain names; else one that the verifier trusts; else the file's own word. */
function keyOf(
  keys: readonly Key[],
  nodes: readonly KnownNode[],
  node: string,
  proof: TlogProof | undefined,
): Key | undefined {
  const metadata = nodes.find(({ entityId }) => entityId === node)?.metadata;
  if (metadata) {
    const key = parse(metadata.log.verifier_key, ED25519);
    return key && { key, isVouched: true };
  }
  const origin = proof?.checkpoint.split('\n', 1)[0];
  const matching = keys.filter(({ key }) => key.name === origin);
  return matching.find(({ isVouched }) => isVouched) ?? matching[0];
}

function keysFor(
  use: 'log' | 'witness',
  bundle: EvidenceBundle,
  nodes: readonly KnownNode[],
  trust: LogTrust,
): Key[] {
  const algorithm = use === 'log' ? ED25519 : COSIGNATURE_V1;
  const named = nodes.flatMap(({ metadata }) =>
    use === 'log' ? [metadata.log.verifier_key] : metadata.witness ? [metadata.witness.verifier_key] : [],
  );
  const trusted = (use === 'log' ? trust.logKeys : trust.witnessKeys) ?? [];
  const told = bundle.keys.filter((key) => key.use === use).map(({ key }) => key);
  const all = [
    ...[...named, ...trusted].map((text) => ({ text, isVouched: true })),
    ...told.map((text) => ({ text, isVouched: false })),
  ];
  return all.flatMap(({ text, isVouched }) => {
    const key = parse(text, algorithm);
    return key ? [{ key, isVouched }] : [];
  });
}

function parse(text: string, algorithm: number): NoteVerifier | undefined {
  try {
    const key = parseVerifierKey(text);
    return key.algorithm === algorithm ? key : undefined;
  } catch {
    return undefined;
  }
}

function weakest(states: readonly ProofState[]): ProofState {
  return states.includes('pending') ? 'pending' : states.includes('provisional') ? 'provisional' : 'final';
}
