import { sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificate, crl, dn, ext, newKey, NOW } from '../../../../test/support/pki.js';
import { pdf } from '../../../../test/support/pdf.js';
import { createIo } from '../io.js';
import { runVerify, type VerifyCommandOptions } from './run-verify.js';

const root = newKey('p256');
const rootName = dn('根CA');
const rootDer = certificate({ subject: rootName, key: root, extensions: [ext.ca()] });
const signer = newKey('p256');
const signerDer = certificate({
  subject: dn('测试签章人'),
  issuer: rootName,
  key: signer,
  signer: root,
  serial: 7,
  extensions: [ext.usage(0, 1)],
});
const listOf = (revoked: { serial: number }[] = []) => crl({ issuer: rootName, signer: root, revoked });
const pem = (label: string, der: Uint8Array) =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`;

function jws(payload = 'licence'): string {
  const header = { alg: 'ES256', x5c: [Buffer.from(signerDer).toString('base64')] };
  const input = [JSON.stringify(header), payload]
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
  const key = { key: signer.privateKey, dsaEncoding: 'ieee-p1363' as const };
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-verify-'));
  mkdirSync(at('trust'));
  mkdirSync(at('in', 'more'), { recursive: true });
  writeFileSync(at('trust', 'root.pem'), `Root of the tests\n${pem('CERTIFICATE', rootDer)}`);
  writeFileSync(at('trust', 'root.crl'), listOf());
  writeFileSync(at('trust', 'README.txt'), 'no certificate');
  writeFileSync(at('in', 'good.jws'), jws());
  writeFileSync(at('in', 'more', 'altered.jws'), jws().replace(/\.[^.]+\./, `.${btoa('altered')}.`));
  writeFileSync(at('in', 'plain.pdf'), pdf());
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.exitCode = undefined;
});

async function run(paths: string[], options: VerifyCommandOptions = {}, json = false) {
  const said = { out: '', err: '' };
  const io = createIo(
    { json, language: 'zh' },
    {
      stdout: { write: (text: string) => (said.out += text) },
      stderr: { write: (text: string) => (said.err += text) },
    },
  );
  await runVerify(paths, options, io, () => NOW);
  const { exitCode } = process;
  return { ...said, exitCode };
}

it('passes a document whose signer is known to be good', async () => {
  const { out, exitCode } = await run([at('in', 'good.jws')], { trust: at('trust') });
  expect(exitCode).toBe(0);
  expect(out).toContain('✓ 有效：签章真实');
  expect(out).toContain('EN 319 102-1: TOTAL_PASSED');
  expect(out).toContain('测试签章人');
  expect(out).toContain('CN=根CA  (受信任)');
  expect(out).toContain('受信任机构 1 个，吊销列表 1 个');
});

it('takes the content of a detached signature from its own file', async () => {
  const [head, , value] = jws('the record').split('.');
  writeFileSync(at('detached.jws'), `${head}..${value}`);
  writeFileSync(at('record.txt'), 'the record');
  writeFileSync(at('other.txt'), 'another record');
  const trust = at('trust');
  expect((await run([at('detached.jws')], { trust })).exitCode).toBe(5);
  expect((await run([at('detached.jws')], { trust, content: at('record.txt') })).exitCode).toBe(0);
  expect((await run([at('detached.jws')], { trust, content: at('other.txt') })).exitCode).toBe(1);
  await expect(run([at('detached.jws')], { trust, content: at('none.txt') })).rejects.toMatchObject({
    exitCode: 2,
  });
});

it.each<[string, () => VerifyCommandOptions, number, string]>([
  ['without a trusted authority', () => ({}), 5, 'NO_CERTIFICATE_CHAIN_FOUND'],
  [
    'without a revocation list',
    () => (rmSync(at('trust', 'root.crl')), { trust: at('trust') }),
    5,
    'TRY_LATER',
  ],
  [
    'with a list that revokes the signer',
    () => {
      writeFileSync(at('revoked.crl'), listOf([{ serial: 7 }]));
      rmSync(at('trust', 'root.crl'));
      return { trust: at('trust'), crl: [at('revoked.crl')] };
    },
    5,
    'REVOKED_NO_POE',
  ],
  ['for a time before the certificate', () => ({ trust: at('trust'), at: Date.UTC(2001, 0) }), 5, ' / '],
])('does not pass it %s', async (_, options, code, why) => {
  const { out, exitCode } = await run([at('in', 'good.jws')], options());
  expect(exitCode).toBe(code);
  expect(out).toContain(why);
});

it('takes an intermediate certificate of the folder for no authority', async () => {
  writeFileSync(at('trust', 'root.pem'), pem('CERTIFICATE', signerDer));
  const { out, exitCode } = await run([at('in', 'good.jws')], { trust: at('trust') });
  expect(exitCode).toBe(5);
  expect(out).toContain('NO_CERTIFICATE_CHAIN_FOUND');
});

it('trusts whom a trust list names, for what it names', async () => {
  rmSync(at('trust', 'root.pem'));
  const list = (purpose: string) =>
    JSON.stringify({
      version: 1,
      name: 'tests',
      edition: 1,
      authorities: [
        {
          id: 'root',
          name: { zh: '根', en: 'root' },
          certificate: pem('CERTIFICATE', rootDer),
          purposes: [purpose],
          from: '2020-01-01T00:00:00Z',
        },
      ],
    });
  writeFileSync(at('trust', 'list.json'), list('signature'));
  expect((await run([at('in', 'good.jws')], { trust: at('trust') })).exitCode).toBe(0);
  writeFileSync(at('trust', 'list.json'), list('seal'));
  expect((await run([at('in', 'good.jws')], { trust: at('trust') })).exitCode).toBe(5);
});

it('warns of what it cannot read in the folder, and refuses a list or folder that was named', async () => {
  writeFileSync(at('trust', 'broken.crt'), Uint8Array.of(0x30, 0x03, 1, 2, 3));
  const { err, exitCode } = await run([at('in', 'good.jws')], { trust: at('trust') });
  expect(err).toContain('broken.crt');
  expect(exitCode).toBe(0);
  const usage = { exitCode: 2 };
  await expect(run([at('in', 'good.jws')], { trust: at('nowhere') })).rejects.toMatchObject(usage);
  await expect(run([at('in', 'good.jws')], { crl: [at('in', 'plain.pdf')] })).rejects.toMatchObject(usage);
  await expect(run([at('in', 'good.jws')], { crl: [at('in')] })).rejects.toMatchObject(usage);
});

it('verifies a folder: a row a document, progress apart, the worst decides', async () => {
  const { out, err, exitCode } = await run([at('in')], { trust: at('trust') });
  expect(exitCode).toBe(1);
  expect(err).toContain('3/3');
  const [, ...rows] = out.split('\n');
  expect(rows[0]).toMatch(/^✓ {2}有效 .*jws +1 .*good\.jws$/);
  expect(rows[1]).toMatch(/^✗ {2}无效 .*altered\.jws +签名值验证不通过 \(SIG_CRYPTO_FAILURE\); ✗ /);
  expect(rows[2]).toMatch(/^– {2}无法确定 +pdf +0 .*plain\.pdf +文件中没有签名或签章/);
  expect(out).toContain('有效 1，无效 1，无法确定 1，无法读取 0');
});

it('gives the whole reports as JSON', async () => {
  const { out, exitCode } = await run([at('in'), at('missing')], { trust: at('trust') }, true);
  expect(exitCode).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    at: new Date(NOW).toISOString(),
    trust: { anchors: 1, crls: 1 },
    summary: { documents: 4, passed: 1, failed: 1, indeterminate: 1, unreadable: 1 },
    exitCode: 1,
    documents: [
      { file: at('missing'), problem: { code: 'FILE_NOT_FOUND' } },
      { report: { format: 'jws', indication: 'TOTAL_PASSED', signatures: [{ signer: { serial: '7' } }] } },
      { report: { subIndication: 'SIG_CRYPTO_FAILURE' } },
      { report: { format: 'pdf', subIndication: 'NO_SIGNATURE_FOUND' } },
    ],
  });
});
