import { Commitments, type AuditEntry } from '#libs/audit-log';
import type { LookupContext } from '#libs/exchange';
import type { AuditLog } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import { clientOf, contextOf } from '../lookup/entry-parts.js';
import { hmacSha256 } from '../lookup/hmac-sha256.js';
import { randomBytes } from '../lookup/random-stock.js';
import { uuid7 } from '../lookup/uuid7.js';

/** Whoever began it: the holder, or the clerk at the counter. */
export type Starter = Pick<ClientCaller, 'kind' | 'id' | 'role' | 'organisation' | 'person' | 'scopes'>;

export interface CredentialEvent {
  operation: 'credential' | 'presentation';
  starter: Starter;
  context?: LookupContext;
  /** Of the node whose licence it is. */
  region: string;
  licenceType: string;
  /** E-licence identifiers, where known. */
  identifiers: readonly string[];
  /** Whom it is about, `<holder type>:<code>`, where known. */
  subject?: string;
  fieldsAsked: readonly string[];
  fieldsReleased: readonly string[];
  outcome: 'granted' | 'denied';
  rule: string;
  code?: string;
  startedAt: number;
}

/**
 * Writes what was issued and what was shown to the audit log: which fields, never a value. An entry with a subject is
 * one of those that the subject can read. Resolves when it is durable; nothing is handed out or shown before.
 */
export class CredentialJournal {
  constructor(
    private readonly log: Pick<AuditLog, 'prepare' | 'append'>,
    private readonly node: string,
    private readonly clock: () => number,
  ) {}

  /** @throws Refusal of {@link AuditLog.append} */
  async record(event: CredentialEvent): Promise<void> {
    const now = this.clock();
    const commitments = new Commitments(randomBytes, hmacSha256);
    const lookup: AuditEntry['lookups'][number] = {
      operation: event.operation,
      region: event.region,
      licenceType: event.licenceType,
      identifiers: [...event.identifiers],
      ...(event.subject === undefined
        ? {}
        : { subject: commitments.add('lookups.0.subject', event.subject) }),
      fieldsAsked: [...event.fieldsAsked],
      fieldsReleased: [...event.fieldsReleased],
      outcome: event.outcome,
      rule: event.rule,
      ...(event.code === undefined ? {} : { code: event.code }),
    };
    const { starter } = event;
    const caller = clientOf(starter, event.context, commitments);
    const prepared = this.log.prepare({
      v: 1,
      id: uuid7(now, randomBytes),
      kind: 'home',
      at: new Date(now).toISOString(),
      tookMs: Math.max(0, Math.round(now - event.startedAt)),
      node: this.node,
      caller:
        event.context || !starter.person
          ? caller
          : {
              ...caller,
              person: commitments.add('caller.person', starter.person.id),
              personName: commitments.add('caller.personName', starter.person.name),
            },
      ...contextOf(event.context),
      lookups: [lookup],
      outcome: event.outcome,
      ...(event.code === undefined ? {} : { code: event.code }),
    });
    await this.log.append({ prepared, personal: commitments.values });
  }
}
