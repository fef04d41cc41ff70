import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Pool } from 'pg';
import { leafHash } from '#libs/audit-log';
import type { Licence } from '#libs/licences';
import { AuditReader, type StoredEntry } from '../../../node/src/audit/audit-reader.js';
import type { Integrator } from '../integrator/client.js';
import { operations } from '../integrator/operations.js';
import { sampleContext, sampleQuestions } from '../integrator/sample.js';
import { collectSealed, type SealedSources } from './sealed.js';
import type { AuditFact, DecodedToken, Party, StoryFacts } from './facts.js';

export interface StorySources {
  asking: Party & { database: Pool };
  answering: Party & { database: Pool };
  integrator: Integrator;
  organisation: string;
  caseNumber: string;
  /** Where the answering side keeps its documents, and whom to trust about them. */
  sealed: Omit<SealedSources, 'database'>;
}

/** How many of the newest entries are looked through for the one that a receipt names. */
const LOOK_BACK = 50;

interface LookupResult {
  status: string;
  refusal?: { code: string; message: string; advice: string; messageZh: string; adviceZh: string } | null;
  withheld: { field: string; reason: string }[];
  verification?: {
    passed: boolean;
    checks: { name: string; outcome: string; clause?: string | null }[];
  } | null;
  receipt?: { log: string; leaf: string } | null;
  licence?: Record<string, unknown> | null;
}

/**
 * Makes three lookups as the sample integrator and gathers what both sides wrote about them.
 * @throws Error where a lookup does not end as the sample agreements say: then something is broken, and the story
 *   would be a lie.
 */
export async function collectStory(sources: StorySources): Promise<StoryFacts> {
  const { asking, answering, integrator } = sources;
  const context = sampleContext(sources.caseNumber);
  const ask = async (licence: Licence): Promise<LookupResult> => {
    const { data, errors, status } = await integrator.ask(operations.licence.text, {
      identifier: licence.identifier,
      context,
    });
    if (!data?.licence) throw new Error(`The lookup failed (${String(status)}): ${JSON.stringify(errors)}`);
    return data.licence as LookupResult;
  };

  const asked = sampleQuestions.granted();
  const granted = await ask(asked);
  if (granted.status !== 'FOUND' || !granted.receipt || !granted.verification || !granted.licence) {
    throw new Error(`The sample lookup was not granted: ${JSON.stringify(granted)}`);
  }
  const partial = sampleQuestions.reduced();
  const reduced = await ask(partial);
  const refused = sampleQuestions.denied();
  const denied = await ask(refused);
  if (denied.status !== 'DENIED' || !denied.refusal) {
    throw new Error(
      `The sample denial was none: ${JSON.stringify(denied.status)} ${JSON.stringify(denied.refusal)}`,
    );
  }

  const answered = await entryWithLeaf(new AuditReader(answering.database), granted.receipt.leaf);
  const mine = await ownSide(new AuditReader(asking.database), answered.entry.request?.digest);
  const lookup = answered.entry.lookups[0];
  return {
    // By name: beside them stand the databases, whose connection strings hold passwords.
    asking: { name: asking.name, entityId: asking.entityId },
    answering: { name: answering.name, entityId: answering.entityId },
    chain: await chainOf(
      asking.database,
      mine.outcome.entry.chain ?? mine.intent.entry.chain,
      answering.entityId,
    ),
    question: {
      licenceType: asked.name,
      identifier: asked.identifier,
      itemCode: context.itemCode,
      itemName: context.itemName,
      caseNumber: context.caseNumber,
      organisation: sources.organisation,
      person: context.person.name,
      legalBasis: context.legalBasis,
    },
    request: mine.request,
    decision: {
      outcome: lookup?.outcome ?? answered.entry.outcome,
      rule: lookup?.rule ?? '',
      fieldsReleased: lookup?.fieldsReleased ?? [],
      fieldsAsked: lookup?.fieldsAsked.length ?? 0,
    },
    released: someFields(granted.licence),
    answer: mine.answer,
    verification: {
      passed: granted.verification.passed,
      checks: granted.verification.checks.map(({ name, outcome, clause }) => ({
        name,
        outcome,
        ...(clause ? { clause } : {}),
      })),
    },
    receipt: granted.receipt,
    receiptFound: leafAgain(answered) === granted.receipt.leaf,
    audit: { intent: factOf(mine.intent), answer: factOf(answered), outcome: factOf(mine.outcome) },
    reduced:
      reduced.status === 'REDUCED' && reduced.licence
        ? {
            licenceType: partial.name,
            released: countReleased(reduced.licence),
            withheld: reduced.withheld.map(({ field }) => field),
          }
        : undefined,
    sealed: await collectSealed({ ...sources.sealed, database: answering.database }),
    denial: {
      licenceType: refused.name,
      identifier: refused.identifier,
      code: denied.refusal.code,
      message: { zh: denied.refusal.messageZh, en: denied.refusal.message },
      advice: { zh: denied.refusal.adviceZh, en: denied.refusal.advice },
      receipt: denied.receipt ?? undefined,
    },
  };
}

async function entryWithLeaf(reader: AuditReader, leaf: string): Promise<StoredEntry> {
  const newest = await reader.newest(LOOK_BACK);
  const found = newest.find((stored) => toBase64url(stored.leaf) === leaf);
  if (!found) throw new Error(`The answering side's log has no entry with leaf ${leaf}`);
  return found;
}

/** Intent and outcome of the asking side, and the tokens that it kept as evidence. */
async function ownSide(reader: AuditReader, digest: string | undefined) {
  const entries = digest === undefined ? [] : await reader.byRequestDigest(digest);
  const intent = entries.find(({ entry }) => entry.kind === 'intent');
  const outcome = entries.find(({ entry }) => entry.kind === 'outcome');
  if (!intent || !outcome) throw new Error('The asking side has no intent and outcome for this request');
  const evidence = { ...(await reader.evidence(intent.index)), ...(await reader.evidence(outcome.index)) };
  if (!evidence.requestToken || !evidence.answerToken)
    throw new Error('The asking side kept no tokens as evidence');
  return { intent, outcome, request: decode(evidence.requestToken), answer: decode(evidence.answerToken) };
}

function decode(token: string): DecodedToken {
  return { header: { ...decodeProtectedHeader(token) }, claims: decodeJwt(token) };
}

/** The very statements by which the peer was believed, as the asking side's log keeps them. */
async function chainOf(
  database: Pool,
  digest: string | undefined,
  subject: string,
): Promise<StoryFacts['chain']> {
  const { rows } = await database.query<{ statements: string[] }>(
    'SELECT statements FROM audit_chain WHERE digest = $1',
    [digest ?? null],
  );
  const statements = (rows[0]?.statements ?? []).map(decode);
  const links = statements.map(({ header, claims }) => ({
    issuer: String(claims.iss),
    subject: String(claims.sub),
    expiresAt: Number(claims.exp) * 1000,
    kid: String(header.kid),
  }));
  if (links.length === 0) throw new Error(`The asking side kept no trust chain for ${subject}`);
  return {
    links,
    anchor: links.at(-1)?.issuer ?? '',
    expiresAt: Math.min(...links.map(({ expiresAt }) => expiresAt)),
  };
}

function leafAgain({ bytes }: StoredEntry): string {
  return toBase64url(leafHash(bytes, (data) => createHash('sha256').update(data).digest()));
}

function factOf({ index, entry, leaf }: StoredEntry): AuditFact {
  return {
    index: String(index),
    id: entry.id,
    kind: entry.kind,
    at: entry.at,
    outcome: entry.outcome,
    leaf: toBase64url(leaf),
    person: entry.caller.person ?? '',
  };
}

const SHOWN = ['name', 'number', 'holderName', 'issuerName', 'issueDate', 'status'];

function someFields(licence: Record<string, unknown>): { field: string; value: string }[] {
  return SHOWN.flatMap((field) => {
    const value = licence[field];
    return typeof value === 'string' ? [{ field, value }] : [];
  });
}

function countReleased(licence: Record<string, unknown>): number {
  return Object.values(licence).reduce<number>(
    (sum, value) => sum + (Array.isArray(value) ? value.length : value === null ? 0 : 1),
    0,
  );
}

const toBase64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
