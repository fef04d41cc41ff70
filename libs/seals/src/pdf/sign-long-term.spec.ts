import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anchorOf, parseCertificate } from '#libs/pki';
import { pdf } from '../../../../test/support/pdf.js';
import { poppler } from '../../../../test/support/poppler.js';
import { CertificateAuthority, certifyingKeyOf } from '../authority/index.js';
import { createTimestamp, documentKeyOf } from '../cms/index.js';
import { validateBy } from '../report/index.js';
import { addValidationData } from './add-validation-data.js';
import { signPdf } from './sign-pdf.js';
import { verifyPdf } from './verify-pdf.js';
import type { VerifyOptions } from '../report/ports.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const SIGNED_AT = START + 10 * DAY;
/** The signer's certificate has expired by then; the timestamp authority's has not. */
const MUCH_LATER = START + 400 * DAY;

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const validity = { notBefore: START - DAY, notAfter: START + 3650 * DAY };
const root = CertificateAuthority.root({ commonName: 'root' }, certifyingKeyOf(newKey()), validity);

function keyOf(serial: bigint, commonName: string, notAfter: number, purposes: string[] = []) {
  const key = newKey();
  const { spki } = certifyingKeyOf(key);
  const subject = { organisations: ['1111000000TB000001', '样例局'], commonName };
  const certificate = root.issue({
    serial,
    subject,
    key: spki,
    notBefore: validity.notBefore,
    notAfter,
    purposes,
  });
  return documentKeyOf(key, [certificate]);
}

const signer = keyOf(2n, '11010000000001', START + 365 * DAY);
const authority = keyOf(3n, 'tsa', validity.notAfter, ['1.3.6.1.5.5.7.3.8']);
const stamp = (message: Uint8Array) =>
  createTimestamp(message, { key: authority, at: SIGNED_AT, serial: 1n, policy: '1.2.3.4' });
const crl = root.issueCrl({
  thisUpdate: SIGNED_AT,
  nextUpdate: SIGNED_AT + 30 * DAY,
  number: 1n,
  revoked: [],
});
const laterCrl = root.issueCrl({
  thisUpdate: MUCH_LATER - DAY,
  nextUpdate: MUCH_LATER + DAY,
  number: 2n,
  revoked: [],
});

/** Trusts the root and has no lists of its own. */
const options = (now: number): VerifyOptions => {
  const anchors = [anchorOf(parseCertificate(root.certificate))];
  return { now, sm2: { verify: () => false }, paths: validateBy({ trust: { anchors: () => anchors } }, {}) };
};

const signed = () => signPdf(pdf(), { key: signer, at: SIGNED_AT, stamp });

describe('a PDF signature for the long term', () => {
  it('has its time proven by the timestamp (PAdES B-T)', async () => {
    const { signatures } = await verifyPdf(await signed(), options(SIGNED_AT + DAY));
    expect(signatures[0]).toMatchObject({ subIndication: 'TRY_LATER' });
    const time = signatures[0]?.checks.find(({ name }) => name === 'format');
    expect(time?.outcome).toBe('passed');
  });

  it('passes by what it carries, when its certificate has expired and nobody is asked (PAdES B-LT)', async () => {
    const bytes = await addValidationData(await signed(), {
      certificates: [root.certificate],
      crls: [crl, laterCrl],
    });
    const { indication, signatures } = await verifyPdf(bytes, options(MUCH_LATER));
    expect(signatures[0]?.checks.filter(({ decides, outcome }) => decides && outcome !== 'passed')).toEqual(
      [],
    );
    expect(indication).toBe('TOTAL_PASSED');
    expect(signatures[0]?.times.proven).toBe(SIGNED_AT + 1000);
  });

  it('keeps what an earlier revision carried', async () => {
    const once = await addValidationData(await signed(), { crls: [crl] });
    const twice = await addValidationData(once, { crls: [laterCrl] });
    const { indication } = await verifyPdf(twice, options(MUCH_LATER));
    expect(indication).toBe('TOTAL_PASSED');
  });

  it('draws shapes as its appearance, which pdfsig takes too where it is installed', async () => {
    const picture = { width: 42, height: 42, content: '0.8 0.1 0.1 rg 0 0 42 42 re f' };
    const appearance = { page: 0, rect: [100, 100, 200, 200] as const, picture };
    const bytes = await signPdf(pdf(), { key: signer, at: SIGNED_AT, stamp, appearance });
    expect(Buffer.from(bytes).toString('latin1')).toContain('/BBox [0 0 100 100]');
    const folder = await mkdtemp(join(tmpdir(), 'pdfsig-'));
    try {
      await writeFile(join(folder, 'a.pdf'), bytes);
      const said = await poppler('pdfsig', ['-nocert', join(folder, 'a.pdf')]);
      if (said !== undefined) expect(said).toContain('Signature is Valid');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
