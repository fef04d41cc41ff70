import type { Adoption, MatterChange } from '#libs/handling';
import type { Io } from '../io.js';

const KINDS = {
  added: { zh: '新增', en: 'added' },
  removed: { zh: '删除', en: 'removed' },
  changed: { zh: '修改', en: 'changed' },
} as const;
const PROBLEMS = {
  unmapped: { zh: '未对应本地部门', en: 'no department here stands for it' },
  'other-region': { zh: '对应的机构属于其他地区', en: 'mapped to a body of another region' },
} as const;
const LONGEST = 120;

export function changeText({ path, kind, before, after }: MatterChange, io: Io): string {
  const told = kind === 'changed' ? `: ${short(before)} → ${short(after)}` : '';
  return `  ${io.say(KINDS[kind])} ${path}${told}`;
}

const short = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

export function adoptionText(
  { ready, departments, unknownLicenceTypes, itemCode, provisional, region }: Adoption,
  io: Io,
): string {
  return [
    ready
      ? io.say({ zh: `✓ ${region} 可以直接采用`, en: `✓ ${region} can use it as it is` })
      : io.say({ zh: `✗ ${region} 尚不能采用`, en: `✗ ${region} cannot use it yet` }),
    ...(itemCode === undefined ? [] : [`  ${io.say({ zh: '实施编码', en: 'item code' })} ${itemCode}`]),
    ...departments.flatMap(({ key, problem }) =>
      problem ? [`  ✗ ${key}  ${io.say(PROBLEMS[problem])}`] : [],
    ),
    ...unknownLicenceTypes.map(
      (type) =>
        `  ✗ ${type}  ${io.say({ zh: '证照目录中没有该类型', en: 'the catalogue has no such licence type' })}`,
    ),
    ...(provisional.length === 0
      ? []
      : [
          `  ! ${io.say({ zh: '部门代码为样例', en: 'sample codes of departments' })}: ${provisional.join(', ')}`,
        ]),
  ].join('\n');
}
