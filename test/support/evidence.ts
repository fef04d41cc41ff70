import { generateKeyPairSync, sign } from 'node:crypto';
import {
  type AuditEntry,
  canonicalBytes,
  Commitments,
  cosign,
  COSIGNATURE_V1,
  ED25519,
  formatTlogProof,
  formatVerifierKey,
  Frontier,
  leafHash,
  logOrigin,
  noteSigner,
  type NoteSigner,
  noteVerifier,
  type PersonalValue,
  proveInclusion,
  receiptFor,
  signCheckpoint,
  toBase64,
  toBase64url,
} from '#libs/audit-log';
import { EVIDENCE_FORMAT, type EvidenceBundle } from '#libs/evidence';
import { type LookupContext, sha256, signAnswer, signRequest } from '#libs/exchange';
import { chainDigest, type EntityId, NODE_ENTITY_TYPE, type TrustAnchor } from '#libs/federation';
import type { SigningKey } from '#libs/jws';
import { newKey, TestFederation } from './federation.js';

/** What a node is made of here; its log has `size` entries, the real ones from `first` on. */
export interface TestParty {
  id: EntityId;
  key: SigningKey;
  log: NoteSigner;
  witness: NoteSigner;
  chain: string[];
}

const CONTEXT: LookupContext = {
  purpose: { itemCode: '11120000TB9000024Y2000131001000', itemName: '企业变更（样例）' },
  caseNumber: 'TJ-2026-000001',
  legalBasis: '政务数据共享条例（国务院令第809号）',
  reason: '办理企业变更',
  organisation: { code: '11120000TB9000024Y', name: '天津市政务服务样例机构' },
  person: { id: 'tj-0007', name: '样例经办人' },
  channel: 'counter',
};
const ANCHOR = 'https://anchor.example';
const utf8 = (text: string) => new TextEncoder().encode(text);

/** The evidence of one lookup of Tianjin in Beijing, as two nodes would have left it, witnessed by each other and Hebei. */
export async function makeEvidence(): Promise<{ bundle: EvidenceBundle; anchors: TrustAnchor[] }> {
  const federation = new TestFederation();
  federation.add(ANCHOR, []);
  const [beijing, tianjin, hebei] = await Promise.all([
    party(federation, 'https://beijing.example', '110000'),
    party(federation, 'https://tianjin.example', '120000'),
    party(federation, 'https://hebei.example', '130000'),
  ]);
  const at = federation.clock();
  const clock = () => at;
  let salt = 0;
  const randomBytes = (length: number) => new Uint8Array(length).fill((salt += 1));

  const [question, said] = [utf8('{"documentId":"sha256:0","variables":{}}'), utf8('{"data":{}}')];
  const request = await signRequest(
    {
      iss: tianjin.id,
      aud: beijing.id,
      method: 'POST',
      uri: `${beijing.id}/exchange`,
      contentType: 'application/json',
      body: question,
      context: CONTEXT,
      ttlSeconds: 30,
    },
    { key: tianjin.key, clock, randomBytes },
  );

  const answered = entryOf(beijing, 'answer', at + 20, {
    caller: { kind: 'peer', id: tianjin.id },
    outcome: 'reduced',
    request: { digest: request.tokenDigest, iss: tianjin.id, jti: request.jti },
    answer: { status: 200, bodyDigest: sha256(said) },
    chain: chainDigest(tianjin.chain),
  });
  const receipt = receiptFor(logOrigin(beijing.id), leafHash(answered.bytes));
  const answerToken = await signAnswer(
    {
      iss: beijing.id,
      aud: tianjin.id,
      requestDigest: request.tokenDigest,
      status: 200,
      contentType: 'application/json',
      body: said,
      receipt,
    },
    { key: beijing.key, clock },
  );
  const intent = entryOf(tianjin, 'intent', at, {
    caller: { kind: 'client', id: 'counter-7' },
    outcome: 'asked',
    counterpart: beijing.id,
    request: { digest: request.tokenDigest, iss: tianjin.id, jti: request.jti },
    chain: chainDigest(beijing.chain),
  });
  const outcome = entryOf(tianjin, 'outcome', at + 50, {
    caller: { kind: 'client', id: 'counter-7' },
    outcome: 'reduced',
    counterpart: beijing.id,
    request: { digest: request.tokenDigest, iss: tianjin.id, jti: request.jti },
    answer: { status: 200, bodyDigest: sha256(said) },
    receipt,
    intent: intent.entry.id,
    chain: chainDigest(beijing.chain),
  });
  const [provider, requester] = await Promise.all([
    logged(beijing, [answered.bytes], 700, 333, [tianjin, hebei], at),
    logged(tianjin, [intent.bytes, outcome.bytes], 90, 41, [beijing, hebei], at),
  ]);
  const stored = ({ bytes, personal }: Made, proof: string | undefined) => ({
    bytes: toBase64(bytes),
    ...(proof !== undefined && { proof }),
    personal: personal.map(({ label, salt: raw, value }) => ({ label, salt: toBase64url(raw), value })),
  });
  return {
    anchors: [federation.anchor(ANCHOR)],
    bundle: {
      format: EVIDENCE_FORMAT,
      made: { at: new Date(at + 60_000).toISOString(), by: 'a test' },
      tokens: { request: request.token, answer: answerToken },
      bodies: { request: toBase64(question), answer: toBase64(said) },
      sides: [
        {
          role: 'requester',
          node: tianjin.id,
          entries: [stored(intent, requester[0]), stored(outcome, requester[1])],
        },
        { role: 'provider', node: beijing.id, entries: [stored(answered, provider[0])] },
      ],
      chains: [tianjin.chain, beijing.chain, hebei.chain],
      keys: [],
    },
  };
}

export async function party(
  federation: TestFederation,
  id: EntityId,
  region: string,
  anchor: EntityId = ANCHOR,
): Promise<TestParty> {
  const origin = logOrigin(id);
  const [key, log, witness] = [newKey(), noteKey(origin, ED25519), noteKey(origin, COSIGNATURE_V1)];
  federation.add(id, [anchor], {
    metadata: {
      [NODE_ENTITY_TYPE]: {
        endpoint: `${id}/exchange`,
        jurisdictions: [region],
        jwks: { keys: [key.publicJwk] },
        suites: ['ES256'],
        log: { origin, verifier_key: log.verifierKey },
        witness: { name: origin, verifier_key: witness.verifierKey },
      },
    },
  });
  const chain = await federation.chain(id, anchor);
  return { id, key, log: log.signer, witness: witness.signer, chain };
}

function noteKey(name: string, algorithm: typeof ED25519 | typeof COSIGNATURE_V1) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  return {
    signer: noteSigner(name, algorithm, raw, (message) => sign(null, message, privateKey)),
    verifierKey: formatVerifierKey(noteVerifier(name, algorithm, raw)),
  };
}

interface Made {
  entry: AuditEntry;
  bytes: Uint8Array;
  personal: readonly PersonalValue[];
}

let made = 0;
function entryOf(
  node: TestParty,
  kind: AuditEntry['kind'],
  at: number,
  more: Omit<Partial<AuditEntry>, 'kind'> & Pick<AuditEntry, 'caller' | 'outcome'>,
): Made {
  made += 1;
  const commitments = new Commitments((length) => new Uint8Array(length).fill(made));
  const entry: AuditEntry = {
    v: 1,
    id: `019ab4f0-1c80-7a3b-8c4d-${made.toString(16).padStart(12, '0')}`,
    kind,
    at: new Date(at).toISOString(),
    tookMs: 12,
    node: node.id,
    context: {
      itemCode: CONTEXT.purpose.itemCode,
      itemName: CONTEXT.purpose.itemName,
      caseNumber: CONTEXT.caseNumber,
      legalBasis: CONTEXT.legalBasis,
      reason: CONTEXT.reason,
    },
    lookups: [
      {
        operation: 'byIdentifier',
        region: '110000',
        licenceType: '11100000000013127D001',
        identifiers: ['1.2.156.3005.2.11100000000013127D001.91110000ABCDEFGH1X.001.9'],
        fieldsAsked: ['name', 'registeredCapital'],
        fieldsReleased: kind === 'intent' ? [] : ['name'],
        outcome: kind === 'intent' ? 'failed' : 'reduced',
      },
    ],
    ...more,
  };
  const caller = {
    ...more.caller,
    organisation: CONTEXT.organisation,
    person: commitments.add('caller.person', CONTEXT.person.id),
    personName: commitments.add('caller.personName', CONTEXT.person.name),
  };
  const whole = { ...entry, caller };
  return { entry: whole, bytes: canonicalBytes(whole), personal: commitments.values };
}

/** A log of `size` entries with these at `first` and after, its checkpoint cosigned. @returns a proof for each. */
export async function logged(
  node: TestParty,
  entries: readonly Uint8Array[],
  size: number,
  first: number,
  witnesses: readonly TestParty[],
  at: number,
): Promise<string[]> {
  const hashes = Array.from({ length: size }, (_, index) =>
    leafHash(entries[index - first] ?? utf8(`another ${index}`)),
  );
  const frontier = Frontier.empty();
  hashes.forEach((hash) => {
    frontier.append(hash);
  });
  const tiles: Uint8Array[][] = [];
  for (let begin = 0; begin < size; begin += 256) tiles.push(hashes.slice(begin, begin + 256));
  const roots = tiles
    .filter((tile) => tile.length === 256)
    .map((tile) => {
      const root = Frontier.empty();
      tile.forEach((hash) => {
        root.append(hash);
      });
      return root.root();
    });
  const reader = {
    hashes: async (level: number, index: bigint) =>
      Buffer.concat(level === 0 ? (tiles[Number(index)] ?? []) : roots),
  };
  const origin = logOrigin(node.id);
  let note = await signCheckpoint(
    { origin, size: BigInt(size), root: frontier.root(), extensions: [] },
    node.log,
  );
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  for (const { witness } of witnesses) {
    note += await cosign(text, BigInt(Math.floor(at / 1000) + 1), witness);
  }
  return Promise.all(
    entries.map(async (_, place) => {
      const index = BigInt(first + place);
      const path = await proveInclusion(reader, index, BigInt(size));
      return formatTlogProof({ index, hashes: path, checkpoint: note });
    }),
  );
}
