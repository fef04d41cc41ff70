import { Refusal } from '#libs/errors';
import type { ClientCaller } from '../../callers/index.js';
import type { AskWithin } from '../../lookup/ask-within.js';
import type { LookupResult } from '../../lookup/lookup.js';
import { RECORD_LIMITS } from '../../lookup/records.js';
import type { CheckAsker, Provenance, SourceReply } from '../check.js';
import type { SourceQuestion, SourceQuestions } from '../ports.js';

/** Asks sources by lookups of datasets: decided by agreement, logged on both sides, receipted. */
export class AskByLookup implements SourceQuestions {
  constructor(private readonly askWithin: AskWithin) {}

  async ask(question: SourceQuestion): Promise<SourceReply> {
    const { context, asker, deadline, check, region, dataset, subject, items } = question;
    const lookups = this.askWithin(context, callerOf(asker), deadline, {
      name: 'InformationCheck',
      request: check,
    });
    const result = await lookups.ask(region, {
      operation: 'records',
      dataset,
      holder: { type: subject.type, code: subject.code },
      items: [...items],
      // What is beyond is said to be there (`truncated`), and is for the department's own counter.
      limit: RECORD_LIMITS.records,
    });
    return replyOf(result);
  }
}

const callerOf = ({ id, role, organisation, person }: CheckAsker): ClientCaller => ({
  kind: 'client',
  id,
  role,
  organisation,
  ...(person ? { person } : {}),
  scopes: [],
});

/** What a lookup comes to in a report. Whoever may be asked again with success has not refused. */
export function replyOf(result: LookupResult): SourceReply {
  const { status, records, source, refusal } = result;
  const said = { provenance: provenanceOf(result), withheld: result.withheld.map(({ field }) => field) };
  const asOf = source?.asOf === undefined ? {} : { asOf: source.asOf };
  if (status === 'FOUND' || status === 'REDUCED')
    return records && records.records.length > 0
      ? {
          outcome: 'answered',
          records: records.records,
          ...(records.truncated ? { truncated: true } : {}),
          ...asOf,
          ...said,
        }
      : { outcome: 'nothing-found', ...asOf, ...said };
  if (status === 'NOT_FOUND') return { outcome: 'nothing-found', ...asOf, ...said };
  const told = refusal ?? new Refusal('CHECK_ANSWER_UNREADABLE').toPublic();
  if (status === 'UNAVAILABLE' || told.retryable)
    return {
      outcome: 'not-available',
      code: told.code,
      ...(source?.until === undefined ? {} : { until: source.until }),
      ...said,
    };
  return {
    outcome: 'refused',
    reason: source?.reason ?? { zh: told.messageZh, en: told.message },
    code: told.code,
    ...said,
  };
}

function provenanceOf({ source, receipt, logged, verification }: LookupResult): Provenance {
  return {
    ...(verification ? { node: verification.signer } : {}),
    ...(source ? { department: { code: source.department.code, name: source.department.name.zh } } : {}),
    ...(receipt ? { receipt: `${receipt.log} ${receipt.leaf}` } : {}),
    ...(logged
      ? {
          entry: logged.entry,
          request: logged.request,
          ...(logged.rule === undefined ? {} : { rule: logged.rule }),
        }
      : {}),
  };
}
