import { Refusal } from '#libs/errors';

/**
 * Roles that an account or a client may hold. The three administrators are kept apart as the graded protection
 * rules want it (三员分立): who runs the system reads no contents, who grants rights keeps no audit, who audits
 * changes nothing. Who handles a case (承办人), who approves it (审批人) and who watches over both (督办人) are three more. A `holder` is a person or firm whom licences are about, and sees what concerns that person or firm.
 */
export const CLIENT_ROLES = [
  'integrator',
  'windowClerk',
  'handler',
  'approver',
  'supervisor',
  'auditor',
  'securityAdministrator',
  'systemAdministrator',
  'holder',
] as const;

/** Roles that a system may hold when it calls for itself: nobody's data belongs to a system. */
export const SYSTEM_ROLES = CLIENT_ROLES.filter((role) => role !== 'holder');

/** Every role that a resolver may name; `peer` is held by other regions' nodes only. */
export const ROLES = [...CLIENT_ROLES, 'peer'] as const;

export type ClientRole = (typeof CLIENT_ROLES)[number];
export type Role = (typeof ROLES)[number];

/** Who does what. A resolver says `@Allow(...DUTIES.lookup)`; the separation is tested on this table. */
export const DUTIES = {
  /** Ask for licences, verify them, fetch documents. */
  lookup: ['integrator', 'windowClerk', 'peer'],
  /** Have the node look something up for a case; who handles and decides it as well. */
  lookupForCase: ['integrator', 'windowClerk', 'handler', 'approver'],
  /** Ask holders for their consent at a counter, and use it. */
  counter: ['integrator', 'windowClerk'],
  /** Read who looked at what: entries, receipts, proofs. */
  audit: ['auditor'],
  /** See who looked at one's own data; of licences themselves nothing is open to a holder. */
  ownRecords: ['holder'],
  /** See where one decides on an authorisation, and what one would release by it. */
  ownAuthorisations: ['holder'],
  /** Begin the issue of a credential: the holder, or a clerk who has the holder before them. */
  credentialOffer: ['holder', 'windowClerk'],
  /** See and revoke the credentials on one's own licences. */
  ownCredentials: ['holder'],
  /** Ask a holder at the counter to show something. */
  presentation: ['integrator', 'windowClerk'],
  /** Ask for datasets and answer for them; what is asked is told by the rules of libs/requests. */
  requests: ['integrator', 'securityAdministrator'],
  /** See objections to data: each what concerns them. */
  objections: ['integrator', 'windowClerk', 'holder', 'securityAdministrator'],
  raiseObjection: ['integrator', 'windowClerk', 'holder'],
  answerObjection: ['securityAdministrator'],
  /** Take steps in cases; which of them, in which role and region is ruled by libs/handling. */
  cases: ['integrator', 'windowClerk', 'handler', 'approver', 'supervisor', 'holder'],
  /** Lists, search, who works on what, figures of cases; each of what the own body has a part in. */
  counters: ['integrator', 'windowClerk', 'handler', 'approver', 'supervisor'],
  /** Appointments: one's own, or those of the own counter. */
  appointments: ['integrator', 'windowClerk', 'handler', 'approver', 'supervisor', 'holder'],
  /** Begin a case: at a counter, or for oneself. */
  receiveCase: ['integrator', 'windowClerk', 'holder'],
  /** Have all departments asked about a firm in one report. */
  checks: ['integrator', 'windowClerk'],
  /** Read such reports: each what is theirs. */
  readChecks: ['integrator', 'windowClerk', 'handler', 'approver', 'supervisor', 'holder'],
  /** Have candidates of a benefit judged who have not applied (免申办). */
  eligibility: ['integrator', 'windowClerk', 'handler', 'approver'],
  /** Approve what came of it: a second person. */
  approveEligibility: ['approver'],
  /** Accounts, clients, roles, sharing rules, peers' admission. */
  security: ['securityAdministrator'],
  /** See what is shared with whom, and what is proposed. */
  sharing: ['securityAdministrator', 'auditor'],
  /** See which definitions of matters other regions offer, and what is proposed to be adopted. */
  matters: ['securityAdministrator', 'auditor'],
  /** Health, queues, keys' rotation, imports: the machine, never its contents. */
  system: ['systemAdministrator'],
  /** Whom the node believes and how: federation, keys, trust stores, the way to peers. */
  trust: ['systemAdministrator', 'securityAdministrator'],
  /** Why a request of the own organisation failed. */
  explaining: ['integrator'],
  /** Whether other regions have confirmed the log: sizes and times, nothing that it says. */
  logHealth: ['auditor', 'systemAdministrator'],
  /** What is public within the network: licence types, regions. */
  catalogue: ROLES,
} as const satisfies Record<string, readonly Role[]>;

/**
 * Throws unless the caller holds one of the roles. An undefined or empty list allows nobody: what no one has
 * declared, no one may do.
 *
 * @throws Refusal `ROLE_NOT_ALLOWED`
 */
export function assertAllowed(caller: { role: Role }, allowed: readonly Role[] | undefined): void {
  if (allowed?.includes(caller.role)) return;
  throw new Refusal('ROLE_NOT_ALLOWED', {
    details: { role: caller.role, allowed: allowed ?? 'undeclared' },
  });
}
