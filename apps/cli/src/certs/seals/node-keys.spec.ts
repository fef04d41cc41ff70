import { jest } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sm2Engine, sm2VerifierInPlace } from '#libs/pki';
import { checkIssuer, validateBy, verifyDocument } from '#libs/seals';
import { pageId, writeOfd, writePdf, type TypesetDocument } from '#libs/typesetting';
import { poppler } from '../../../../../test/support/poppler.js';
import { sampleFont } from '../../../../node/src/licences/index.js';
import { openSealing, sealingConfig, type DocumentSealer } from '../../../../node/src/sealing/index.js';
import { loadTrust } from '../../verify/trust-folder.js';
import { ensureSealingKeys } from './node-keys.js';
import { SealPki } from './seal-pki.js';

jest.setTimeout(60_000);

const NOW = Date.parse('2026-11-24T08:00:00Z');
const organisation = { code: '1111000000TB01014Q', name: '北京市政务服务交换节点（样例）' };
let folder: string;
let pki: SealPki;
const faults: unknown[] = [];
const at = (name: string) => join(folder, 'keys', name);
const config = () =>
  sealingConfig.parse({
    signature: {
      pkcs12File: at('signature.p12'),
      passphraseFile: at('passphrase'),
      chainFile: at('authority.crt'),
    },
    seal: { sealFile: at('seal.esl'), certificateFile: at('seal.crt'), keyFile: at('seal.key') },
  });
const open = (settings = config(), environment: NodeJS.ProcessEnv = {}): DocumentSealer =>
  openSealing(settings, {
    organisation,
    environment,
    clock: () => NOW,
    onFault: (error) => faults.push(error),
  });
const ensure = () => ensureSealingKeys(config(), { pki, region: '110000', organisation });

const document: TypesetDocument = {
  font: sampleFont(),
  pages: [
    {
      width: 210,
      height: 297,
      marks: [{ kind: 'text', text: '核查报告（样例）', x: 30, y: 40, size: 8, colour: [0, 0, 0] }],
    },
  ],
  title: '核查报告',
  creator: 'test',
  createdAt: NOW,
};

async function verify(bytes: Uint8Array) {
  const { settings, known } = await loadTrust(pki.trustFolder, [], NOW);
  const sm2 = sm2VerifierInPlace(new Sm2Engine());
  return verifyDocument(bytes, { now: NOW, sm2, paths: validateBy(settings, { sm2 }), certificates: known });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-sealing-'));
  pki = SealPki.open(join(folder, 'pki'), { clock: () => NOW });
  await ensure();
});
beforeEach(() => faults.splice(0));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a node that cannot seal', () => {
  const unavailable = expect.objectContaining({ code: 'SEALING_UNAVAILABLE' }) as Error;
  const asked = async (sealer: DocumentSealer) => {
    expect(sealer.formats()).toEqual([]);
    await expect(sealer.sealPdf(writePdf(document), { reason: 'x' })).rejects.toEqual(unavailable);
    await expect(sealer.sealOfd(writeOfd(document), { stamps: [] })).rejects.toEqual(unavailable);
  };

  it('says so where no key is configured, and finds no fault in that', async () => {
    await asked(open(sealingConfig.parse({})));
    expect(faults).toEqual([]);
  });

  it('says so, and why to its operator, where files are missing or the passphrase is wrong', async () => {
    const { seal, signature } = config();
    const wrong = join(folder, 'wrong');
    writeFileSync(wrong, 'wrong\n');
    await asked(
      open({
        signature: { ...signature!, passphraseFile: wrong },
        seal: { ...seal!, sealFile: join(folder, 'none') },
      }),
    );
    expect(faults[0]).toMatchObject({ code: 'PKCS12_UNUSABLE' });
    expect(faults[1]).toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a seal with a key that is not its own, before anybody gets such a document', async () => {
    const { seal } = config();
    const other = join(folder, 'other.key');
    const foreign = join(folder, 'pki', 'authorities', 'sm2-maker');
    writeFileSync(other, readFileSync(`${foreign}.key`));
    expect(open({ seal: { ...seal!, keyFile: other } }).formats()).toEqual([]);
    expect(open({ seal: { ...seal!, keyFile: other, certificateFile: `${foreign}.crt` } }).formats()).toEqual(
      [],
    );
    expect(faults).toEqual([unavailable, unavailable]);
  });
});

describe('a node that seals', () => {
  it('signs a PDF that passes, as itself, drawn on the page', async () => {
    const appearance = { page: 0, left: 350, bottom: 120, size: 119 };
    const bytes = await open().sealPdf(writePdf(document), { reason: '核查报告', appearance });
    const report = await verify(bytes);
    expect(report.signatures[0]?.checks.filter((each) => each.decides && each.outcome !== 'passed')).toEqual(
      [],
    );
    expect(report.indication).toBe('TOTAL_PASSED');
    expect(checkIssuer(report, organisation).outcome).toBe('match');
    expect(report.signatures[0]?.appearances).toHaveLength(1);
    const file = join(folder, 'sealed.pdf');
    writeFileSync(file, bytes);
    const said = await poppler('pdfsig', ['-nocert', file]);
    if (said === undefined) return;
    expect(said).toContain('Signature is Valid');
    expect(said).toContain('Total document signed');
  });

  it('seals an OFD that passes, as itself', async () => {
    const stamps = [{ pageId: pageId(0), xMm: 130, yMm: 220, widthMm: 42, heightMm: 42 }];
    const report = await verify(await open().sealOfd(writeOfd(document), { stamps }));
    expect(report.indication).toBe('TOTAL_PASSED');
    expect(checkIssuer(report, organisation).outcome).toBe('match');
    expect(report.signatures[0]?.times.claimed).toBe(NOW);
  });

  it('takes the passphrase from the environment where no file is named', async () => {
    const { signature } = config();
    const { passphraseFile, ...rest } = signature!;
    const passphrase = readFileSync(passphraseFile!, 'utf8').trim();
    expect(open({ signature: rest }, { TONGBAN_SEALING_PASSPHRASE: passphrase }).formats()).toEqual(['pdf']);
    expect(open({ signature: rest }).formats()).toEqual([]);
  });

  it('is usable without a restart once its files are mended', async () => {
    const file = at('seal.key');
    const kept = readFileSync(file);
    writeFileSync(file, 'broken');
    const sealer = open();
    expect(sealer.formats()).toEqual(['pdf']);
    writeFileSync(file, kept);
    chmodSync(file, 0o600);
    expect(sealer.formats()).toEqual(['pdf', 'ofd']);
  });
});

it('keeps keys that are there, readable by their owner only', async () => {
  const before = statSync(at('signature.p12')).mtimeMs;
  await ensure();
  expect(statSync(at('signature.p12')).mtimeMs).toBe(before);
  for (const name of ['signature.p12', 'passphrase', 'seal.key']) {
    expect(statSync(at(name)).mode & 0o77).toBe(0);
  }
});
