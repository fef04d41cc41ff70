import { createIo } from '../io.js';
import { checkCommand } from './check.js';
import { evidenceCommand } from './evidence.js';
import { gapsCommand } from './gaps.js';
import { verticalCommand } from './vertical.js';

function io(language: 'zh' | 'en', json = false) {
  let text = '';
  const stream = { write: (part: string) => (text += part) };
  return { io: createIo({ language, json }, { stdout: stream, stderr: stream }), told: () => text };
}
const on = '2026-11-29';

afterEach(() => {
  process.exitCode = undefined;
});

describe('tongban catalogue', () => {
  it('checks the files of the repository', () => {
    const { io: zh, told } = io('zh');
    checkCommand({}, zh);
    expect(told()).toMatch(/^目录 2026-11 有效/);
    expect(process.exitCode).toBeUndefined();
  });

  it('says in both languages what a matter needs, and refuses what is no item code', () => {
    const options = { region: 'hebei', on } as const;
    const { io: zh, told } = io('zh');
    evidenceCommand('1112000000TB02017D2000131026000', options, zh);
    expect(told()).toContain('✓ 营业执照  数据  河北省市场监督管理局');
    const english = io('en');
    evidenceCommand('1112000000TB02017D2002099002000', options, english.io);
    expect(english.told()).toContain('✗ Housing transactions  data  nobody provides it');
    expect(() => evidenceCommand('x', options, zh)).toThrow(
      expect.objectContaining({ code: 'ITEM_CODE_MALFORMED' }),
    );
  });

  it('finds gaps, and ends with 1 then', () => {
    const { io: zh, told } = io('zh', true);
    gapsCommand('config/tianjin.yaml', { on }, zh);
    const { gaps } = JSON.parse(told()) as { gaps: { kind: string; thing: string }[] };
    expect(gaps.some(({ kind }) => kind === 'provided-not-listed')).toBe(true);
    expect(process.exitCode).toBe(1);
  });

  it('lists vertical systems, overdue ones first', () => {
    const { io: zh, told } = io('zh');
    verticalCommand({ on }, zh);
    expect(told().split('\n')[1]).toMatch(/出生医学证明.*逾期/);
  });
});
