import type { ClientCaller } from '../callers/index.js';

/** How a check stands; of what its sources said nothing. */
export interface ProgressOfCheck {
  check: string;
  caseId: string | null;
  state: string;
  /** Editions of the report so far. */
  editions: number;
  sources: {
    key: string;
    region: string;
    dataset: string;
    state: string;
    outcome: string | null;
    /** When it hopes to answer; ISO 8601. */
    until: string | null;
  }[];
}

/** @throws Refusal CHECK_UNKNOWN, also for what is not the caller's to see */
export type ReadCheck = (id: string, caller: ClientCaller) => Promise<ProgressOfCheck>;
