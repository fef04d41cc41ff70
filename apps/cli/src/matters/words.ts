import { type Material, type MatterFinding } from '#libs/handling';
import { catalogue } from '#libs/errors';
import type { Io } from '../io.js';

type Both = { zh: string; en: string };

export const models: Readonly<Record<string, Both>> = {
  online: { zh: '全程网办', en: 'online throughout' },
  collected: { zh: '异地代收代办', en: 'collected elsewhere' },
  joint: { zh: '多地联办', en: 'joint handling' },
};
export const modes: Readonly<Record<string, Both>> = {
  integrated: { zh: '集成办', en: 'integrated' },
  pledge: { zh: '容缺办', en: 'with a pledge' },
  'cross-region': { zh: '跨域办', en: 'across regions' },
  'no-application': { zh: '免申办', en: 'without an application' },
};
export const channels: Readonly<Record<string, Both>> = {
  hall: { zh: '一门', en: 'hall' },
  online: { zh: '一网', en: 'platform' },
  hotline: { zh: '一线', en: '12345 hotline' },
};
const NEEDS: Readonly<Record<Material['need'], Both>> = {
  required: { zh: '必要', en: 'required' },
  optional: { zh: '非必要', en: 'optional' },
  conditional: { zh: '视情', en: 'conditional' },
};
const SUPPLIERS: Readonly<Record<Material['suppliedBy'], Both>> = {
  sharing: { zh: '共享获取', en: 'by sharing' },
  applicant: { zh: '申请人提交', en: 'by the applicant' },
  authority: { zh: '部门提供', en: 'by the authority' },
  'third-party': { zh: '第三方提供', en: 'by a third party' },
  'earlier-item': { zh: '联办产生', en: 'by another item' },
};
export const needOf = (material: Material): Both => NEEDS[material.need];
export const supplierOf = (material: Material): Both => SUPPLIERS[material.suppliedBy];

/** Names out of a table, joined for a person. */
export function named(names: readonly string[], words: Readonly<Record<string, Both>>, io: Io): string {
  return names
    .map((name) => io.say(words[name] ?? { zh: name, en: name }))
    .join(io.say({ zh: '、', en: ', ' }));
}

/** One finding as a line: code, place, what it means. */
export function findingText({ code, path, value, severity }: MatterFinding, io: Io): string {
  const { zh, en } = catalogue[code];
  const mark = severity === 'error' ? '✗' : '!';
  return `  ${mark} ${code} ${path}${value === undefined ? '' : ` (${value})`}  ${io.say({ zh: zh.message, en: en.message })}`;
}

/** 〔推定〕, 〔样例〕: what stands behind a statement, where that is not the public text. */
export function markOf(
  { assumed, sample }: { assumed?: true | undefined; sample?: true | undefined },
  io: Io,
): string {
  if (assumed) return io.say({ zh: '〔推定〕', en: ' [assumed]' });
  return sample ? io.say({ zh: '〔样例〕', en: ' [sample]' }) : '';
}
