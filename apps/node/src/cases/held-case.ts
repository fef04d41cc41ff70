import type { RegionCode } from '#libs/codes';
import {
  applyEvents,
  CASE_EVENT_LIMITS,
  newCase,
  readEvent,
  type Case,
  type CaseEvent,
  type CaseView,
} from '#libs/handling';
import { parseCompact } from '#libs/jws';
import type { HolderIdentity } from '../callers/index.js';
import type { KnownDelegate } from './ports.js';

/** A case as its row and its events say, for whoever changes it. */
export interface HeldCase {
  id: string;
  case: Case;
  tokens: readonly { id: string; token: string; entry: string }[];
  applicant: HolderIdentity | undefined;
  organisation: string | undefined;
  departments: readonly string[];
  referenceKey: string;
  people: readonly string[];
  delegates: Readonly<Record<string, KnownDelegate>>;
  /** Entity ids of the other parties' nodes. */
  nodes: Readonly<Partial<Record<RegionCode, string>>>;
  openedAt: number;
}

/** Events from tokens that were verified when they came in. */
export function readStored(token: string): CaseEvent {
  const { iss: _, ...body } = parseCompact(token, CASE_EVENT_LIMITS).payload;
  return readEvent(body);
}

export const caseOf = (id: string, tokens: readonly { token: string }[]): Case =>
  applyEvents(
    newCase(id),
    tokens.map(({ token }) => readStored(token)),
  );

/** Every region with a part in a case, each once. */
export const partiesOf = ({ parties }: Readonly<CaseView>): RegionCode[] =>
  parties ? [...new Set([parties.receipt, parties.decision, ...parties.supporting])] : [];
