import type { RegionCode } from '#libs/codes';
import DataLoader from 'dataloader';
import { Refusal } from '#libs/errors';
import type { LookupContext } from '#libs/exchange';
import type { AskPeer } from './ask-peer.js';
import type { HomeLookups } from './home-lookups.js';
import type { Asker, Lookup, LookupResult } from './lookup.js';
import { partnerOf, type LookupScope } from './lookup-scope.js';

interface Question {
  region: RegionCode;
  lookup: Lookup;
  context: LookupContext;
}

/**
 * Lookups of one operation, each sent to the region that is competent. Questions of one tick about the same licence
 * become one question for the union of their fields, so an operation that names a licence twice asks and logs it once.
 */
export class RegionalLookups {
  private readonly loader: DataLoader<Question, LookupResult>;

  constructor(
    private readonly own: RegionCode,
    private readonly home: HomeLookups,
    private readonly peers: AskPeer,
    private readonly scope: LookupScope,
  ) {
    this.loader = new DataLoader((questions) => this.answerAll(questions), { cache: false });
  }

  /**
   * @throws Refusal REGION_NOT_COMPETENT where a peer asks about another region; AUDIT_UNAVAILABLE where the
   *   lookup could not be logged. Whatever else goes wrong is in the result.
   */
  ask(region: RegionCode, lookup: Lookup, context: LookupContext): Promise<LookupResult> {
    if (this.scope.caller.kind === 'peer' && region !== this.own) throw new Refusal('REGION_NOT_COMPETENT');
    return this.loader.load({ region, lookup, context });
  }

  private async answerAll(questions: readonly Question[]): Promise<(LookupResult | Error)[]> {
    this.scope.ledger.assertOneContext();
    const groups = new Map<string, { question: Question; places: number[] }>();
    questions.forEach((question, place) => {
      const key = sameness(question);
      const group = groups.get(key);
      if (group) {
        group.places.push(place);
        group.question = merge(group.question, question);
      } else groups.set(key, { question, places: [place] });
    });
    const answers = new Array<LookupResult | Error>(questions.length);
    await Promise.all(
      [...groups.values()].map(async ({ question, places }) => {
        const answer = await this.answerOrError(question);
        for (const place of places) answers[place] = answer;
      }),
    );
    return answers;
  }

  private answerOrError(question: Question): Promise<LookupResult | Error> {
    return this.answer(question).catch((error: unknown) =>
      error instanceof Error ? error : new Error('unknown failure', { cause: error }),
    );
  }

  private async answer(question: Question): Promise<LookupResult> {
    const result = await this.asked(question);
    this.scope.told?.(result);
    return result;
  }

  private async asked({ region, lookup, context }: Question): Promise<LookupResult> {
    if (region === this.own) {
      this.scope.ledger.reserve(lookup.operation === 'judge' ? lookup.subjects.length : 1);
      const { caller, deadline, requestId: request, operation } = this.scope;
      const asker: Asker = {
        partner: partnerOf(caller),
        context,
        deadline,
        request,
        operationDocument: operation.document,
      };
      return this.home.answer(lookup, asker, this.scope.ledger);
    }
    return this.peers.ask(region, lookup, context, this.scope);
  }
}

/** Equal for questions that differ in nothing but the fields or verdicts they ask for. */
function sameness({ region, lookup, context }: Question): string {
  return JSON.stringify([region, { ...lookup, fields: undefined, verdicts: undefined }, context]);
}

function merge(first: Question, second: Question): Question {
  if (first.lookup.operation === 'document' && second.lookup.operation === 'document') {
    const verdicts = [...new Set([...(first.lookup.verdicts ?? []), ...(second.lookup.verdicts ?? [])])];
    return { ...first, lookup: { ...first.lookup, verdicts } };
  }
  if (!('fields' in first.lookup) || !('fields' in second.lookup)) return first;
  const fields = [...new Set([...first.lookup.fields, ...second.lookup.fields])];
  return { ...first, lookup: { ...first.lookup, fields } };
}
