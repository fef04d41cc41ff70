import { GraphQLError, type ExecutionResult } from 'graphql';
import { catalogue, Refusal, type ErrorCode, type PublicError } from '#libs/errors';
import type { OperationContext } from './operation-context.js';
import type { PreparedOperation } from './prepared-operations.js';

/** An error as it leaves: a message, where it happened, and the public part of its refusal. */
export interface PublicGraphqlError {
  message: string;
  path?: readonly (string | number)[];
  locations?: readonly { line: number; column: number }[];
  extensions: PublicError;
}

export interface OperationResult {
  /** Absent where the request itself was wrong and nothing was executed. */
  data?: Record<string, unknown> | null;
  errors?: PublicGraphqlError[];
}

/** The engine behind the schema: Mercurius, which compiles an operation that comes again. */
export type Engine = (
  source: string,
  context: Record<string, unknown>,
  variables: Record<string, unknown>,
  operationName?: string,
) => Promise<ExecutionResult>;

/** Tells the operator of a defect; the caller sees its code only. */
export type ReportDefect = (error: unknown, requestId: string) => void;

/**
 * Executes a prepared operation within the caller's deadline and turns whatever is thrown into public errors.
 * Never throws for what a caller did; a defect is reported and answered as INTERNAL.
 */
export async function executeOperation(
  engine: Engine,
  prepared: PreparedOperation,
  variables: Record<string, unknown>,
  context: OperationContext,
  remainingMs: number,
  report: ReportDefect,
): Promise<OperationResult> {
  // Mercurius keeps compiled operations by source alone: with several in one document the name must be part of it.
  const several =
    prepared.document.definitions.filter((node) => node.kind === 'OperationDefinition').length > 1;
  const source = several ? `${prepared.source}\n# ${prepared.name}` : prepared.source;
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Refusal('GRAPHQL_TIMEOUT')), Math.max(0, remainingMs));
    });
    const result = await Promise.race([
      engine(
        source,
        context as unknown as Record<string, unknown>,
        variables,
        several ? prepared.name : undefined,
      ),
      late,
    ]);
    return {
      data: (result.data ?? null) as Record<string, unknown> | null,
      ...(result.errors?.length
        ? { errors: result.errors.map((error) => publicError(error, context.requestId, report)) }
        : {}),
    };
  } catch (error) {
    return requestErrors(error, context.requestId, report);
  } finally {
    clearTimeout(timer);
  }
}

/** An error outside any operation, in the shape of a GraphQL answer without data. */
export function refusalResult(refusal: Refusal): OperationResult {
  return { errors: [{ message: refusal.message, extensions: refusal.toPublic() }] };
}

/** Before execution: Mercurius throws one error that carries the validation errors. */
function requestErrors(error: unknown, requestId: string, report: ReportDefect): OperationResult {
  if (error instanceof Refusal) return refusalResult(error);
  const nested = (error as { errors?: unknown }).errors;
  if (Array.isArray(nested) && nested.length > 0)
    return {
      errors: nested.slice(0, 20).map((one) => publicError(one, requestId, report, 'GRAPHQL_VALIDATION')),
    };
  report(error, requestId);
  return refusalResult(new Refusal('INTERNAL', { cause: error }));
}

function publicError(
  error: unknown,
  requestId: string,
  report: ReportDefect,
  fallback?: ErrorCode,
): PublicGraphqlError {
  const graphqlError = error instanceof GraphQLError || isGraphqlError(error) ? error : undefined;
  const refusal = refusalOf(error);
  const place = {
    ...(graphqlError?.path ? { path: graphqlError.path } : {}),
    ...(graphqlError?.locations ? { locations: graphqlError.locations } : {}),
  };
  if (refusal) return { message: refusal.message, ...place, extensions: refusal.toPublic() };
  if (graphqlError && !graphqlError.originalError) {
    // A fault of the request that the engine found: its text names parts of the document, never data of ours.
    const code = fallback && !/^Variable /.test(graphqlError.message) ? fallback : 'GRAPHQL_VARIABLES';
    const message = /^Variable /.test(graphqlError.message)
      ? variableMessage(graphqlError.message)
      : graphqlError.message;
    return { message, ...place, extensions: { ...new Refusal(code).toPublic(), message } };
  }
  report(error, requestId);
  const internal = new Refusal('INTERNAL');
  return { message: internal.message, ...place, extensions: internal.toPublic() };
}

/** A coercion message repeats the given value, which may be personal: only the name of the variable is kept. */
function variableMessage(message: string): string {
  const name = /^Variable "(\$[A-Za-z0-9_]{1,64})"/.exec(message)?.[1];
  return name ? `Variable ${name} does not fit its type.` : catalogue.GRAPHQL_VARIABLES.en.message;
}

function refusalOf(error: unknown): Refusal | undefined {
  for (let depth = 0, current: unknown = error; depth < 5 && current; depth++) {
    if (current instanceof Refusal) return current;
    current = (current as { originalError?: unknown }).originalError;
  }
  return undefined;
}

function isGraphqlError(error: unknown): error is GraphQLError {
  return typeof error === 'object' && error !== null && 'message' in error && 'locations' in error;
}
