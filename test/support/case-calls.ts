import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KNOWN_NOTICES } from '#libs/calendar';
import { wellKnownSample } from '#libs/licences';
import { refreshAuthority } from '../../apps/anchor/src/authority/commands.js';
import type { CaseStepInput } from '../../apps/node/src/graphql/types/case-inputs.js';
import { waitingMessages } from '../../apps/node/src/messages/index.js';
import { ask, type Json } from './ask.js';
import { ORGANISATIONS, type Cluster, type RegionName } from './cluster.js';
import { issuedToken } from './issued-token.js';

/** Cases as people of three regions see them: over HTTP, with tokens of their roles. */

export type CaseWho =
  'window' | 'handler' | 'approver' | 'supervisor' | 'applicant' | 'auditor' | 'integrator';

/** Sample codes of the departments for market regulation (config/matters/departments). */
export const MARKET = {
  beijing: { code: '1111000000TB03001W', name: '北京市市场监督管理部门（样例）' },
  tianjin: { code: '1112000000TB030011', name: '天津市市场监督管理部门（样例）' },
  hebei: { code: '1113000000TB030015', name: '河北省市场监督管理部门（样例）' },
} as const;

export const FIRM = { type: '001', code: wellKnownSample('110000').holderCode } as const;

/** Sections of a cluster whose nodes know the matter of the tests; rounds are run by hand. */
export const caseSections = () => ({
  calendar: { notices: noticesAhead() },
  // Days go by in an instant here, in which no witness can have confirmed anything.
  witnessing: { required: false },
  messages: { pollSeconds: 3600, retrySeconds: 60, retryMaxSeconds: 100 },
  matters: {
    directory: 'test/fixtures/matters',
    departments: ['beijing', 'tianjin', 'hebei'].map((name) => `config/matters/departments/${name}.yaml`),
  },
});

/** Years whose holidays nobody has announced yet: time lets a node act only where the calendar is certain. */
function noticesAhead(): string[] {
  const known = Math.max(...KNOWN_NOTICES.map(({ year }) => year));
  const directory = mkdtempSync(join(tmpdir(), 'tongban-notices-'));
  return [1, 2].map((ahead) => {
    const year = known + ahead;
    const file = join(directory, `${String(year)}.yaml`);
    const day = `${String(year)}-01-01`;
    const notice = {
      year,
      document: '测试',
      issued: day,
      holidays: [{ name: '元旦', from: day, until: day }],
      worked: [],
    };
    writeFileSync(file, JSON.stringify(notice));
    return file;
  });
}

export const CASE_FIELDS = `id state model receipt decision handedOver deemedAccepted missingMaterials form revision urged
  matter { id version itemCode } correction { askedAt doneAt missing { field text } }
  clocks { name state used left due overdue } reminders { about kind due left }
  materials { id trust verdict origin } items { id region outcome } pledge { missing due state consequence }
  decided { outcome result licence } rating { stars rectificationOpenedAt rectificationAnsweredAt }
  history { id kind region at to entryId } setAside { id kind code insteadOf } waiting receivedAt`;

const ROLE: Record<CaseWho, string> = {
  window: 'windowClerk',
  handler: 'handler',
  approver: 'approver',
  supervisor: 'supervisor',
  applicant: 'holder',
  auditor: 'auditor',
  integrator: 'integrator',
};

export interface CaseAnswer {
  data: Json;
  code: string | undefined;
  hint: string | undefined;
}

export class CaseCalls {
  constructor(private readonly cluster: Cluster) {}

  async token(region: RegionName, who: CaseWho, claims: object = {}): Promise<string> {
    const atCounter = who === 'window' || who === 'integrator';
    const { code, name } = atCounter ? ORGANISATIONS[region] : MARKET[region];
    return issuedToken(this.cluster.nodes[region], this.cluster.now(), {
      client_id: 'sample-integrator',
      role: ROLE[who],
      org_code: code,
      org_name: name,
      ...(who === 'integrator' ? {} : { person_id: `${region}-${who}`, person_name: '样例人员' }),
      ...(who === 'applicant' ? { holder_type: FIRM.type, holder_code: FIRM.code } : {}),
      ...claims,
    });
  }

  async call(
    region: RegionName,
    who: CaseWho,
    query: string,
    variables: object = {},
    claims: object = {},
  ): Promise<CaseAnswer> {
    const token = await this.token(region, who, claims);
    const { data, errors } = await ask(this.cluster.nodes[region], token, { query, variables });
    const extensions = errors?.[0]?.extensions;
    return {
      data: data && Object.values(data as object)[0],
      code: extensions?.code as string | undefined,
      hint: (extensions?.hint ?? errors?.[0]?.message) as string | undefined,
    };
  }

  draft(
    region: RegionName,
    who: CaseWho = 'window',
    applicant: object | undefined = HOLDER,
    claims: object = {},
  ) {
    return this.call(
      region,
      who,
      `mutation($matter: ID!, $applicant: HolderInput) { draftCase(matter: $matter, applicant: $applicant) { id matter expiresAt } }`,
      { matter: 'signboard', ...(applicant ? { applicant } : {}) },
      claims,
    );
  }

  receive(region: RegionName, id: string, input: object = {}, who: CaseWho = 'window', key?: string) {
    return this.call(
      region,
      who,
      `mutation($id: ID!, $input: ReceiveCaseInput!, $key: String) { receiveCase(id: $id, input: $input, key: $key) { ${CASE_FIELDS} } }`,
      { id, input: { ...RECEIVING, ...input }, ...(key === undefined ? {} : { key }) },
    );
  }

  /** @returns the number of a case that was received */
  async opened(region: RegionName, input: object = {}): Promise<string> {
    const drafted = await this.draft(region);
    if (!drafted.data) throw new Error(`not drafted: ${drafted.code ?? ''} ${drafted.hint ?? ''}`);
    const { id } = drafted.data as { id: string };
    const { code, hint } = await this.receive(region, id, input);
    if (code !== undefined) throw new Error(`not received: ${code} ${hint ?? ''}`);
    return id;
  }

  step(
    region: RegionName,
    who: CaseWho,
    id: string,
    step: string,
    // On the wire, types of holders are the schema's words.
    data: Omit<Partial<CaseStepInput>, 'delegate' | 'person'> & { delegate?: object; person?: object } = {},
    more: { key?: string; role?: string; claims?: object } = {},
  ) {
    const { claims, ...rest } = more;
    return this.call(
      region,
      who,
      `mutation($id: ID!, $step: CaseStepKind!, $data: CaseStepInput, $role: CaseRoleKind, $key: String) {
         takeCaseStep(id: $id, step: $step, data: $data, role: $role, key: $key) { ${CASE_FIELDS} } }`,
      { id, step, data, ...rest },
      claims,
    );
  }

  read(region: RegionName, id: string, who: CaseWho = 'supervisor', claims: object = {}) {
    return this.call(region, who, `query($id: ID!) { case(id: $id) { ${CASE_FIELDS} } }`, { id }, claims);
  }

  list(region: RegionName, who: CaseWho, args: object = {}, claims: object = {}) {
    return this.call(
      region,
      who,
      `query($state: CaseStateKind, $matter: ID, $first: Int! = 20, $after: String) {
         cases(state: $state, matter: $matter, first: $first, after: $after) { nodes { id state } pageInfo { hasNextPage endCursor } } }`,
      args,
      claims,
    );
  }

  /** @returns its id, of a piece of material; its digest, of a file for another purpose */
  async upload(
    region: RegionName,
    who: CaseWho,
    id: string,
    query: string,
    bytes: Uint8Array,
    type: string,
  ): Promise<Json> {
    const response = await fetch(`${this.cluster.nodes[region].publicUrl}/cases/${id}/materials?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await this.token(region, who)}`, 'content-type': type },
      body: new Uint8Array(bytes),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`upload: ${String(response.status)} ${text}`);
    return JSON.parse(text);
  }

  /** Days go by; the trust anchor's operator and the nodes do meanwhile what they do every day. */
  async pass(days: number): Promise<void> {
    const { anchor, nodes } = this.cluster;
    this.cluster.advance(days * 86_400_000);
    await refreshAuthority(anchor.directory, { clock: () => this.cluster.now() });
    for (let round = 0; round < 2; round += 1)
      for (const node of Object.values(nodes)) await node.running.peers.refresh();
  }

  /** Everything that waits is delivered, in all directions. */
  async deliver(): Promise<void> {
    const names = Object.keys(this.cluster.nodes) as RegionName[];
    const nodes = names.map((name) => this.cluster.nodes[name].running);
    for (let round = 0; round < 4; round += 1) {
      // What did not get through is due again.
      this.cluster.advance(200_000);
      for (const { messages } of nodes) await messages.sender.now();
      const waiting = await Promise.all(
        nodes.map(({ database }) => waitingMessages(database.pool, 'pending')),
      );
      // What arrives asks for messages back: a second round follows. More are for what failed, as after days in one leap.
      if (round > 0 && waiting.flat().length === 0) return;
    }
  }
}

const HOLDER = { type: 'USCC', code: FIRM.code };

export const RECEIVING = {
  model: 'ONLINE',
  modes: ['CROSS_REGION'],
  decision: 'BEIJING',
  form: { text: '样例餐厅', width: 3, permanent: false },
};
