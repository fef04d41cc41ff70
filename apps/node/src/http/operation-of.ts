import { Refusal } from '#libs/errors';
import type { ClientCaller } from '../callers/index.js';
import type { PreparedOperation, PreparedOperations } from '../graphql/prepared-operations.js';
import type { GraphqlParams } from '../graphql/request-params.js';
import type { TrustedDocuments } from '../graphql/trusted-documents.js';

export interface OperationOfDeps {
  operations: PreparedOperations;
  documents: TrustedDocuments;
  config: { freeForm: boolean };
}

/**
 * The operation that an integrator's request names or brings.
 * @throws Refusal of the GRAPHQL_ group
 */
export function operationOf(
  params: GraphqlParams,
  caller: ClientCaller,
  { operations, documents, config }: OperationOfDeps,
): PreparedOperation {
  const { documentId, query, operationName } = params;
  if (documentId !== undefined) return operations.prepare(documents.text(documentId), operationName);
  if (query === undefined) throw new Refusal('GRAPHQL_BAD_BODY');
  // A registered text may also be sent in full: it is the operation that is agreed, not the way of naming it.
  if (!config.freeForm && !documents.holds(query))
    throw new Refusal('GRAPHQL_FREE_FORM_REFUSED', { details: { client: caller.id } });
  return operations.prepare(query, operationName);
}
