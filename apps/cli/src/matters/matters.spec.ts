import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSigningKey } from '#libs/jws';
import { createIo } from '../io.js';
import { runCheck } from './run-check.js';
import { runDiff, runExport, runImport } from './run-packages.js';
import { runShow } from './run-show.js';

const NODE = 'https://beijing.example';
const NOW = Date.UTC(2026, 2, 2);

function io(language: 'zh' | 'en' = 'zh', json = false) {
  let text = '';
  const stream = { write: (part: string) => (text += part) };
  return { io: createIo({ language, json }, { stdout: stream, stderr: stream }), told: () => text };
}

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'matters-'));
  for (const name of ['ours', 'others']) {
    const { privateJwk, publicJwk } = generateSigningKey('ES256');
    writeFileSync(at(`${name}.jwk`), JSON.stringify(privateJwk));
    writeFileSync(at(`${name}.jwks`), JSON.stringify({ keys: [publicJwk] }));
  }
  const text = readFileSync('config/matters/newborn.yaml', 'utf8');
  writeFileSync(
    at('second.yaml'),
    text.replace('version: 1', 'version: 2').replace('promised: { days: 5', 'promised: { days: 4'),
  );
  writeFileSync(
    at('faulty.yaml'),
    text.replace('level: 4', 'level: 4').replace('department: health, level', 'department: gone, level'),
  );
  writeFileSync(at('broken.yaml'), 'id: [');
  writeFileSync(at('other.yaml'), 'id: x\nrun: rm');
});
afterEach(() => {
  process.exitCode = undefined;
});

const exported = (out: string) =>
  runExport('newborn', { key: at('ours.jwk'), issuer: NODE, out: at(out) }, io().io, NOW);

describe('tongban matters', () => {
  it('checks the definitions of the repository', () => {
    const { io: zh, told } = io();
    runCheck([], zh);
    expect(told().split('\n')[0]).toMatch(
      /^✓ 企业破产信息核查 {2}bankruptcy-check v1 {2}推定 \d+ 处，样例代码 12 处$/,
    );
    expect(told().trim().split('\n')).toHaveLength(13);
    expect(process.exitCode).toBeUndefined();
  });

  it('names what is wrong, and ends with 3', () => {
    const { io: en, told } = io('en');
    runCheck([at('faulty.yaml')], en);
    expect(told()).toContain('✗ MATTER_DEPARTMENT_UNKNOWN authority.department (gone)');
    expect(process.exitCode).toBe(3);
    expect(() => runCheck([at('other.yaml')], en)).toThrow(
      expect.objectContaining({ code: 'MATTER_INVALID' }),
    );
    expect(() => runCheck([at('broken.yaml')], en)).toThrow(expect.objectContaining({ exitCode: 3 }));
    expect(() => runCheck([at('gone.yaml')], en)).toThrow(expect.objectContaining({ exitCode: 4 }));
  });

  it('shows one in both languages, with the departments of a region', () => {
    const [chinese, english] = [io('zh'), io('en')];
    runShow('newborn', { region: 'tianjin' }, chinese.io);
    runShow('newborn', {}, english.io);
    expect(chinese.told()).toMatch(/1 {2}出生医学证明签发 +天津市卫生健康部门（样例） +牵头/);
    expect(english.told()).toMatch(/3 {2}medical insurance +medical insurance/);
    expect(() => runShow('unheard-of', {}, english.io)).toThrow(
      expect.objectContaining({ code: 'MATTER_UNKNOWN' }),
    );
  });

  it('carries one to another region, and overwrites nothing', async () => {
    await exported('newborn.jwt');
    const { io: zh, told } = io();
    const options = { trust: at('ours.jwks'), issuer: NODE, region: 'hebei' as const, into: folder };
    await runImport(at('newborn.jwt'), options, zh);
    expect(told()).toMatch(
      /✓ 签名有效，来自 https:\/\/beijing.example\n.*newborn v1.*\n✓ 130000 可以直接采用/,
    );
    expect(told()).toContain('没有差异');
    const again = io();
    runDiff('newborn', at('newborn.yaml'), {}, again.io);
    expect(again.told()).toContain('没有差异');
    await expect(runImport(at('newborn.jwt'), options, zh)).rejects.toMatchObject({ exitCode: 4 });
    await expect(exported('newborn.jwt')).rejects.toMatchObject({ exitCode: 4 });
  });

  it('takes none from a stranger, and signs none with errors', async () => {
    await exported('second.jwt');
    const from = (trust: string, issuer: string) =>
      runImport(at('second.jwt'), { trust: at(trust), issuer, region: 'hebei' }, io().io);
    await expect(from('others.jwks', NODE)).rejects.toMatchObject({ code: 'JWS_KID_UNKNOWN' });
    await expect(from('ours.jwks', 'https://x.example')).rejects.toMatchObject({ code: 'JWS_KID_UNKNOWN' });
    await expect(
      runExport(at('faulty.yaml'), { key: at('ours.jwk'), issuer: NODE }, io().io, NOW),
    ).rejects.toMatchObject({ code: 'MATTER_DEPARTMENT_UNKNOWN' });
    await expect(
      runExport('newborn', { key: at('ours.jwks'), issuer: NODE }, io().io, NOW),
    ).rejects.toMatchObject({ code: 'JWK_INVALID' });
  });

  it('tells what differs, and ends with 1 then', () => {
    const { io: en, told } = io('en');
    runDiff('newborn', at('second.yaml'), {}, en);
    expect(told().trim().split('\n')).toEqual([
      'changed version: 1 → 2',
      '  changed clocks.promised.days: 5 → 4',
    ]);
    expect(process.exitCode).toBe(1);
    expect(() => runDiff('newborn', undefined, {}, en)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  it('tells what a region lacks, and ends with 1 then', () => {
    const text = readFileSync('config/matters/departments/hebei.yaml', 'utf8');
    writeFileSync(at('hebei.yaml'), text.replace('  disease-control:', '  disease-control-of-old:'));
    const { io: zh, told } = io();
    runDiff('newborn', undefined, { region: 'hebei', mapping: at('hebei.yaml') }, zh);
    expect(told()).toContain('✗ disease-control  未对应本地部门');
    expect(process.exitCode).toBe(1);
  });
});
