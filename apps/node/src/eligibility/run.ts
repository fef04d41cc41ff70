import { z } from 'zod';
import { regionCodes } from '#libs/codes';
import type { ClientCaller } from '../callers/index.js';

export const runStates = [
  'collecting',
  'judging',
  'judged',
  'opening',
  'done',
  'paused',
  'refused',
  'cancelled',
] as const;
export type RunState = (typeof runStates)[number];
/** States in which there is work to do. */
export type WorkingState = Extract<RunState, 'judging' | 'opening'>;

const staff = z.strictObject({
  client: z.string().min(1).max(512),
  role: z.enum(['integrator', 'windowClerk', 'handler', 'approver']),
  organisation: z.strictObject({ code: z.string().max(64), name: z.string().max(200) }),
  person: z.strictObject({ id: z.string().max(200), name: z.string().max(200) }).optional(),
});
/** Whoever started a batch or approved it, as far as it is needed when they have gone home. */
export type Staff = z.infer<typeof staff>;
export const staffSchema = staff;

export const runSettingsSchema = z.strictObject({
  by: staff,
  candidates: z.discriminatedUnion('from', [
    z.strictObject({ from: z.literal('file'), skipInvalid: z.boolean() }),
    z.strictObject({ from: z.literal('licences'), licenceType: z.string().max(64) }),
  ]),
  /** Regions that a source is asked in, one after another until one says yes; the own region where none is named. */
  regions: z.record(z.string().max(80), z.array(z.enum(regionCodes)).min(1).max(regionCodes.length)),
  /** Whether cases are opened for those who are eligible; otherwise the list is the result. */
  opensCases: z.boolean(),
  /** Entries of the form that are the same in every case, and those that come from an attribute of the candidate. */
  form: z.record(
    z.string().max(40),
    z.union([
      z.string().max(500),
      z.number(),
      z.boolean(),
      z.strictObject({ candidate: z.string().max(40) }),
    ]),
  ),
  /** Optional items of the matter that the cases are about. */
  items: z.array(z.string().max(64)).max(50),
});
export type RunSettings = z.infer<typeof runSettingsSchema>;

/** A batch as this node holds it. */
export interface EligibilityRun {
  id: string;
  state: RunState;
  stoppedIn: WorkingState | undefined;
  /** Why it was refused. */
  code: string | undefined;
  organisation: string;
  matter: string;
  matterVersion: number;
  settings: RunSettings;
  today: string;
  edition: number;
  position: number;
  stalls: number;
  candidates: number;
  eligible: number;
  ineligible: number;
  unknown: number;
  opened: number;
  /** Why candidates are not eligible, or unknown, with how many. */
  reasons: readonly string[];
  reasonCounts: readonly number[];
  approvedBy: Staff | undefined;
  approvedEdition: number | undefined;
  /** Milliseconds since the epoch. */
  startedAt: number;
  changedAt: number;
  endedAt: number | undefined;
  forgottenAt: number | undefined;
}

export const VERDICTS = { eligible: 1, 'not-eligible': 2, unknown: 3 } as const;
export type CandidateVerdict = keyof typeof VERDICTS;

export interface Candidate {
  seq: number;
  type: string;
  code: string;
  attributes: Readonly<Record<string, string>> | undefined;
}

/** How a source is named in settings and reasons: `licence:<type>` or `dataset:<code>`. */
export const sourceKey = (source: { licence: string } | { dataset: string }): string =>
  'licence' in source ? `licence:${source.licence}` : `dataset:${source.dataset}`;

/** @throws Error for a caller who holds none of the roles that start a batch */
export function staffOf({ id, role, organisation, person }: ClientCaller): Staff {
  return staff.parse({
    client: id,
    role,
    organisation: { code: organisation.code, name: organisation.name },
    ...(person ? { person: { id: person.id, name: person.name } } : {}),
  });
}

/** The caller again, as whom the batch asks. */
export const callerOf = ({ client, role, organisation, person }: Staff): ClientCaller => ({
  kind: 'client',
  id: client,
  role,
  organisation,
  ...(person ? { person } : {}),
  scopes: [],
});
