import { Kind, valueFromASTUntyped, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import { Refusal } from '#libs/errors';
import type { OperationContext } from './operation-context.js';
import type { PreparedOperation } from './prepared-operations.js';
import { publicError, type PublicGraphqlError, type ReportDefect } from './public-errors.js';

export type { ReportDefect } from './public-errors.js';

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
    prepared.document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION).length > 1;
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
        withDefaults(prepared.operation, variables),
        several ? prepared.name : undefined,
      ),
      late,
    ]);
    const errors = result.errors?.map((error) => publicError(error, context.requestId, report)) ?? [];
    // An error of a resolver names its place; without one the request as a whole was refused, whatever form the
    // engine (or its compiler, which checks variables by itself) gives to that.
    if (!result.data && errors.length > 0 && errors.every(({ path }) => path === undefined))
      return { errors };
    return {
      data: result.data ?? null,
      ...(errors.length > 0 ? { errors } : {}),
    };
  } catch (error) {
    return requestErrors(error, context.requestId, report);
  } finally {
    clearTimeout(timer);
  }
}

/** The engine's compiler refuses a variable of a non-null type that is left to its default, so defaults are filled in. */
function withDefaults(
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const lacking = variableDefinitions.filter(
    ({ variable, type, defaultValue }) =>
      defaultValue && type.kind === Kind.NON_NULL_TYPE && given[variable.name.value] === undefined,
  );
  if (lacking.length === 0) return given;
  const filled = { ...given };
  for (const { variable, defaultValue } of lacking)
    if (defaultValue) filled[variable.name.value] = valueFromASTUntyped(defaultValue);
  return filled;
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
    return { errors: nested.map((one) => publicError(one, requestId, report)) };
  report(error, requestId);
  return refusalResult(new Refusal('INTERNAL', { cause: error }));
}
