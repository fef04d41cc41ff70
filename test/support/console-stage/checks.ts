import { setTimeout as pause } from 'node:timers/promises';
import { wellKnownSample } from '#libs/licences';
import { ask, type Json } from '../ask.js';
import type { TestNode } from '../cluster.js';
import type { Court } from '../court.js';
import { plainPdf } from '../plain-pdf.js';
import type { Temper } from '../departments.js';
import { LONG } from './texts.js';

const DEBTOR = wellKnownSample('110000').holderCode;

/** Departments of each temper: that answer, find nothing, say no, are broken, away, or silent. */
export const TEMPERS: Record<string, Temper> = {
  registration: { records: 1 },
  vehicles: { delayMs: 100, records: 3 },
  'real-estate': {},
  housing: { mode: 'break' },
  'customs-status': { mode: 'refuse' },
  'social-insurance': { mode: 'silent' },
  'medical-insurance': { mode: 'nothing' },
  'housing-fund': { records: 1 },
  tax: { mode: 'away', retryAfter: 3_600 },
};

/** Ids of checks of the node's own counter. */
export interface StageChecks {
  /** Reported while some sources are late. */
  reported: string;
  /** All have answered. */
  complete: string;
}

/** Checks of firms, until there is a report on each. */
export async function fillChecks(node: TestNode, token: string, court: Court): Promise<StageChecks> {
  const proofs: object[] = [];
  for (const [material, bytes] of [
    ['ruling', await court.sealed('受理破产申请裁定书')],
    ['decision', await court.sealed('指定管理人决定书')],
    ['power-of-attorney', plainPdf('授权委托书')],
  ] as const) {
    const response = await fetch(`${node.publicUrl}/checks/proofs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new Uint8Array(bytes),
    });
    const { digest } = (await response.json()) as { digest: string };
    proofs.push({ material, digest });
  }
  const start = async (subjectName: string, more: object): Promise<string> => {
    const { data, errors } = await ask(node, token, {
      query: `mutation($input: InformationCheckInput!) { startInformationCheck(input: $input) { id } }`,
      variables: {
        input: {
          subjectName,
          subjectCode: DEBTOR,
          proofs,
          context: {
            channel: 'COUNTER',
            itemCode: '11110000TB900001602002099002000',
            itemName: '企业破产信息核查',
            caseNumber: 'PC-2026-000001',
            legalBasis: '企业破产法 第二十五条',
            reason: '管理人履行职责',
          },
          ...more,
        },
      },
    });
    if (errors) throw new Error(`check: ${JSON.stringify(errors)}`);
    return data.startInformationCheck.id as string;
  };
  const complete = await start(`样例债务人有限公司（${LONG.slice(0, 60)}）`, {
    kinds: ['registration', 'vehicles'],
  });
  const reported = await start('样例债务人有限公司', {});
  await reach(node, token, complete, ({ state }) => state === 'COMPLETE');
  await reach(node, token, reported, ({ editions }) => editions.length > 0);
  return { reported, complete };
}

async function reach(node: TestNode, token: string, id: string, is: (check: Json) => boolean): Promise<void> {
  for (const end = performance.now() + 30_000; ; await pause(100)) {
    const { data } = await ask(node, token, {
      query: 'query($id: ID!) { informationCheck(id: $id) { state editions { number } } }',
      variables: { id },
    });
    if (data?.informationCheck && is(data.informationCheck)) return;
    if (performance.now() > end) throw new Error(`the check did not come so far: ${JSON.stringify(data)}`);
  }
}
