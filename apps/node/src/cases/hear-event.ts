import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { applyEvent, newCase, receiptRegionOf, verifyEvent, type CaseEvent } from '#libs/handling';
import type { VerificationKey } from '#libs/jws';
import type { IncomingMessage, MessageHandler } from '../messages/index.js';
import type { Logger } from '../observability/logger.js';
import type { Transaction } from '../persistence/index.js';
import type { CaseStore } from './case-store.js';
import type { CaseChanges } from './changes.js';
import { contentDigest, contentNamed } from './digests.js';
import { partiesOf, type HeldCase } from './held-case.js';
import { assertContentSize, readTold, type ToldEvent } from './messages.js';
import type { References } from './references.js';
import type { WriteEvent } from './write-event.js';

export interface HearEventDeps {
  self: string;
  region: RegionCode;
  aheadMs: number;
  store: CaseStore;
  references: References;
  writing: WriteEvent;
  changes: CaseChanges;
  /** A key that counts for an issuer; `vouched` where the issuer itself sent the event, by a key that it has now. */
  keyOf: (issuer: string, kid: string, vouched: boolean) => Promise<VerificationKey | undefined>;
  actsFor: (issuer: string, region: RegionCode) => boolean;
  clock: () => number;
  log: Pick<Logger, 'warn'>;
}

/** What other regions did in a case, applied in the transaction that remembers the message. */
export class HearEvent implements MessageHandler {
  constructor(private readonly deps: HearEventDeps) {}

  /**
   * @throws Refusal CASE_EVENT_*, CASE_SENDER_NOT_PARTY, CASE_REGION_*, CASE_CONTENT_DISAGREES, CASE_APPLICANT_DISAGREES,
   * CASE_OPENING_ABSENT, JWS_*; then nothing has changed
   */
  async apply(message: IncomingMessage, transaction: Transaction): Promise<(() => void) | undefined> {
    const { store, writing, changes, clock, log } = this.deps;
    const { client } = transaction;
    const told = readTold(message.body, message.subject);
    const event = await this.verified(told.token, message.iss);
    if (event.case !== told.id) throw new Refusal('CASE_EVENT_OTHER_CASE');
    if (event.at > clock() + this.deps.aheadMs) throw new Refusal('CASE_EVENT_AHEAD');
    const held = await store.lock(client, told.id);
    if (held?.case.events.has(event.id)) return undefined;
    const named = assertContent(event, told);
    const before = held ?? this.begun(event, told, message.iss);
    if (held) this.assertParty(held, event, message.iss);
    const { held: after, change } = await writing.write(transaction, before, {
      event,
      token: told.token,
      caller: { kind: 'peer', id: message.iss },
      counterpart: message.iss,
    });
    if (named !== undefined) await store.addContent(client, told.id, named, told.content);
    const aside = after.case.view.setAside.length - (held?.case.view.setAside.length ?? 0);
    if (aside > 0) log.warn({ case: told.id, event: event.id, kind: event.kind }, 'steps of a case disagree');
    return () => {
      changes.tell(change);
    };
  }

  private async verified(token: string, sender: string): Promise<CaseEvent> {
    const { keyOf, actsFor } = this.deps;
    try {
      return await verifyEvent(token, {
        keyOf: (issuer, kid) => keyOf(issuer, kid, issuer === sender),
        actsFor,
      });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'JWS_KID_UNKNOWN') throw error;
      // It may become known: the message is kept and sent again.
      throw new Refusal('CASE_EVENT_KEY_UNKNOWN', { cause: error });
    }
  }

  /** A case that this region hears of for the first time: from its opening, told by one of its parties. */
  private begun(event: CaseEvent, { id, opening }: ToldEvent, sender: string): HeldCase {
    const { references, region } = this.deps;
    if (event.kind !== 'receive') throw new Refusal('CASE_OPENING_ABSENT');
    if (event.region !== receiptRegionOf(id)) throw new Refusal('CASE_REGION_MAY_NOT');
    const { view } = applyEvent(newCase(id), event);
    const [refused] = view.setAside;
    if (refused) throw new Refusal(refused.code);
    // Without its predecessors an event opens nothing.
    if (!view.state) throw new Refusal('CASE_OPENING_ABSENT');
    if (!partiesOf(view).includes(region)) throw new Refusal('CASE_REGION_NOT_PARTY');
    if (!opening || references.holder(opening.key, opening.applicant) !== event.data.applicant.ref)
      throw new Refusal('CASE_APPLICANT_DISAGREES');
    const blank: HeldCase = {
      id,
      case: newCase(id),
      tokens: [],
      applicant: opening.applicant,
      organisation: undefined,
      departments: [],
      referenceKey: opening.key,
      people: [references.own(opening.applicant)],
      delegates: {},
      nodes: {},
      openedAt: event.at,
    };
    this.assertParty({ ...blank, case: { ...blank.case, view } }, event, sender);
    return blank;
  }

  private assertParty({ case: { view } }: HeldCase, event: CaseEvent, sender: string): void {
    const parties = partiesOf(view);
    if (!parties.includes(event.region)) throw new Refusal('CASE_REGION_NOT_PARTY');
    if (!parties.some((party) => this.deps.actsFor(sender, party)))
      throw new Refusal('CASE_SENDER_NOT_PARTY');
  }
}

/** @returns the digest of what came with the event, where something had to */
function assertContent(event: CaseEvent, { content }: ToldEvent): string | undefined {
  const named = contentNamed(event);
  if (named === undefined) {
    if (content !== undefined) throw new Refusal('MESSAGE_BODY_INVALID', { hint: 'content' });
    return undefined;
  }
  if (content === undefined) throw new Refusal('CASE_CONTENT_DISAGREES', { hint: 'absent' });
  assertContentSize(content);
  if (contentDigest(content) !== named) throw new Refusal('CASE_CONTENT_DISAGREES');
  return named;
}
