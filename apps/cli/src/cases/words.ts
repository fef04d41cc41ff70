import type { ArchiveCheck, ArchiveCheckName, ArchiveVerdict } from '#libs/archive';
import type { Language } from '../language.js';

interface ArchiveWords {
  verdicts: Record<ArchiveVerdict, string>;
  outcomes: Record<ArchiveCheck['outcome'], string>;
  checks: Record<ArchiveCheckName, string>;
  made: (by: string, at: string) => string;
  story: (id: string, state: string, events: number, files: number) => string;
  lookups: string;
}

const zh: ArchiveWords = {
  verdicts: {
    whole: '档案完整：全部检查均已进行并通过。',
    partial: '未发现问题，但有检查无法进行（未指定信任锚、密钥无信任链佐证或日志证明尚未形成）。',
    failed: '档案有误：至少一项检查未通过。',
  },
  outcomes: { passed: '通过', failed: '未通过', 'not-checked': '未检查' },
  checks: {
    package: '档案包结构安全、可读',
    'manifest-form': '清单格式正确',
    'manifest-signature': '清单由制作节点签名',
    'manifest-party': '制作节点是该办件的参与地区',
    listing: '包内文件与清单一致',
    digests: '每个文件的摘要与清单一致',
    anchor: '信任锚可信',
    chain: '信任链成立',
    'events-form': '办理记录格式正确、属于该办件',
    'events-signed': '每条办理记录由所属地区节点签名',
    'events-complete': '办理记录连续、无缺失',
    fold: '由办理记录推得的状态与清单一致',
    matter: '事项定义与收件记录一致',
    forms: '表单与办理记录所载摘要一致',
    'materials-held': '办理记录引用的文件齐全',
    'materials-stated': '材料的来源、可信等级和核验结论与办理记录一致',
    sheets: '共享数据说明与文件对应',
    evidence: '数据共享存证有效',
    receipts: '共享获取的材料有回执佐证',
    'log-entries': '每一步骤均在制作节点的审计日志中',
    'log-proofs': '日志条目的包含性证明成立',
  },
  made: (by, at) => `由 ${by} 于 ${at} 制作`,
  story: (id, state, events, files) =>
    `办件 ${id}，状态 ${state}，办理记录 ${String(events)} 条，文件 ${String(files)} 个`,
  lookups: '数据共享存证',
};

const en: ArchiveWords = {
  verdicts: {
    whole: 'The archive is whole: every check was made and passed.',
    partial:
      'Nothing is wrong, and something could not be checked (no anchor named, a key that no chain vouches for, no proof yet).',
    failed: 'The archive is not in order: at least one check failed.',
  },
  outcomes: { passed: 'passed', failed: 'failed', 'not-checked': 'not checked' },
  checks: {
    package: 'the package is sound and can be read',
    'manifest-form': 'the manifest has its due form',
    'manifest-signature': 'the manifest is signed by the node that made it',
    'manifest-party': 'that node takes part in the case',
    listing: 'the files of the package are those listed',
    digests: 'every file has the digest that is listed',
    anchor: 'the trust anchor is trusted',
    chain: 'the trust chains hold',
    'events-form': 'the events can be read and belong to the case',
    'events-signed': "every event is signed by its region's node",
    'events-complete': 'no event is missing in between',
    fold: 'the events come to the state that is claimed',
    matter: 'the definition is the one that the case was received by',
    forms: 'the forms are those that the events name',
    'materials-held': 'every file that an event names is there',
    'materials-stated': 'origin, trust and verdict of materials are those of the events',
    sheets: 'what lookups said belongs to the files',
    evidence: 'the evidence of lookups holds',
    receipts: 'what was fetched is proven by a receipt',
    'log-entries': 'every step stands in the log of the node that made this',
    'log-proofs': 'the entries are proven to be in that log',
  },
  made: (by, at) => `made by ${by} at ${at}`,
  story: (id, state, events, files) =>
    `case ${id}, state ${state}, ${String(events)} events, ${String(files)} files`,
  lookups: 'evidence of lookups',
};

export const archiveWords = (language: Language): ArchiveWords => (language === 'zh' ? zh : en);
