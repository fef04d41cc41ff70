import { randomBytes } from 'node:crypto';
import { canonicalBytes } from '#libs/audit-log';
import type { RegionCode } from '#libs/codes';
import { asRefusal, Refusal } from '#libs/errors';
import { parseLookupContext, sha256, type LookupContext } from '#libs/exchange';
import { assertAllowed, DUTIES, type ClientCaller } from '../callers/index.js';
import { recordsOf } from './asked-record.js';
import type { AskPeer } from './ask-peer.js';
import type { AuditJournal } from './audit-journal.js';
import type { HomeLookups } from './home-lookups.js';
import { Ledger } from './ledger.js';
import { partnerOf, type LookupScope } from './lookup-scope.js';
import type { Asker, Lookup, LookupResult } from './lookup.js';
import { peerDocuments } from './peer-documents.js';

export interface AskWithinOptions {
  /** In the course of what it is asked, for the log: words as the name of a GraphQL operation. */
  name: string;
  /**
   * Identifies what the lookups are part of; one made anew by default. A holder's authorisation that is used again for
   * the same is counted once.
   */
  request?: string;
}

/** Lookups of one case, asked one by one. */
export interface LookupsWithin {
  /**
   * Resolves when the answer is verified and logged, each by itself: a quick one does not wait for a slow one.
   * @param deadline earlier than that of the whole, for this lookup alone; milliseconds since the epoch
   * @throws Refusal AUDIT_UNAVAILABLE | OVERLOADED | LOG_* where it cannot be logged: then nothing is handed on. Whatever
   *   else goes wrong is in the result.
   */
  ask(region: RegionCode, lookup: Lookup, deadline?: number): Promise<LookupResult>;
}

/**
 * How rooms of the node look something up for a case, without an operation over HTTP: same decisions, same entries in the
 * log, same receipts of peers. Whoever calls it has checked who is asking and that the case is theirs.
 * @param context who asks and why; `organisation` is the caller's
 * @param deadline of all of them, milliseconds since the epoch
 * @throws Refusal ROLE_NOT_ALLOWED | CONTEXT_INVALID | a code of libs/codes
 */
export type AskWithin = (
  context: LookupContext,
  caller: ClientCaller,
  deadline: number,
  options: AskWithinOptions,
) => LookupsWithin;

export interface AskWithinDeps {
  region: RegionCode;
  home: Pick<HomeLookups, 'answer'>;
  peers: Pick<AskPeer, 'ask'>;
  journal: Pick<AuditJournal, 'home'>;
  /** @throws Refusal `LOG_...` while the audit log is stopped: then nothing is looked up */
  assertRunning: () => void;
  clock: () => number;
  report: (error: unknown, requestId: string) => void;
}

const newName = (): string => randomBytes(16).toString('base64url');

export function askWithin(deps: AskWithinDeps): AskWithin {
  return (given, caller, deadline, { name, request = newName() }) => {
    assertAllowed(caller, DUTIES.lookupForCase);
    const context = parseLookupContext(given);
    if (context.organisation.code !== caller.organisation.code)
      throw new Refusal('CONTEXT_INVALID', { hint: 'organisation.code' });
    return new CaseLookups(deps, context, {
      caller,
      deadline,
      operation: { document: '', name },
      requestId: request,
    });
  };
}

class CaseLookups implements LookupsWithin {
  constructor(
    private readonly deps: AskWithinDeps,
    private readonly context: LookupContext,
    private readonly scope: Omit<LookupScope, 'ledger'> & { caller: ClientCaller },
  ) {}

  async ask(region: RegionCode, lookup: Lookup, deadline = Infinity): Promise<LookupResult> {
    const { deps } = this;
    deps.assertRunning();
    const scope = {
      ...this.scope,
      deadline: Math.min(this.scope.deadline, deadline),
      // What is asked is what a peer would be asked, so it bears the name that agreements know it by.
      operation: { ...this.scope.operation, document: peerDocuments[lookup.operation].id },
    };
    if (region === deps.region) return this.atHome(lookup, scope);
    return deps.peers.ask(region, lookup, this.context, { ...scope, ledger: new Ledger() });
  }

  /** One entry a lookup, durable before the answer is handed on. */
  private async atHome(lookup: Lookup, scope: typeof this.scope): Promise<LookupResult> {
    const { deps } = this;
    const startedAt = deps.clock();
    // The random name makes the digests say nothing of what may be guessed, such as a citizen number.
    const jti = newName();
    const question = canonicalBytes({ jti, region: deps.region, lookup });
    const { result, ledger } = await this.inTime(lookup, scope);
    const { tookMs: _, ...told } = result;
    const { entry, receipt } = await deps.journal.home({
      caller: scope.caller,
      ledger,
      operation: scope.operation,
      request: question,
      jti,
      status: 200,
      body: Buffer.from(JSON.stringify({ jti, ...told })),
      startedAt,
    });
    const rule = ledger.records.find((record) => record.rule !== undefined)?.rule;
    return {
      ...result,
      receipt,
      logged: { entry, request: sha256(question), ...(rule === undefined ? {} : { rule }) },
      tookMs: deps.clock() - startedAt,
    };
  }

  /** What comes after the deadline, or with a fault, is dropped: its ledger is not the one that is written. */
  private async inTime(
    lookup: Lookup,
    scope: typeof this.scope,
  ): Promise<{ result: LookupResult; ledger: Ledger }> {
    const { deps, context } = this;
    const startedAt = deps.clock();
    const asker: Asker = {
      partner: partnerOf(scope.caller),
      context,
      deadline: scope.deadline,
      request: scope.requestId,
      operationDocument: scope.operation.document,
    };
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<never>((_, reject) => {
        const remaining = Math.max(0, scope.deadline - deps.clock());
        timer = setTimeout(() => reject(new Refusal('LOOKUP_TIMEOUT')), Math.min(remaining, MAX_TIMER_MS));
      });
      const ledger = new Ledger();
      ledger.within(context);
      const result = await Promise.race([deps.home.answer(lookup, asker, ledger), late]);
      // Never an answer without its record.
      if (ledger.records.length === 0) throw new Error('a lookup at home left no record');
      return { result, ledger };
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.code === 'INTERNAL') deps.report(error, scope.requestId);
      const ledger = new Ledger();
      ledger.within(context);
      for (const asked of recordsOf(deps.region, lookup))
        ledger.record({ ...asked, outcome: 'failed', code: refusal.code });
      return {
        ledger,
        result: {
          region: deps.region,
          status: 'UNAVAILABLE',
          refusal: refusal.toPublic(),
          withheld: [],
          tookMs: deps.clock() - startedAt,
        },
      };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The longest that a timer of the runtime takes; more would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
