import { ask, type GraphqlAnswer, type Json } from './ask.js';
import type { Cluster, RegionName, TestNode } from './cluster.js';
import { issuedToken } from './issued-token.js';

/** Somebody who works on cases, or whom they are about, as their token says it. */
export interface Worker {
  region: RegionName;
  role: string;
  /** Code of their body. */
  org: string;
  person: string;
  /** Of the person; told from their id unless said. */
  name?: string;
  /** Of a holder. */
  holder?: { type: string; code: string };
}

export interface Holder {
  type: '001' | '111';
  code: string;
}

const HOLDER_TYPES = { '001': 'USCC', '111': 'CITIZEN_NUMBER' } as const;
export const holderInput = ({ type, code }: Holder) => ({ type: HOLDER_TYPES[type], code });
const enumOf = (kind: string): string => kind.toUpperCase().replaceAll('-', '_');

/** Works on cases as people do: GraphQL with a token of their own, files by POST, messages when they are sent. */
export class CaseWork {
  constructor(private readonly cluster: Cluster) {}

  node = (region: RegionName): TestNode => this.cluster.nodes[region];

  async token({ region, role, org, person, name, holder }: Worker): Promise<string> {
    return issuedToken(this.node(region), this.cluster.now(), {
      role,
      org_code: org,
      person_id: person,
      person_name: name ?? `样例${person}`,
      ...(holder ? { holder_type: holder.type, holder_code: holder.code } : {}),
    });
  }

  async gql(who: Worker, query: string, variables: object = {}): Promise<GraphqlAnswer> {
    return ask(this.node(who.region), await this.token(who), { query, variables });
  }

  /** The result, or a failure that says which step it was. */
  async must(who: Worker, query: string, variables: object = {}): Promise<Json> {
    const { data, errors } = await this.gql(who, query, variables);
    if (errors)
      throw new Error(`${query.slice(0, 60)}… ${JSON.stringify(variables)}: ${JSON.stringify(errors[0])}`);
    return data.result;
  }

  async draft(who: Worker, matter: string, applicant: Holder): Promise<string> {
    const query =
      'mutation($matter: ID!, $applicant: HolderInput) { result: draftCase(matter: $matter, applicant: $applicant) { id } }';
    return (await this.must(who, query, { matter, applicant: holderInput(applicant) })).id;
  }

  fetch(who: Worker, id: string, material: string, holder: Holder): Promise<Json> {
    return this.must(
      who,
      'mutation($input: FetchMaterialInput!) { result: fetchCaseMaterial(input: $input) { id material digest origin trust verdict receipt } }',
      { input: { case: id, material, channel: 'COUNTER', holder: holderInput(holder) } },
    );
  }

  async upload(
    who: Worker,
    id: string,
    query: string,
    bytes: Uint8Array | string,
  ): Promise<{ status: number; body: Json }> {
    const response = await fetch(`${this.node(who.region).publicUrl}/cases/${id}/materials?${query}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await this.token(who)}`,
        'content-type': 'application/octet-stream',
      },
      body: typeof bytes === 'string' ? bytes : Buffer.from(bytes),
    });
    return { status: response.status, body: (await response.json()) as Json };
  }

  receive(who: Worker, id: string, input: object): Promise<Json> {
    return this.must(
      who,
      'mutation($id: ID!, $input: ReceiveCaseInput!) { result: receiveCase(id: $id, input: $input) { id state } }',
      { id, input },
    );
  }

  tryStep(who: Worker, id: string, kind: string, data: object = {}): Promise<GraphqlAnswer> {
    return this.gql(
      who,
      `mutation($id: ID!, $data: CaseStepInput) { result: takeCaseStep(id: $id, step: ${enumOf(kind)}, data: $data) { id state } }`,
      { id, data },
    );
  }

  async step(who: Worker, id: string, kind: string, data: object = {}): Promise<Json> {
    const { data: answered, errors } = await this.tryStep(who, id, kind, data);
    if (errors)
      throw new Error(
        `${kind} ${JSON.stringify(data)} by ${who.role} ${who.org}: ${JSON.stringify(errors[0])}`,
      );
    return answered.result;
  }

  async refusal(who: Worker, id: string, kind: string, data: object = {}): Promise<unknown> {
    return (await this.tryStep(who, id, kind, data)).errors?.[0]?.extensions?.code;
  }

  /** Everything that waits is sent until nothing waits. */
  async deliver(): Promise<void> {
    const nodes = Object.values(this.cluster.nodes);
    for (let round = 0; round < 20; round += 1) {
      for (const node of nodes) await node.running.messages.sender.now();
      const waiting = await Promise.all(
        nodes.map(({ running }) =>
          running.database.pool.query<{ n: string; code: string | null }>(
            `SELECT count(*) AS n, max(last_code) AS code FROM message_outbox WHERE state IN ('pending', 'dead')`,
          ),
        ),
      );
      if (waiting.every(({ rows }) => rows[0]?.n === '0')) return;
      if (round === 19)
        throw new Error(`messages wait: ${JSON.stringify(waiting.map(({ rows }) => rows[0]))}`);
    }
  }
}
