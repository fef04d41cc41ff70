import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { CaseWork, type Holder, type Worker } from '../case-work.js';
import { ORGANISATIONS, type Cluster, type RegionName } from '../cluster.js';
import type { Court } from '../court.js';
import { plainPdf } from '../plain-pdf.js';
import { HOSTILE, LONG } from './texts.js';

const firm = wellKnownSample('110000');
const person = wellKnownPersonSample('110000');
const FIRM: Holder = { type: '001', code: firm.holderCode };
const PERSON: Holder = { type: '111', code: person.holderCode };
const DAY = 86_400_000;
export const AUTHORITY = 'market-regulation';

/** Numbers of cases, by what there is to see about them. */
export interface StageCases {
  /** Waits for its acceptance; shared and brought materials. */
  received: string;
  /** Not decided in time. */
  overdue: string;
  /** Sent back to the counter. */
  correction: string;
  /** Approved against a pledge, delivered, rated. */
  decided: string;
  /** Handed over by another region. */
  foreign: string;
  /** Long and hostile values wherever somebody may write. */
  hostile: string;
  /** Whose outcome is the report on a firm. */
  check: string;
}

/** Cases of one node in each state, as people at counters and in departments make them. */
export class CaseMaker {
  readonly work: CaseWork;

  constructor(
    private readonly cluster: Cluster,
    private readonly court: Court,
  ) {
    this.work = new CaseWork(cluster);
  }

  /** Begun weeks ago: one that nobody decided, one that ended well. */
  async past(): Promise<Pick<StageCases, 'overdue' | 'decided'>> {
    const overdue = await this.restaurant('beijing');
    await this.all(overdue, 'accept', 'begin-review');
    const decided = await this.restaurant('beijing', { pledged: true });
    const applicant = this.applicant('beijing');
    const signed = await this.work.upload(applicant, decided, 'purpose=pledge', plainPdf('承诺书'));
    await this.work.step(applicant, decided, 'pledge', {
      pledged: ['health-certificates'],
      consequence: 'rectify',
      due: new Date(this.cluster.now() + 20 * DAY).toISOString().slice(0, 10),
      document: signed.body.digest,
    });
    await this.all(decided, 'accept', 'begin-review');
    const { items } = (await this.cluster.nodes.beijing.running.cases.cases.one(decided)).view;
    for (const { id, department } of Object.values(items)) {
      const handler = this.staff('handler', department);
      await this.work.step(handler, decided, 'begin-item', { item: id });
      await this.work.step(handler, decided, 'answer-item', { item: id, outcome: 'approved' });
    }
    const approver = this.staff('approver');
    const result = await this.work.upload(approver, decided, 'purpose=result', plainPdf('食品经营许可决定'));
    await this.work.step(approver, decided, 'approve-with-pledge', { document: result.body.digest });
    await this.work.step(this.staff('handler'), decided, 'deliver', { way: 'online' });
    await this.work.step(applicant, decided, 'sign-for');
    await this.work.step(applicant, decided, 'rate', { stars: 2, comment: LONG.slice(0, 200) });
    return { overdue, decided };
  }

  /** Begun today. */
  async present(): Promise<Omit<StageCases, 'overdue' | 'decided'>> {
    const received = await this.restaurant('beijing');
    const correction = await this.restaurant('beijing');
    await this.work.step(this.staff('handler'), correction, 'ask-correction', {
      missing: [
        { field: 'address', text: '请写明门牌号，并与租赁合同一致' },
        { material: 'layout', text: '布局图未标注操作间面积，请补充后重新提交' },
      ],
    });
    const hostile = await this.restaurant('beijing', {
      form: {
        firmName: HOSTILE,
        shopName: HOSTILE,
        address: LONG.slice(0, 190),
        manager: HOSTILE.slice(0, 40),
      },
    });
    const foreign = await this.restaurant('tianjin');
    await this.work.step(this.clerk('tianjin'), foreign, 'hand-over', { identityCheck: 'document' });
    const check = await this.bankruptcy();
    await this.work.deliver();
    return { received, correction, hostile, foreign, check };
  }

  clerk(region: RegionName): Worker {
    return {
      region,
      role: 'windowClerk',
      org: ORGANISATIONS[region].code,
      person: `${region}-clerk`,
      name: '窗口演示员',
    };
  }

  staff(role: 'handler' | 'approver', department = AUTHORITY): Worker {
    const org = this.cluster.nodes.beijing.running.matters.known.departmentOf(department)?.code ?? '';
    const name = role === 'handler' ? '承办演示员' : '审批演示员';
    return { region: 'beijing', role, org, person: `beijing-${role}`, name };
  }

  private applicant(region: RegionName): Worker {
    return { ...this.clerk(region), role: 'holder', person: 'self', holder: FIRM };
  }

  private async all(id: string, ...steps: readonly string[]): Promise<void> {
    for (const step of steps) await this.work.step(this.staff('handler'), id, step);
  }

  private async restaurant(
    region: RegionName,
    { form = {}, pledged = false }: { form?: object; pledged?: boolean } = {},
  ): Promise<string> {
    const clerk = this.clerk(region);
    const id = await this.work.draft(clerk, 'open-restaurant', FIRM);
    const fetched = [
      await this.work.fetch(clerk, id, 'business-licence', FIRM),
      await this.work.fetch(clerk, id, 'representative-identity', PERSON),
    ].map((material) => material.id as string);
    const materials = [...fetched];
    for (const material of [
      'lease',
      'layout',
      'safety-rules',
      'signboard-drawing',
      ...(pledged ? [] : ['health-certificates']),
    ])
      materials.push(await this.bring(clerk, id, material, plainPdf(material)));
    await this.work.receive(clerk, id, {
      model: region === 'beijing' ? 'ONLINE' : 'COLLECTED',
      modes: [
        'INTEGRATED',
        ...(pledged ? ['PLEDGE'] : []),
        ...(region === 'beijing' ? [] : ['CROSS_REGION']),
      ],
      decision: 'BEIJING',
      form: {
        firmName: firm.holderName,
        firmCode: firm.holderCode,
        shopName: '胡同口小馆（样例）',
        division: '110101',
        address: '东城区样例胡同 1 号',
        area: 120,
        premisesOwned: false,
        businessForm: 'restaurant',
        projects: ['hot'],
        signboard: true,
        byAgent: false,
        manager: '样例负责人',
        ...form,
      },
      materials,
      items: [{ id: 'signboard' }],
    });
    await this.work.deliver();
    return id;
  }

  private async bankruptcy(): Promise<string> {
    const clerk = this.clerk('beijing');
    const id = await this.work.draft(clerk, 'bankruptcy-check', FIRM);
    const identity = await this.work.fetch(clerk, id, 'agent-identity', PERSON);
    const materials = [identity.id as string];
    for (const [material, title] of [
      ['ruling', '受理破产申请裁定书'],
      ['decision', '指定管理人决定书'],
      ['power-of-attorney', '授权委托书'],
    ] as const)
      materials.push(await this.bring(clerk, id, material, await this.court.sealed(title)));
    await this.work.receive(clerk, id, {
      model: 'ONLINE',
      modes: ['INTEGRATED'],
      decision: 'BEIJING',
      form: {
        debtorName: firm.holderName,
        debtorCode: firm.holderCode,
        procedure: 'liquidation',
        courtCase: '（2026）京01破1号',
        court: '样例市中级人民法院',
        administrator: '样例律师事务所',
        agentName: '样例代理人',
        agentPhone: '13800000000',
        sources: ['registration', 'vehicles', 'taxes', 'customs-clearance'],
        delivery: 'online',
        purpose: true,
      },
      materials,
    });
    await this.work.step(this.staff('handler', 'government-service'), id, 'accept');
    return id;
  }

  private async bring(who: Worker, id: string, material: string, bytes: Uint8Array): Promise<string> {
    const { status, body } = await this.work.upload(who, id, `material=${material}&original=seen`, bytes);
    if (status !== 201) throw new Error(`${material}: ${String(status)} ${JSON.stringify(body)}`);
    return body.material.id as string;
  }
}
