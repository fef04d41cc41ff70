import { GraphQLError } from 'graphql';
import { Refusal, type PublicError } from '#libs/errors';

/** An error as it leaves: a message, where it happened, and the public part of its refusal. */
export interface PublicGraphqlError {
  message: string;
  path?: readonly (string | number)[];
  locations?: readonly { line: number; column: number }[];
  extensions: PublicError;
}

/** Tells the operator of a defect; the caller sees its code only. */
export type ReportDefect = (error: unknown, requestId: string) => void;

/**
 * What a caller may see of anything that validation, coercion, a resolver or the engine threw: a refusal as it is, a
 * fault of the request in words that repeat no value, everything else as INTERNAL, which is reported.
 */
export function publicError(error: unknown, requestId: string, report: ReportDefect): PublicGraphqlError {
  const place = isGraphqlError(error) ? placeOf(error) : {};
  const thrown = innermost(error);
  if (thrown instanceof Refusal) return { message: thrown.message, ...place, extensions: thrown.toPublic() };
  if (isGraphqlError(error) && isGraphqlError(thrown)) {
    const refusal = faultOfRequest(error.message);
    return { message: refusal.message, ...place, extensions: refusal.toPublic() };
  }
  report(thrown, requestId);
  const internal = new Refusal('INTERNAL');
  return { message: internal.message, ...place, extensions: internal.toPublic() };
}

/** Messages of graphql-js that name parts of the document or the schema and never a value. */
const HARMLESS =
  /^(Cannot query field |Cannot spread |Unknown (argument|directive|fragment|type) |Field(s)? "|Fragment "|Directive "|The directive "|There can be only one |Variable "\$\w+" (is not defined|is never used|of type|cannot be non-input)|This anonymous |Too many )/;
const VARIABLE = /^Variable "(\$[A-Za-z0-9_]{1,64})" (?:got invalid value|of (?:required|non-null) type)/;
const LITERAL = /^Expected value of type "([A-Za-z0-9_[\]!]{1,64})"/;

/** A coercion message repeats the given value, which may be personal: only names are kept of it. */
function faultOfRequest(message: string): Refusal {
  const variable = VARIABLE.exec(message)?.[1];
  if (variable) return new Refusal('GRAPHQL_VARIABLES', { hint: variable });
  const type = LITERAL.exec(message)?.[1];
  if (type) return new Refusal('GRAPHQL_VALIDATION', { hint: `a value is not of type ${type}` });
  return new Refusal('GRAPHQL_VALIDATION', HARMLESS.test(message) ? { hint: message.slice(0, 300) } : {});
}

function placeOf({ path, locations }: GraphQLError): Pick<PublicGraphqlError, 'path' | 'locations'> {
  return { ...(path ? { path } : {}), ...(locations ? { locations } : {}) };
}

/** Engines wrap: the refusal of a scalar or a resolver lies below one or two errors of theirs. */
function innermost(error: unknown): unknown {
  let current = error;
  for (let depth = 0; depth < 5; depth++) {
    const inner: unknown = (current as { originalError?: unknown } | null)?.originalError;
    if (inner === undefined || inner === null) return current;
    current = inner;
  }
  return current;
}

/** By shape too: the compiler behind the engine has a class of its own. */
function isGraphqlError(error: unknown): error is GraphQLError {
  return (
    error instanceof GraphQLError ||
    (error instanceof Error && error.name === 'GraphQLError' && 'locations' in error)
  );
}
