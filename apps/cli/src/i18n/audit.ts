import type { FsckFinding, ProofState } from '#libs/audit-log';
import { placeOf } from '#libs/audit-log';
import type { Language } from '../language.js';

/** The words of `tongban audit`. Those of evidence checks stand in libs/evidence. */
export interface AuditTexts {
  fsck: string;
  finding(finding: FsckFinding): string;
  stoppedEarly: string;
  clean(size: string): string;
  notClean(count: number): string;
  steps: Readonly<Record<'checkpoint' | 'tree' | 'consistency' | 'witnesses', string>>;
  states: Readonly<Record<ProofState, string>>;
  noEntry: string;
  notYet: string;
  noWitnessKeys: string;
  proven(index: string, id: string, state: string): string;
  story(from: string, to: string, context: { caseNumber: string; purpose: { itemName: string } }): string;
}

const CHECKPOINT_ZH = {
  missing: '缺失',
  malformed: '无法读取',
  origin: '属于另一日志',
  signature: '未经该日志签名',
  root: '根哈希与日志不符',
  cosignature: '见证签名无效',
} as const;
const CHECKPOINT_EN = {
  missing: 'is missing',
  malformed: 'cannot be read',
  origin: 'is of another log',
  signature: 'is not signed by the log',
  root: 'has a root that this tree does not have',
  cosignature: 'has a wrong cosignature',
} as const;

const en: AuditTexts = {
  fsck: 'Checking the log',
  finding(finding) {
    const place = placeOf(finding);
    switch (finding.kind) {
      case 'checkpoint':
        return `${place} ${CHECKPOINT_EN[finding.what]}${finding.hint ? ` (${finding.hint})` : ''}`;
      case 'known-checkpoint':
        return `${place}: ${finding.what === 'root' ? 'the log was rewritten since' : 'the log is shorter than it was'}`;
      case 'tile':
      case 'bundle':
        return `${place} is ${finding.what}`;
      case 'column':
        return `${place} does not agree with the entry's bytes`;
      case 'entry':
        if (finding.what === 'swapped') return `${place} were exchanged`;
        if (finding.what === 'inserted') return `an entry was inserted before ${place}`;
        if (finding.what === 'removed') return `${place} was removed`;
        return finding.culprit === 'tile'
          ? `${place}: the tile is altered, the entry is not`
          : `${place} was altered${finding.culprit === 'undecided' ? ' (or its tile)' : ''}`;
    }
  },
  stoppedEarly: 'Stopped: too much is wrong.',
  clean: (size) => `✓ The log is whole: ${size} entries, every tile, the signed checkpoint.`,
  notClean: (count) => `${String(count)} findings.`,
  steps: {
    checkpoint: 'The checkpoint is signed by the log',
    tree: 'The tiles have the root that was signed',
    consistency: 'The log only grew between these sizes',
    witnesses: 'Witnesses have cosigned the checkpoint',
  },
  states: {
    pending: 'Proof: pending (no witness yet)',
    provisional: 'Proof: provisional (one witness)',
    final: 'Proof: final (two or more witnesses)',
  },
  noEntry: 'The log has no entry for this receipt.',
  notYet: 'The entry is in the log; no checkpoint covers it yet.',
  noWitnessKeys: 'No --witness key was given, so cosignatures do not count.',
  proven: (index, id, state) => `Entry ${index}, ${id}. ${state}`,
  story: (from, to, { caseNumber, purpose }) => `${from} asked ${to}: ${purpose.itemName}, ${caseNumber}`,
};

const zh: AuditTexts = {
  fsck: '正在核查日志',
  finding(finding) {
    switch (finding.kind) {
      case 'checkpoint':
        return `检查点${CHECKPOINT_ZH[finding.what]}${finding.hint ? `（${finding.hint}）` : ''}`;
      case 'known-checkpoint':
        return `先前的检查点（${String(finding.size)}）：${finding.what === 'root' ? '此后日志被改写' : '日志比当时更短'}`;
      case 'tile':
        return `分块 ${placeOf(finding).slice('tile '.length)} ${{ missing: '缺失', malformed: '不完整', altered: '被改动' }[finding.what]}`;
      case 'bundle':
        return `条目包 ${String(finding.bundle)} ${finding.what === 'missing' ? '缺失' : '无法读取'}`;
      case 'column':
        return `条目 ${String(finding.index)} 的列 ${finding.column} 与条目字节不符`;
      case 'entry':
        if (finding.what === 'swapped')
          return `条目 ${String(finding.index)} 与 ${String(finding.other)} 被调换`;
        if (finding.what === 'inserted') return `条目 ${String(finding.index)} 之前被插入条目`;
        if (finding.what === 'removed') return `条目 ${String(finding.index)} 被删除`;
        return finding.culprit === 'tile'
          ? `条目 ${String(finding.index)}：分块被改动，条目本身无误`
          : `条目 ${String(finding.index)} 被改动${finding.culprit === 'undecided' ? '（或其分块被改动）' : ''}`;
    }
  },
  stoppedEarly: '问题过多，已停止核查。',
  clean: (size) => `✓ 日志完整：${size} 条条目、全部分块及已签名的检查点均相符。`,
  notClean: (count) => `共 ${String(count)} 项问题。`,
  steps: {
    checkpoint: '检查点由该日志签名',
    tree: '分块的根哈希与已签名的一致',
    consistency: '日志在两个大小之间只增不改',
    witnesses: '检查点已获见证节点共签',
  },
  states: {
    pending: '存证状态：待见证',
    provisional: '存证状态：初步（一个见证节点）',
    final: '存证状态：最终（两个以上见证节点）',
  },
  noEntry: '日志中没有该回执对应的条目。',
  notYet: '条目已在日志中，尚无覆盖它的检查点。',
  noWitnessKeys: '未给出 --witness 密钥，共签不计。',
  proven: (index, id, state) => `条目 ${index}，${id}。${state}`,
  story: (from, to, { caseNumber, purpose }) =>
    `${from} 向 ${to} 查询：${purpose.itemName}，办件 ${caseNumber}`,
};

export const auditTextsOf = (language: Language): AuditTexts => (language === 'zh' ? zh : en);
