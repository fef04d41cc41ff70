import { jest } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sm2Engine, sm2VerifierInPlace } from '#libs/pki';
import { validateBy, verifyDocument, type ValidationReport } from '#libs/seals';
import { sealNumber } from '../certs/seals/department.js';
import { SealPki } from '../certs/seals/seal-pki.js';
import { createIo } from '../io.js';
import { runVerify } from '../verify/run-verify.js';
import { loadTrust, type Trust } from '../verify/trust-folder.js';
import { DEMO_SEED, SPOILED_SAMPLES } from './recipes.js';
import { writeSamples, type WrittenSample } from './write-samples.js';

// Hundreds of SM2 signatures, on machines that have other things to do as well.
jest.setTimeout(60_000);

const NOW = Date.parse('2026-11-24T08:00:00Z');
const sm2 = sm2VerifierInPlace(new Sm2Engine());
let folder: string;
let pki: SealPki;
let written: WrittenSample[];
let trust: Trust;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-samples-'));
  pki = SealPki.open(join(folder, 'pki'), { clock: () => NOW });
  written = await writeSamples(join(folder, 'out'), { pki, regions: ['110000'], seed: DEMO_SEED, now: NOW });
  trust = await loadTrust(join(folder, 'out', 'trust'), [], NOW);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => (process.exitCode = undefined));

const reportOn = (file: string): Promise<ValidationReport> =>
  verifyDocument(readFileSync(join(folder, 'out', file)), {
    now: NOW,
    sm2,
    paths: validateBy(trust.settings, { sm2 }),
    certificates: trust.known,
  });

async function verify(...below: string[]): Promise<unknown> {
  const stream = { write: () => true };
  const io = createIo({ json: false, quiet: true }, { stdout: stream, stderr: stream });
  const at = { at: NOW, trust: join(folder, 'out', 'trust') };
  await runVerify([join(folder, 'out', ...below)], at, io, () => NOW);
  return process.exitCode;
}

describe('the sample documents', () => {
  it('bring all that a verifier needs, and nothing that it cannot read', () => {
    expect(trust.skipped).toEqual([]);
    expect(trust).toMatchObject({ anchors: 2, crls: 8 });
  });

  it('are each judged as their table says', async () => {
    const told = await Promise.all(
      written.map(async ({ file }) => {
        const { indication, subIndication } = await reportOn(file);
        return { file, expected: { indication, ...(subIndication ? { subIndication } : {}) } };
      }),
    );
    expect(told).toEqual(written.map(({ file, expected }) => ({ file, expected })));
  });

  it('are signed by the issuer of the licence, whose seal number is the name of the certificate', async () => {
    for (const { file, issuer, sealer, spoiled } of written) {
      const report = await reportOn(file);
      const [signature] = report.signatures;
      expect(signature?.signer?.organisations).toEqual([sealer.code, sealer.name]);
      expect(signature?.signer?.commonName).toBe(sealNumber(sealer));
      expect(sealer.code === issuer.code).toBe(spoiled !== 'another-sealer');
      if (!file.endsWith('.ofd')) continue;
      expect(signature?.seal).toMatchObject({ id: sealNumber(sealer), version: 'V4' });
      expect(signature?.seal?.picture.mediaType).toBe('image/png');
    }
  });

  it('pass the command where they are sound, and fail it where they are not', async () => {
    expect(await verify('good')).toBe(0);
    expect(await verify('spoiled')).toBe(1);
    expect(await verify()).toBe(1);
  });

  it('spoil each thing once', () => {
    const kinds = SPOILED_SAMPLES.map(({ spoiled }) => spoiled);
    expect(new Set(kinds).size).toBe(7);
    expect(readdirSync(join(folder, 'out', 'spoiled'))).toHaveLength(7);
  });
});

describe('the sample PKI for seals', () => {
  const fileTimes = () =>
    readdirSync(join(folder, 'pki'), { recursive: true, encoding: 'utf8' }).map((name) => [
      name,
      statSync(join(folder, 'pki', name)).mtimeMs,
    ]);

  it('keeps what is good', () => {
    const before = fileTimes();
    const again = SealPki.open(join(folder, 'pki'), { clock: () => NOW + 86_400_000 });
    expect(fileTimes()).toEqual(before);
    expect(again.roots.sm2.certificate).toEqual(pki.roots.sm2.certificate);
  });

  it('keeps keys from other users of the machine', () => {
    for (const name of readdirSync(join(folder, 'pki', 'signers'))) {
      if (name.endsWith('.key')) expect(statSync(join(folder, 'pki', 'signers', name)).mode & 0o77).toBe(0);
    }
  });

  it('is made anew when too little is left of it', () => {
    const late = SealPki.open(join(folder, 'pki'), { clock: () => NOW + 900 * 86_400_000 });
    expect(late.roots.sm2.certificate).not.toEqual(pki.roots.sm2.certificate);
  });
});
