import { RefusedError } from './errors.js';
import * as operations from './generated/operations.generated.js';
import { post, resultOf, withRetries, type RetryRules } from './http.js';
import type { CallOptions, TrustedOperation } from './operation.js';
import { withDefaults, type Ports } from './ports.js';
import type { TokenSource } from './tokens.js';

export interface BearerClientOptions extends Partial<Ports> {
  /** GraphQL endpoint of the own region's node, e.g. `http://127.0.0.1:7420/graphql`. */
  endpoint: string;
  tokens: TokenSource;
  /** For one attempt, 15 s unless told. */
  timeoutMs?: number;
  retries?: RetryRules;
}

type Call<O> =
  O extends TrustedOperation<infer V, infer R> ? (variables: V, options?: CallOptions) => Promise<R> : never;

/** One method per operation, typed from the node's schema. */
export interface TongbanClient {
  /** One licence by its identifier (按电子证照标识). */
  licence: Call<typeof operations.licence>;
  licenceByNumber: Call<typeof operations.licenceByNumber>;
  licencesByHolder: Call<typeof operations.licencesByHolder>;
  /** One question to several regions; a region that is silent has status UNAVAILABLE, the others are unharmed. */
  licencesAcrossRegions: Call<typeof operations.licencesAcrossRegions>;
  /** Compares values (核验), releases nothing. */
  verifyLicence: Call<typeof operations.verifyLicence>;
  licenceDocument: Call<typeof operations.licenceDocument>;
  /** A department's records on a holder (部门数据). */
  records: Call<typeof operations.records>;
  /** Yes or no to questions about up to 200 subjects (批量核验), releases nothing. */
  judgeRecords: Call<typeof operations.judgeRecords>;
  licenceTypes: (
    variables?: operations.LicenceTypesVariables,
    options?: CallOptions,
  ) => Promise<operations.LicenceTypesResult>;
  regions: (
    variables?: operations.RegionsVariables,
    options?: CallOptions,
  ) => Promise<operations.RegionsResult>;
  /** Any other registered operation. */
  call<V, R>(operation: TrustedOperation<V, R>, variables: V, options?: CallOptions): Promise<R>;
}

/**
 * A client of the own region's node, for case systems and counters. The node signs and asks other regions; what comes
 * back says per region how it was verified.
 *
 * A denial of a region is a result (`status: 'DENIED'` with its `refusal`), not an error; errors are what ends the
 * whole call.
 *
 * @example
 * const client = createClient({ endpoint, tokens });
 * const { status, licence } = await client.licence({ identifier, region: 'BEIJING', context });
 */
export function createClient(options: BearerClientOptions): TongbanClient {
  const ports = withDefaults(options);
  const { endpoint, tokens, timeoutMs = 15_000, retries = {} } = options;

  async function once<V, R>(
    operation: TrustedOperation<V, R>,
    variables: V,
    signal?: AbortSignal,
  ): Promise<R> {
    const token = await tokens.token(signal);
    const reply = await post(
      {
        url: endpoint,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
        },
        // The text and not its hash: a node takes a registered text in full, a development node takes any.
        body: JSON.stringify({ query: operation.text, operationName: operation.name, variables }),
        timeoutMs,
        signal,
      },
      ports,
    );
    if (reply.status === 401) tokens.invalidate(token);
    return resultOf(reply, operation.field) as R;
  }

  async function call<V, R>(
    operation: TrustedOperation<V, R>,
    variables: V,
    { signal }: CallOptions = {},
  ): Promise<R> {
    const attempt = (): Promise<R> => once(operation, variables, signal);
    // A token may be revoked, or expire on the way: one fresh one is tried.
    const renewed = async (): Promise<R> => {
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof RefusedError && error.status === 401) return attempt();
        throw error;
      }
    };
    return withRetries(renewed, retries, ports, signal);
  }

  const bound =
    <V, R>(operation: TrustedOperation<V, R>) =>
    (variables: V, callOptions?: CallOptions): Promise<R> =>
      call(operation, variables, callOptions);
  return {
    licence: bound(operations.licence),
    licenceByNumber: bound(operations.licenceByNumber),
    licencesByHolder: bound(operations.licencesByHolder),
    licencesAcrossRegions: bound(operations.licencesAcrossRegions),
    verifyLicence: bound(operations.verifyLicence),
    licenceDocument: bound(operations.licenceDocument),
    records: bound(operations.records),
    judgeRecords: bound(operations.judgeRecords),
    licenceTypes: (variables = {}, callOptions) => call(operations.licenceTypes, variables, callOptions),
    regions: (variables = {}, callOptions) => call(operations.regions, variables, callOptions),
    call,
  };
}
