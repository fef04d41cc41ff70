import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCertificate } from '../certificate/certificate.js';
import { fromPem } from '../certificate/pem.js';
import { CertificatePool } from '../path/certificate-pool.js';
import { anchorOf } from '../path/trust-anchor.js';
import { parseCrl } from '../revocation/crl.js';
import { Sm2Engine, verifierInPlace } from '../sm2/index.js';
import { validateCertificate } from './validate-certificate.js';

/** A chain and its lists made by OpenSSL, with the identifier that everybody uses: two programs must agree about Z_A. */
const present = spawnSync('openssl', ['version']).status === 0;

(present ? describe : describe.skip)('a chain of SM2 certificates', () => {
  let folder = '';
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const ID = ['-sigopt', 'distid:1234567812345678'];
  const DAY = 24 * 3600 * 1000;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sm2-chain-'));
    writeFileSync(
      join(folder, 'ca.cnf'),
      [
        '[ca]\ndefault_ca=x\n[x]\ndatabase=index.txt\nserial=serial\ncrlnumber=crlnumber\ndefault_md=sm3',
        'default_days=30\ndefault_crl_days=30\npolicy=p\nnew_certs_dir=.\nx509_extensions=leaf\ncrl_extensions=crl',
        '[p]\ncommonName=supplied',
        '[root]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash',
        '[leaf]\nkeyUsage=critical,digitalSignature\nauthorityKeyIdentifier=keyid',
        '[crl]\nauthorityKeyIdentifier=keyid',
        '[req]\ndistinguished_name=d\n[d]\n',
      ].join('\n'),
    );
    for (const [file, text] of [
      ['index.txt', ''],
      ['serial', '01'],
      ['crlnumber', '01'],
    ] as const) {
      writeFileSync(join(folder, file), text);
    }
    for (const name of ['root', 'leaf']) {
      run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2', '-out', `${name}.key`);
    }
    const config = ['-config', 'ca.cnf'];
    run(
      'req',
      '-x509',
      '-new',
      '-key',
      'root.key',
      '-sm3',
      ...ID,
      '-subj',
      '/CN=根',
      '-utf8',
      '-out',
      'root.crt',
      '-extensions',
      'root',
      ...config,
    );
    run(
      'req',
      '-new',
      '-key',
      'leaf.key',
      '-sm3',
      ...ID,
      '-subj',
      '/CN=印章',
      '-utf8',
      '-out',
      'leaf.csr',
      ...config,
    );
    const authority = ['-cert', 'root.crt', '-keyfile', 'root.key', ...ID, ...config];
    run(
      'ca',
      '-batch',
      '-notext',
      '-in',
      'leaf.csr',
      '-out',
      'leaf.crt',
      '-vfyopt',
      'distid:1234567812345678',
      ...authority,
    );
    run('ca', '-gencrl', '-out', 'good.crl', ...authority);
    run('ca', '-revoke', 'leaf.crt', ...authority);
    run('ca', '-gencrl', '-out', 'revoked.crl', ...authority);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const read = (file: string, label: 'CERTIFICATE' | 'X509 CRL') =>
    fromPem(new Uint8Array(readFileSync(join(folder, file))), label)[0]!;

  async function judge(list: string, checked = true) {
    const leaf = parseCertificate(read('leaf.crt', 'CERTIFICATE'));
    const at = leaf.notBefore + DAY;
    const settings = {
      at,
      anchors: [anchorOf(parseCertificate(read('root.crt', 'CERTIFICATE')))],
      pool: new CertificatePool(),
      crls: [parseCrl(read(list, 'X509 CRL'))],
    };
    const ports = checked ? { sm2: verifierInPlace(new Sm2Engine()) } : {};
    return validateCertificate(leaf, settings, ports);
  }

  it('validates, and its revocation is seen', async () => {
    const good = await judge('good.crl');
    expect(good.checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    expect(good.outcome).toBe('passed');
    expect((await judge('revoked.crl')).outcome).toBe('failed');
  });

  it('is not checked, and not passed, where nothing verifies SM2', async () => {
    const result = await judge('good.crl', false);
    expect(result.outcome).toBe('not-checked');
    expect(result.path).toHaveLength(1);
  });
});
