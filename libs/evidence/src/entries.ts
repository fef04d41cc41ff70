import {
  type AuditEntry,
  commit,
  fromBase64,
  hashFromBase64url,
  leafHash,
  logOrigin,
  parseEntry,
  toBase64url,
} from '#libs/audit-log';
import { asRefusal } from '#libs/errors';
import { sha256 } from '#libs/exchange';
import type { EvidenceBundle, EvidenceRole, EvidenceSide } from './bundle.js';
import type { ChainReport } from './chains.js';
import type { EvidenceChecks } from './check.js';
import type { AnswerFacts, RequestFacts } from './tokens.js';

/** An entry of the bundle, read. */
export interface ReadEntry {
  side: EvidenceRole;
  node: string;
  entry: AuditEntry;
  leaf: Uint8Array;
  proof: string | undefined;
}

/** Reads the entries strictly; one that cannot be read fails its check and is left out. */
export function readEntries(bundle: EvidenceBundle, checks: EvidenceChecks): ReadEntry[] {
  return bundle.sides.flatMap(({ role, node, entries }) => {
    let problem: string | undefined;
    const read = entries.flatMap(({ bytes, proof }): ReadEntry[] => {
      const raw = fromBase64(bytes) ?? new Uint8Array();
      try {
        const entry = parseEntry(raw);
        if (entry.node !== node) problem = 'an entry of another node';
        return [{ side: role, node, entry, leaf: leafHash(raw), proof }];
      } catch (thrown) {
        problem = asRefusal(thrown).hint ?? asRefusal(thrown).code;
        return [];
      }
    });
    checks.judge('entry-form', problem === undefined, { side: role, detail: problem });
    return read;
  });
}

/** That the entries speak of these tokens, of each other, and of the chains in the bundle. */
export function checkEntries(
  bundle: EvidenceBundle,
  entries: readonly ReadEntry[],
  tokens: { request?: RequestFacts; answer?: AnswerFacts },
  chains: readonly ChainReport[],
  checks: EvidenceChecks,
): void {
  const digest = bundle.tokens.request === undefined ? undefined : sha256(bundle.tokens.request);
  for (const side of bundle.sides) {
    const own = entries.filter((one) => one.side === side.role);
    checkSide(side, own, { ...tokens, digest }, chains, checks);
  }
  const of = (role: EvidenceRole, kinds: readonly string[]) =>
    entries.find(({ side, entry }) => side === role && kinds.includes(entry.kind));
  const answered = of('provider', ['answer', 'refusal']);
  const intent = of('requester', ['intent']);
  const outcome = of('requester', ['outcome']);

  const intended =
    intent && outcome
      ? outcome.entry.intent === intent.entry.id &&
        outcome.entry.request?.digest === intent.entry.request?.digest &&
        intent.entry.at <= outcome.entry.at
      : undefined;
  checks.judge('intent-before-outcome', intended, { side: 'requester' });

  const { answer } = tokens;
  const isReceiptOf = (receipt: { log: string; leaf: string } | undefined) =>
    !!receipt &&
    !!answered &&
    receipt.leaf === toBase64url(answered.leaf) &&
    receipt.log === logOrigin(answered.node);
  checks.judge('receipt-signed', answer && answered ? isReceiptOf(answer.receipt) : undefined, {
    side: 'provider',
    detail: answer?.receipt.leaf,
  });
  const embedded = outcome?.entry.receipt;
  checks.judge(
    'receipt-embedded',
    !outcome || (!answer && !answered)
      ? undefined
      : (!answer || sameReceipt(embedded, answer.receipt)) && (!answered || isReceiptOf(embedded)),
    { side: 'requester' },
  );
  checks.judge('same-account', answered && outcome ? sameAccount(answered.entry, outcome.entry) : undefined);
  checkPersonal(bundle.sides, own(entries), checks);
}

function own(entries: readonly ReadEntry[]): ReadonlyMap<string, AuditEntry> {
  return new Map(entries.map(({ leaf, entry }) => [toBase64url(leaf), entry]));
}

function checkSide(
  { role }: EvidenceSide,
  entries: readonly ReadEntry[],
  facts: { request?: RequestFacts; answer?: AnswerFacts; digest: string | undefined },
  chains: readonly ChainReport[],
  checks: EvidenceChecks,
): void {
  const side = role;
  const { request, answer, digest } = facts;
  const all = (holds: (entry: AuditEntry) => boolean) => entries.every(({ entry }) => holds(entry));
  const named = entries.flatMap(({ entry }) => (entry.chain === undefined ? [] : [entry.chain]));
  const known = new Set(chains.map((chain) => chain.digest));
  checks.judge('chain-named', named.length === 0 ? undefined : named.every((chain) => known.has(chain)), {
    side,
  });
  checks.judge(
    'entry-request',
    digest === undefined
      ? undefined
      : all(
          ({ request: told }) =>
            told?.digest === digest &&
            (!request || told.jti === undefined || told.jti === request.jti) &&
            (!request || told.iss === undefined || told.iss === request.iss),
        ),
    { side, detail: digest },
  );
  const answers = entries.filter(({ entry }) => entry.answer !== undefined);
  checks.judge(
    'entry-answer',
    !answer || answers.length === 0
      ? undefined
      : answers.every(
          ({ entry }) =>
            entry.answer?.status === answer.status && entry.answer.bodyDigest === answer.body_sha256,
        ),
    { side, detail: answer?.body_sha256 },
  );
  const context = request?.context;
  checks.judge(
    'entry-purpose',
    !context
      ? undefined
      : all(
          ({ context: told }) =>
            told === undefined ||
            (told.caseNumber === context.caseNumber &&
              told.itemCode === context.purpose.itemCode &&
              told.itemName === context.purpose.itemName &&
              told.legalBasis === context.legalBasis &&
              told.reason === context.reason),
        ),
    { side, detail: context?.caseNumber },
  );
}

function sameReceipt(
  one: { log: string; leaf: string } | undefined,
  other: { log: string; leaf: string },
): boolean {
  return one?.log === other.log && one.leaf === other.leaf;
}

/** Both sides say the same about what was asked for and what was released. */
function sameAccount(answered: AuditEntry, outcome: AuditEntry): boolean {
  // A provider that refused before anything was looked up has no lookups to compare.
  if (answered.lookups.length === 0) return outcome.lookups.every(({ outcome: told }) => told !== 'granted');
  const account = ({ lookups }: AuditEntry) =>
    lookups
      .map(({ operation, region, outcome: told, fieldsReleased }) =>
        JSON.stringify([operation, region, told, [...fieldsReleased].sort()]),
      )
      .sort()
      .join('\n');
  return account(answered) === account(outcome);
}

/** Opens the commitments of whoever is named in the bundle (HMAC-SHA256 under the salt). */
function checkPersonal(
  sides: readonly EvidenceSide[],
  entries: ReadonlyMap<string, AuditEntry>,
  checks: EvidenceChecks,
): void {
  for (const { role, entries: stored } of sides) {
    const values = stored.flatMap(({ bytes, personal = [] }) => personal.map((one) => ({ ...one, bytes })));
    const holds = values.every(({ bytes, label, salt, value }) => {
      const entry = entries.get(toBase64url(leafHash(fromBase64(bytes) ?? new Uint8Array())));
      const raw = hashFromBase64url(salt);
      return !!entry && !!raw && commit({ label, salt: raw, value }) === placeOf(entry, label);
    });
    checks.judge('personal', values.length === 0 ? undefined : holds, {
      side: role,
      detail: values.map(({ label }) => label).join(', ') || undefined,
    });
  }
}

function placeOf(entry: AuditEntry, label: string): unknown {
  return label
    .split('.')
    .reduce<unknown>(
      (node, name) =>
        typeof node === 'object' && node !== null && Object.hasOwn(node, name)
          ? (node as Record<string, unknown>)[name]
          : undefined,
      entry,
    );
}
