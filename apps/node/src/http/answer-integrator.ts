import { OperationTypeNode } from 'graphql';
import { Refusal, asRefusal } from '#libs/errors';
import {
  challengeHeader,
  DUTIES,
  type AccessTokens,
  type ClientCaller,
  type Role,
} from '../callers/index.js';
import {
  executeOperation,
  type Engine,
  type OperationResult,
  type ReportDefect,
} from '../graphql/execute-operation.js';
import { askedOf, codesOf, type AskedLookup, type FailedRequest } from '../explaining/index.js';
import type { GraphqlConfig } from '../graphql/graphql.config.js';
import type { PreparedOperation, PreparedOperations } from '../graphql/prepared-operations.js';
import {
  negotiate,
  readGetParams,
  readPostParams,
  type AnswerMediaType,
  type GraphqlParams,
} from '../graphql/request-params.js';
import type { TrustedDocuments } from '../graphql/trusted-documents.js';
import type { AuditJournal } from '../lookup/audit-journal.js';
import { Ledger } from '../lookup/ledger.js';
import type { LookupScope } from '../lookup/lookup-scope.js';
import type { NoteDenial } from '../lookup/note-denial.js';
import type { RegionalLookups } from '../lookup/regional-lookups.js';
import { operationOf } from './operation-of.js';
import {
  graphqlBytes,
  header,
  plainRefusal,
  statusOf,
  type HttpAnswer,
  type RawRequest,
} from './http-answer.js';

export interface IntegratorDeps {
  tokens: AccessTokens;
  engine: Engine;
  operations: PreparedOperations;
  documents: TrustedDocuments;
  config: GraphqlConfig;
  bodyLimitBytes: number;
  operationTimeoutMs: number;
  journal: AuditJournal;
  lookups: (scope: LookupScope) => RegionalLookups;
  /** The holder's authorisation that an organisation's request brought. */
  authorisationOf: (id: string, organisation: string) => Promise<string>;
  clock: () => number;
  /** @throws Refusal `LOG_...` while the audit log is stopped: then nothing is looked up */
  assertRunning: () => void;
  report: ReportDefect;
  denials: Pick<NoteDenial, 'note'>;
  /** Keeps a request that failed, for whoever made it. */
  noteFailure: (request: FailedRequest) => void;
}

const looksUp = new Set<Role>(DUTIES.lookup);

/**
 * Answers systems and people of the own region: bearer token, GraphQL over HTTP, and an audit entry for whatever this
 * region disclosed. Questions to other regions log themselves, on both sides, before their data is used here.
 */
export class AnswerIntegrator {
  constructor(private readonly deps: IntegratorDeps) {}

  async answer(request: RawRequest): Promise<HttpAnswer> {
    const { deps } = this;
    const started = deps.clock();
    let mediaType: AnswerMediaType = 'application/json';
    let challenge: Record<string, string> = {};
    let identified: ClientCaller | undefined;
    try {
      mediaType = negotiate(header(request, 'accept'));
      if (header(request, 'tongban-request') !== undefined) throw new Refusal('WRONG_LISTENER');
      const caller = await deps.tokens.identify(header(request, 'authorization')).catch((error: unknown) => {
        const value = challengeHeader(asRefusal(error));
        if (value) challenge = { 'www-authenticate': value };
        throw error;
      });
      identified = caller;
      // Auditors and administrators work on: they have to find out why the log has stopped.
      if (looksUp.has(caller.role)) deps.assertRunning();
      const { prepared, params } = this.prepare(request, caller);
      return await this.execute(request, caller, prepared, params, mediaType, started);
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.code === 'INTERNAL') deps.report(error, request.requestId);
      if (identified) this.noteFailure(request, identified, { codes: [refusal.code], asked: [] });
      return plainRefusal(refusal, mediaType, challenge);
    }
  }

  private async execute(
    request: RawRequest,
    caller: ClientCaller,
    prepared: PreparedOperation,
    params: GraphqlParams,
    mediaType: AnswerMediaType,
    started: number,
  ): Promise<HttpAnswer> {
    const { deps } = this;
    const ledger = new Ledger();
    const deadline = started + deps.operationTimeoutMs;
    const operation = { document: prepared.digest, name: prepared.name };
    const asked: AskedLookup[] = [];
    const lookups = deps.lookups({
      caller,
      ledger,
      deadline,
      operation,
      requestId: request.requestId,
      told: (result) => void asked.push(askedOf(result)),
    });
    const result: OperationResult = await executeOperation(
      deps.engine,
      prepared,
      params.variables,
      {
        caller,
        ledger,
        lookups,
        deadline,
        requestId: request.requestId,
        authorisationOf: this.authorisationsOf(caller),
      },
      deadline - deps.clock(),
      deps.report,
    );
    if (result.errors?.some(({ extensions }) => extensions.code === 'ROLE_NOT_ALLOWED'))
      await deps.denials.note({
        caller,
        code: 'ROLE_NOT_ALLOWED',
        requestId: request.requestId,
        startedAt: started,
        operation,
      });
    const body = graphqlBytes(result);
    const status = statusOf(result, mediaType);
    const headers: Record<string, string> = {
      'content-type': `${mediaType}; charset=utf-8`,
      ...ledger.retryAfter,
    };
    let home: string | undefined;
    if (ledger.records.length > 0) {
      const { entry, receipt } = await deps.journal.home({
        caller,
        ledger,
        operation,
        status,
        body,
        request: request.body,
        startedAt: started,
      });
      headers['tongban-receipt'] = `log="${receipt.log}", leaf="${receipt.leaf}"`;
      home = entry;
    }
    const codes = codesOf(result.errors?.map(({ extensions }) => extensions.code) ?? [], asked);
    if (codes.length > 0)
      this.noteFailure(request, caller, {
        codes,
        asked,
        operation: prepared.name,
        ...(home === undefined ? {} : { entry: home }),
      });
    return { status, headers, body };
  }

  /** Only of those who may look up: what the others are refused is their own pages' matter. */
  private noteFailure(
    { requestId: id }: RawRequest,
    { id: client, organisation, role }: ClientCaller,
    failure: Pick<FailedRequest, 'codes' | 'asked' | 'operation' | 'entry'>,
  ): void {
    if (!looksUp.has(role)) return;
    const { clock, noteFailure } = this.deps;
    noteFailure({ id, at: clock(), organisation: organisation.code, client, ...failure });
  }

  /** Two lookups of one operation that name one request share one answer, and so one context. */
  private authorisationsOf(caller: ClientCaller): (id: string) => Promise<string> {
    const asked = new Map<string, Promise<string>>();
    return (id) => {
      const known = asked.get(id) ?? this.deps.authorisationOf(id, caller.organisation.code);
      asked.set(id, known);
      return known;
    };
  }

  private prepare(
    request: RawRequest,
    caller: ClientCaller,
  ): { prepared: PreparedOperation; params: GraphqlParams } {
    const { config, documents, operations, bodyLimitBytes } = this.deps;
    const limits = { maxBytes: bodyLimitBytes, maxDepth: config.limits.variablesDepth };
    const params =
      request.method === 'GET'
        ? readGetParams(searchOf(request.target), limits)
        : readPostParams(header(request, 'content-type'), request.body, limits);
    const prepared = operationOf(params, caller, { operations, documents, config });
    if (prepared.operation.operation === OperationTypeNode.SUBSCRIPTION)
      throw new Refusal('SUBSCRIPTION_NEEDS_STREAM');
    if (request.method === 'GET' && prepared.operation.operation !== OperationTypeNode.QUERY)
      throw new Refusal('GRAPHQL_METHOD');
    return { prepared, params };
  }
}

function searchOf(target: string): URLSearchParams {
  const mark = target.indexOf('?');
  return new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
}
