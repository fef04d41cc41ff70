import { type AuditEntry, fromBase64, parseEntry } from '#libs/audit-log';
import { asRefusal, catalogue, Refusal, type ErrorCode } from '#libs/errors';
import type { EvidenceBundle } from '#libs/evidence';
import type { ClientCaller } from '../callers/index.js';
import { placeOf, type AskedLookup, type FailedRequest, type Place } from './failed-request.js';

/** What one side's log says of a lookup. */
export interface EntryTold {
  id: string;
  node: string;
  at: string;
  outcome: AuditEntry['outcome'];
  code?: ErrorCode;
  /** The sharing rule that decided. */
  rule?: string;
  fieldsAsked: readonly string[];
  fieldsReleased: readonly string[];
  tookMs: number;
  /** A signed checkpoint covers the entry. */
  isProven: boolean;
}

export interface ExplainedLookup {
  region: string;
  counterpart?: string;
  code?: ErrorCode;
  place: Place;
  here?: EntryTold;
  there?: EntryTold;
  /** Why the other side's account is not here, where one was to be had. */
  thereMissing?: Refusal;
}

export interface RequestExplanation {
  request: FailedRequest;
  codes: ErrorCode[];
  lookups: ExplainedLookup[];
}

export interface ExplainRequestParts {
  requests: { find(id: string, organisation: string): Promise<FailedRequest | undefined> };
  evidence: {
    bundle(
      caller: ClientCaller,
      entry: string,
      wish: { withPersonalValues: boolean; otherSide: boolean },
    ): Promise<EvidenceBundle>;
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Each of them may ask another node. */
const MOST_LOOKUPS = 10;

/**
 * Says why a request failed, by the entries that both sides have of it. Only to the organisation that made the request; that it
 * was read stands in both logs.
 */
export class ExplainRequest {
  constructor(private readonly parts: ExplainRequestParts) {}

  /** @throws Refusal FAILED_REQUEST_UNKNOWN, also for a request of somebody else */
  async explain(caller: ClientCaller, id: string): Promise<RequestExplanation> {
    const named = id.trim().toLowerCase();
    const request = UUID.test(named)
      ? await this.parts.requests.find(named, caller.organisation.code)
      : undefined;
    if (!request) throw new Refusal('FAILED_REQUEST_UNKNOWN');
    const lookups = await Promise.all(
      request.asked.slice(0, MOST_LOOKUPS).map((asked) => this.lookup(caller, asked, request)),
    );
    return { request, codes: request.codes.flatMap((code) => known(code) ?? []), lookups };
  }

  private async lookup(
    caller: ClientCaller,
    { region, code: told, entry }: AskedLookup,
    { entry: home }: FailedRequest,
  ): Promise<ExplainedLookup> {
    const code = known(told);
    const named = entry ?? home;
    if (named === undefined)
      return { region, ...(code ? { code } : {}), place: placeOf(code, undefined, false) };
    const bundle = await this.parts.evidence.bundle(caller, named, {
      withPersonalValues: false,
      otherSide: entry !== undefined,
    });
    const entries = bundle.sides.flatMap((side) =>
      side.entries.map(({ bytes, proof }) => ({
        role: side.role,
        entry: read(bytes),
        isProven: proof !== undefined,
      })),
    );
    const own = entries.find(({ entry: one }) => one.id === named);
    const other = entries.find(({ role }) => own !== undefined && role !== own.role);
    const [missing] = bundle.missing ?? [];
    const there = other && toldOf(other.entry, other.isProven);
    return {
      region,
      ...(own?.entry.counterpart === undefined ? {} : { counterpart: own.entry.counterpart }),
      ...(code ? { code } : {}),
      place: placeOf(code, there?.code, entry !== undefined),
      ...(own ? { here: toldOf(own.entry, own.isProven) } : {}),
      ...(there ? { there } : {}),
      ...(missing && !there
        ? { thereMissing: asRefusal(new Refusal(known(missing.code) ?? 'INTERNAL')) }
        : {}),
    };
  }
}

const read = (bytes: string): AuditEntry => parseEntry(fromBase64(bytes) ?? new Uint8Array());

function toldOf(entry: AuditEntry, isProven: boolean): EntryTold {
  const decided = entry.lookups.find(({ code }) => code !== undefined) ?? entry.lookups[0];
  const code = known(entry.code ?? decided?.code);
  return {
    id: entry.id,
    node: entry.node,
    at: entry.at,
    outcome: entry.outcome,
    ...(code ? { code } : {}),
    ...(decided?.rule === undefined ? {} : { rule: decided.rule }),
    fieldsAsked: decided?.fieldsAsked ?? [],
    fieldsReleased: decided?.fieldsReleased ?? [],
    tookMs: entry.tookMs,
    isProven,
  };
}

/** Another node may be of a version with codes that this one has not heard of. */
const known = (code: string | undefined): ErrorCode | undefined =>
  code !== undefined && Object.hasOwn(catalogue, code) ? (code as ErrorCode) : undefined;
