import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { CaseEvent, CaseView } from '#libs/handling';
import type { SendMessages } from '../messages/index.js';
import type { Transaction } from '../persistence/index.js';
import { contentNamed, filesNamed } from './digests.js';
import { partiesOf, type HeldCase } from './held-case.js';
import { CASE_EVENT_MESSAGE, subjectOf, type ToldEvent } from './messages.js';
import type { CaseFiles } from './ports.js';

export interface TellPartiesDeps {
  region: RegionCode;
  messages: SendMessages;
  files: CaseFiles;
  nodeFor: (region: RegionCode) => Promise<string | undefined>;
}

/** Puts an event on its way to the other regions of a case, behind the files that it names. */
export class TellParties {
  constructor(private readonly deps: TellPartiesDeps) {}

  /**
   * Where the other regions' nodes are; those that the federation does not name at the moment as they were last known.
   * @throws Refusal REGION_UNKNOWN where one was never known: a step that cannot be told must not be taken
   */
  async nodesOf(view: CaseView, known: HeldCase['nodes']): Promise<HeldCase['nodes']> {
    const nodes: Partial<Record<RegionCode, string>> = {};
    for (const region of partiesOf(view).filter((one) => one !== this.deps.region)) {
      const node = (await this.deps.nodeFor(region)) ?? known[region];
      if (node === undefined) throw new Refusal('REGION_UNKNOWN', { hint: region });
      nodes[region] = node;
    }
    return nodes;
  }

  async tell(
    transaction: Transaction,
    held: HeldCase,
    { event, token, content }: { event: CaseEvent; token: string; content?: unknown },
  ): Promise<void> {
    for (const to of Object.values(held.nodes))
      await this.tellOne(transaction, to, held, { event, token, content });
  }

  /** @param again files that were sent before as well */
  async tellOne(
    transaction: Transaction,
    to: string,
    held: HeldCase,
    {
      event,
      token,
      content,
      again = false,
    }: { event: CaseEvent; token: string; content?: unknown; again?: boolean },
  ): Promise<void> {
    const { messages, files } = this.deps;
    const body: ToldEvent = {
      v: 1,
      id: held.id,
      token,
      ...(contentNamed(event) === undefined ? {} : { content }),
      ...(event.kind === 'receive' && held.applicant
        ? { opening: { applicant: held.applicant, key: held.referenceKey } }
        : {}),
    };
    await files.ship(transaction, to, held.id, filesNamed(event), again);
    await messages.enqueue(transaction, {
      to,
      kind: CASE_EVENT_MESSAGE,
      subject: subjectOf(held.id),
      body,
    });
  }
}
