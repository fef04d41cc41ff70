import { catalogue, Refusal, type ErrorCode } from '#libs/errors';
import type { JobPage, JobState } from '../jobs/index.js';
import type { MessagePage, MessageState } from '../messages/index.js';
import type {
  ChainStanding,
  ConnectionTest,
  FederationMember,
  FederationPeer,
  FederationPicture,
  LicenceImport,
  LicenceImportPage,
  LogStanding,
  OwnKey,
  Setting,
  TrustedAuthority,
} from '../upkeep/index.js';
import type {
  AuthorityType,
  ChainType,
  ConnectionTestType,
  FederationMapType,
  LicenceImportPageType,
  LicenceImportType,
  LineType,
  LogStandingType,
  MemberType,
  OwnKeyType,
  SettingType,
  WaitingJobPageType,
  WaitingJobType,
  WaitingMessagePageType,
  WaitingMessageType,
} from './types/upkeep.type.js';
import { WaitingState } from './types/upkeep-enums.js';

export const iso = (at: number): string => new Date(at).toISOString();
const when = (at: number | undefined): string | null => (at === undefined ? null : iso(at));

/** A stored code in the words of today's catalogue; null where there is none, or one that no version knows. */
export const refusalOf = (code: string | null | undefined) =>
  code && Object.hasOwn(catalogue, code) ? new Refusal(code as ErrorCode).toPublic() : null;

const toChain = ({ state, path, expiresAt, lookedAt, refusal, marks }: ChainStanding): ChainType => ({
  state: state as ChainType['state'],
  path: [...path],
  expiresAt: when(expiresAt),
  lookedAt: when(lookedAt),
  refusal: refusal?.toPublic() ?? null,
  marks: marks.map(({ type, issuer, expiresAt: until }) => ({ type, issuer, expiresAt: when(until) })),
});

const toLine = ({
  lastFailure,
  tookMs,
  failures,
  ...line
}: NonNullable<FederationPeer['line']>): LineType => ({
  circuit: line.circuit,
  since: iso(line.since),
  failuresInRow: line.failuresInRow,
  inFlight: line.inFlight,
  waiting: line.waiting,
  calls: line.calls,
  answers: line.answers,
  medianMs: tookMs ? Math.round(tookMs.median) : null,
  p95Ms: tookMs ? Math.round(tookMs.p95) : null,
  lastAnswerAt: when(line.lastAnswerAt),
  lastFailureAt: when(lastFailure?.at),
  lastFailure: refusalOf(lastFailure?.code),
  failures: Object.entries(failures).map(([code, times]) => ({ code, times })),
});

const toMember = (member: FederationMember & Pick<FederationPeer, 'line'>): MemberType => ({
  entityId: member.entityId,
  nameZh: member.name?.zh ?? null,
  nameEn: member.name?.en ?? null,
  jurisdictions: [...member.jurisdictions],
  chain: toChain(member.chain),
  line: member.line ? toLine(member.line) : null,
});

export const toFederationMap = ({ self, anchors, peers }: FederationPicture): FederationMapType => ({
  self: toMember(self),
  anchors: anchors.map(({ entityId, kids }) => ({ entityId, kids })),
  peers: peers.map(toMember),
});

export const toOwnKey = (key: OwnKey): OwnKeyType => ({
  use: key.use as OwnKeyType['use'],
  id: key.id,
  algorithm: key.algorithm ?? null,
  subject: key.subject ?? null,
  issuer: key.issuer ?? null,
  state: key.state as OwnKeyType['state'],
  from: when(key.from),
  until: when(key.until),
  daysLeft: key.daysLeft ?? null,
  place: key.place,
  command: key.command ?? null,
});

export const toAuthority = (authority: TrustedAuthority): AuthorityType => ({
  store: authority.store as AuthorityType['store'],
  nameZh: authority.name.zh,
  nameEn: authority.name.en,
  ids: authority.ids,
  purposes: authority.purposes,
  state: authority.state as AuthorityType['state'],
  until: when(authority.until),
  daysLeft: authority.daysLeft ?? null,
  origin: authority.origin,
});

export const toLogStanding = ({ checkpoint, ...log }: LogStanding): LogStandingType => ({
  origin: log.origin,
  state: log.state as LogStandingType['state'],
  refusal: refusalOf(log.code),
  unintegrated: String(log.unintegrated),
  oldestPendingMs: Math.min(Math.round(log.oldestPendingMs), 2 ** 31 - 1),
  size: checkpoint ? String(checkpoint.size) : null,
  checkpointAt: when(checkpoint?.at),
  cosignatures: (checkpoint?.cosignatures ?? []).map(({ witness, at }) => ({ witness, at: iso(at) })),
});

const toLicenceImport = ({
  rowsStaged: _staged,
  startedAt,
  updatedAt,
  state,
  ...rest
}: LicenceImport): LicenceImportType => ({
  ...rest,
  state: state as LicenceImportType['state'],
  startedAt: iso(startedAt),
  updatedAt: iso(updatedAt),
});

export const toSetting = ({ path, value, secret, origin }: Setting): SettingType => ({
  path,
  value: value ?? null,
  secret: secret !== undefined,
  isSet: secret !== 'not-set',
  origin: origin as SettingType['origin'],
});

/** States of messages and jobs in one word each; messages are never under way for longer than one attempt. */
export const MESSAGE_STATES: Readonly<Record<WaitingState, MessageState['state'] | undefined>> = {
  [WaitingState.WAITING]: 'pending',
  [WaitingState.ACTIVE]: undefined,
  [WaitingState.DEAD]: 'dead',
};

const pageInfo = ({ hasNextPage, endCursor }: { hasNextPage: boolean; endCursor?: string }) => ({
  hasNextPage,
  endCursor: endCursor ?? null,
});

export const toLicenceImportPage = ({ imports, ...page }: LicenceImportPage): LicenceImportPageType => ({
  items: imports.map(toLicenceImport),
  pageInfo: pageInfo(page),
});

export const toWaitingMessagePage = ({ total, messages, ...page }: MessagePage): WaitingMessagePageType => ({
  total,
  items: messages.map(toWaitingMessage),
  pageInfo: pageInfo(page),
});

export const toWaitingJobPage = ({ total, jobs, ...page }: JobPage): WaitingJobPageType => ({
  total,
  items: jobs.map(toWaitingJob),
  pageInfo: pageInfo(page),
});

const toWaitingMessage = (message: MessageState): WaitingMessageType => ({
  id: message.jti,
  peer: message.peer,
  kind: message.kind,
  subject: message.subject,
  state: message.state === 'dead' ? WaitingState.DEAD : WaitingState.WAITING,
  attempts: message.attempts,
  refusal: refusalOf(message.code),
  madeAt: message.madeAt,
  nextAt: message.nextAt,
});

const toWaitingJob = (job: JobState): WaitingJobType => ({
  id: job.id,
  name: job.name,
  state: job.state as WaitingJobType['state'],
  attempts: job.attempts,
  refusal: refusalOf(job.code),
  madeAt: job.madeAt,
  startAfter: job.startAfter,
});

export const toConnectionTest = ({ peer, at, steps }: ConnectionTest): ConnectionTestType => ({
  peer,
  at: iso(at),
  steps: steps.map(({ name, outcome, tookMs, facts, refusal }) => ({
    name: name as ConnectionTestType['steps'][number]['name'],
    outcome: outcome as ConnectionTestType['steps'][number]['outcome'],
    tookMs,
    facts: facts.map(([fact, value]) => ({ name: fact, value })),
    refusal: refusal?.toPublic() ?? null,
  })),
});
