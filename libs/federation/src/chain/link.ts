import { Refusal } from '#libs/errors';
import type { EntityId } from '../entity-id.js';
import { parseStatement, type EntityConfiguration, type SubordinateStatement } from '../statement.js';

/** More statements than any chain of this federation has; the bound comes before any parsing. */
const MAX_STATEMENTS = 12;

/** Statements of one chain, each in its place; nothing is verified yet. */
export interface LinkedChain {
  subject: EntityConfiguration;
  /** From the immediate superior's statement up to the anchor's. */
  subordinates: readonly SubordinateStatement[];
  /** The same object as `subject` where the chain is about the anchor itself. */
  anchor: EntityConfiguration;
  path: readonly EntityId[];
}

/**
 * Parses the statements and checks the shape that §4 gives a chain: configuration, statements, configuration;
 * ES[j].iss = ES[j+1].sub; the subject names its superior; no entity twice.
 * @throws Refusal `FEDERATION_CHAIN_BROKEN`, `FEDERATION_LOOP`, `FEDERATION_LIMIT_EXCEEDED`, `STATEMENT_*`
 */
export function linkChain(tokens: readonly string[]): LinkedChain {
  if (tokens.length > MAX_STATEMENTS) throw new Refusal('FEDERATION_LIMIT_EXCEEDED', { hint: 'statements' });
  const statements = tokens.map((token) => parseStatement(token));
  const first = statements[0];
  const last = statements.at(-1);
  if (first?.kind !== 'configuration') throw broken('the first statement is not an entity configuration');
  if (last?.kind !== 'configuration') throw broken('the last statement is not an entity configuration');
  const subordinates = statements.slice(1, -1).map((statement) => {
    if (statement.kind !== 'subordinate') throw broken('a configuration stands in the middle');
    return statement;
  });
  if (statements.length === 1)
    return { subject: first, subordinates, anchor: first, path: [first.claims.sub] };
  if (statements.length === 2) throw broken('no superior speaks of the subject');
  for (const [index, { claims }] of statements.slice(0, -1).entries()) {
    if (claims.iss !== statements[index + 1]?.claims.sub)
      throw broken(`statement ${index} and the next do not link`);
  }
  const path = [first.claims.sub, ...subordinates.map(({ claims }) => claims.iss)];
  if (new Set(path).size !== path.length) throw new Refusal('FEDERATION_LOOP', { details: { path } });
  const superior = subordinates[0]?.claims.iss ?? '';
  if (!first.claims.authority_hints?.includes(superior)) {
    throw broken('the subject does not name its superior in authority_hints (§3.3 step 6)');
  }
  return { subject: first, subordinates, anchor: last, path };
}

function broken(reason: string): Refusal {
  return new Refusal('FEDERATION_CHAIN_BROKEN', { hint: reason });
}
