import { RefusedError, transportError } from './errors.js';
import * as operations from './generated/operations.generated.js';
import { jsonObject, post, resultOf, withRetries, type RetryRules } from './http.js';
import { live, type ListenOptions } from './live.js';
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

type Listen<O> =
  O extends TrustedOperation<infer V, infer R>
    ? (variables: V, options?: ListenOptions) => AsyncGenerator<R, void, undefined>
    : never;

export interface CaseFile {
  bytes: Uint8Array<ArrayBuffer>;
  /** Material of the matter; or what the file is for. */
  material?: string;
  purpose?: 'result' | 'pledge' | 'proof' | 'document';
  /** Made by the authority that handles the case. */
  origin?: 'authority';
  /** The clerk has compared it with the original. */
  originalSeen?: boolean;
  /** Role of staff in whose name a system of several acts. */
  role?: 'window' | 'handler' | 'approver' | 'supervisor';
}

export interface SentCaseFile {
  /** SHA-256, base64url, by which steps name it. */
  digest: string;
  /** The piece of material, where it is one. */
  material?: { id: string; material: string; origin: string; trust: string; verdict: string };
}

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
  /** Begins a case (办件); whoever has its number gathers materials for it and receives it. */
  draftCase: Call<typeof operations.draftCase>;
  /** Has sharing give a material (免提交). */
  fetchCaseMaterial: Call<typeof operations.fetchCaseMaterial>;
  /** Hands in a file of a case: a material that was brought, a signed pledge, a result. */
  sendCaseFile(caseId: string, file: CaseFile, options?: CallOptions): Promise<SentCaseFile>;
  receiveCase: Call<typeof operations.receiveCase>;
  takeCaseStep: Call<typeof operations.takeCaseStep>;
  /** One case, with its steps, clocks and materials. */
  case: Call<typeof operations.caseDetails>;
  cases: (variables?: operations.CasesVariables, options?: CallOptions) => Promise<operations.CasesResult>;
  /** 企业破产信息核查 and its like: begins it; `checkProgress` and `informationCheck` follow it. */
  startInformationCheck: Call<typeof operations.startInformationCheck>;
  informationCheck: Call<typeof operations.informationCheck>;
  /** Changes of cases as they happen, one case or all that the client may see; see {@link live} for how it ends. */
  caseChanged: Listen<typeof operations.caseChanged>;
  checkProgress: Listen<typeof operations.checkProgress>;
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
    return isRepeatable(operation, variables) ? withRetries(renewed, retries, ports, signal) : renewed();
  }

  async function sendCaseFile(
    caseId: string,
    file: CaseFile,
    { signal }: CallOptions = {},
  ): Promise<SentCaseFile> {
    const { bytes, originalSeen, ...named } = file;
    const query = new URLSearchParams({ ...named, ...(originalSeen ? { original: 'seen' } : {}) });
    const token = await tokens.token(signal);
    const reply = await post(
      {
        url: new URL(`/cases/${encodeURIComponent(caseId)}/materials?${query.toString()}`, endpoint).href,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
        body: bytes,
        timeoutMs,
        signal,
      },
      ports,
    );
    if (reply.status === 401) tokens.invalidate(token);
    const answer = jsonObject(reply.body);
    if (typeof answer?.['digest'] === 'string') return answer as unknown as SentCaseFile;
    // A refusal has the shape of a GraphQL error.
    resultOf(reply, 'digest');
    throw transportError('BAD_ANSWER', { status: reply.status });
  }

  const listening =
    <V, R>(operation: TrustedOperation<V, R>) =>
    (variables: V, callOptions?: ListenOptions) =>
      live({ endpoint, tokens, fetch: ports.fetch }, operation, variables, callOptions);

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
    draftCase: bound(operations.draftCase),
    fetchCaseMaterial: bound(operations.fetchCaseMaterial),
    sendCaseFile,
    receiveCase: bound(operations.receiveCase),
    takeCaseStep: bound(operations.takeCaseStep),
    case: bound(operations.caseDetails),
    cases: (variables = {}, callOptions) => call(operations.cases, variables, callOptions),
    startInformationCheck: bound(operations.startInformationCheck),
    informationCheck: bound(operations.informationCheck),
    caseChanged: listening(operations.caseChanged),
    checkProgress: listening(operations.checkProgress),
    call,
  };
}

/** Lookups change nothing; a change is sent again only under a key that makes it happen once. */
function isRepeatable({ text }: { text: string }, variables: unknown): boolean {
  if (!text.startsWith('mutation')) return true;
  const { key, input } = variables as { key?: unknown; input?: { key?: unknown } };
  return typeof (key ?? input?.key) === 'string';
}
