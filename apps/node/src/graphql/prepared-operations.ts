import { GraphQLError, Kind, parse, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { Refusal } from '#libs/errors';
import { documentId } from '#libs/exchange';
import { assertWithinLimits, type GraphqlLimits } from './limits.js';

/** An operation that has passed the limits and may be validated and executed. */
export interface PreparedOperation {
  source: string;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** `sha256:<hex>` of the source, as it stands in audit entries. */
  digest: string;
  name: string;
}

interface Parsed {
  document: DocumentNode;
  operations: OperationDefinitionNode[];
  digest: string;
}

/** Parses and weighs each document once; remembers the newest ones, good and bad apart, so bad ones cannot push out good. */
export class PreparedOperations {
  private readonly good: Recent<Parsed>;
  private readonly bad: Recent<Refusal>;

  constructor(
    private readonly limits: GraphqlLimits,
    capacity = 1024,
  ) {
    this.good = new Recent(capacity);
    this.bad = new Recent(capacity);
  }

  /** @throws Refusal of the GRAPHQL_ group */
  prepare(source: string, operationName: string | undefined): PreparedOperation {
    const parsed = this.good.get(source) ?? this.parse(source);
    const operation =
      operationName === undefined
        ? parsed.operations.length === 1
          ? parsed.operations[0]
          : undefined
        : parsed.operations.find((candidate) => candidate.name?.value === operationName);
    if (!operation) throw new Refusal('GRAPHQL_OPERATION_NAME');
    return {
      source,
      document: parsed.document,
      operation,
      digest: parsed.digest,
      name: operation.name?.value ?? 'anonymous',
    };
  }

  private parse(source: string): Parsed {
    const known = this.bad.get(source);
    if (known) throw known;
    try {
      const document = parseWithin(source, this.limits.tokens);
      assertWithinLimits(document, this.limits);
      const operations = document.definitions.filter(
        (definition) => definition.kind === Kind.OPERATION_DEFINITION,
      );
      const parsed = { document, operations, digest: documentId(source) };
      this.good.set(source, parsed);
      return parsed;
    } catch (error) {
      if (error instanceof Refusal) this.bad.set(source, error);
      throw error;
    }
  }
}

function parseWithin(source: string, maxTokens: number): DocumentNode {
  try {
    return parse(source, { maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (/tokens/.test(error.message))
      throw new Refusal('GRAPHQL_TOO_MANY_TOKENS', { hint: `limit ${maxTokens}` });
    const place = error.locations?.[0];
    throw new Refusal('GRAPHQL_SYNTAX', place ? { hint: `line ${place.line}, column ${place.column}` } : {});
  }
}

/** A map that forgets its oldest entry when full; long sources are not kept. */
class Recent<V> {
  private readonly entries = new Map<string, V>();

  constructor(private readonly capacity: number) {}

  get(key: string): V | undefined {
    return this.entries.get(key);
  }

  set(key: string, value: V): void {
    if (key.length > 16_384) return;
    if (this.entries.size >= this.capacity) {
      const oldest = this.entries.keys().next();
      if (!oldest.done) this.entries.delete(oldest.value);
    }
    this.entries.set(key, value);
  }
}
