import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomNonce } from './nonce.js';
import { Sm2PrivateKey } from './private-key.js';
import { Sm2PublicKey } from './public-key.js';
import { sign } from './sign.js';
import { encodeSignature } from './signature.js';
import { parseCertificate } from '../certificate/certificate.js';
import { verifySignature } from '../signature/verify-signature.js';
import { Sm2Engine, verifierInPlace } from './engine.js';

/** OpenSSL 3 signs and verifies SM2 by the standard where it is told the id; older ones and LibreSSL differ. */
const version = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '';
const isThere = /^OpenSSL 3\./.test(version);
if (!isThere) process.stderr.write('skipped: the openssl command, version 3, is not here\n');

(isThere ? describe : describe.skip)('the openssl command', () => {
  const dir = mkdtempSync(join(tmpdir(), 'sm2-openssl-'));
  const at = (name: string): string => join(dir, name);
  afterAll(() => rmSync(dir, { recursive: true }));

  const pem = (label: string, der: Buffer): string =>
    `-----BEGIN ${label}-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;
  const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { stdio: 'pipe' });
  const rawin = (id: string): string[] => ['-rawin', '-digest', 'sm3', '-pkeyopt', `distid:${id}`];
  const verifies = (id: string): boolean => {
    const files = ['-in', at('message'), '-sigfile', at('signature')];
    const args = ['pkeyutl', '-verify', '-pubin', '-inkey', at('public.pem'), ...files, ...rawin(id)];
    return spawnSync('openssl', args).status === 0;
  };

  const message = randomBytes(1000);
  const key = Sm2PrivateKey.generate(randomBytes);
  writeFileSync(at('message'), message);
  writeFileSync(at('private.pem'), pem('PRIVATE KEY', key.toPkcs8()));
  writeFileSync(at('public.pem'), pem('PUBLIC KEY', key.publicKey.toSpki()));

  it.each(['1234567812345678', 'ALICE123@YAHOO.COM'])('verifies what is signed here, id %s', (id) => {
    const signature = sign(key, message, { nonce: randomNonce(randomBytes), id });
    writeFileSync(at('signature'), encodeSignature(signature, 'der'));
    expect(verifies(id)).toBe(true);
    expect(verifies('8765432187654321')).toBe(false);
  });

  it.each(['1234567812345678', 'ALICE123@YAHOO.COM'])('signs what verifies here, id %s', (id) => {
    const verifier = new Sm2Engine();
    const args = [
      'pkeyutl',
      '-sign',
      '-inkey',
      at('private.pem'),
      '-in',
      at('message'),
      '-out',
      at('theirs'),
    ];
    for (let time = 0; time < 3; time++) {
      openssl(...args, ...rawin(id));
      const signature = readFileSync(at('theirs'));
      expect(verifier.verify(key.publicKey, message, signature, { form: 'der', id })).toBe(true);
      expect(verifier.verify(key.publicKey, message, signature, { form: 'der', id: 'x' })).toBe(false);
    }
  });

  it('makes keys that are read here', () => {
    openssl('genpkey', '-algorithm', 'SM2', '-out', at('new.pem'));
    const der = openssl('pkcs8', '-topk8', '-nocrypt', '-in', at('new.pem'), '-outform', 'DER');
    const spki = openssl('pkey', '-in', at('new.pem'), '-pubout', '-outform', 'DER');
    expect(Sm2PrivateKey.fromPkcs8(der).publicKey.equals(Sm2PublicKey.fromSpki(spki))).toBe(true);
    expect(Sm2PrivateKey.fromPkcs8(der).toPkcs8()).toEqual(der);
  });

  it('issues certificates that verify here, by the port of path validation', async () => {
    const id = ['-sigopt', 'distid:1234567812345678'];
    openssl(
      'req',
      '-x509',
      '-new',
      '-key',
      at('private.pem'),
      '-sm3',
      ...id,
      '-subj',
      '/CN=SM2',
      '-out',
      at('c.pem'),
    );
    const certificate = parseCertificate(openssl('x509', '-in', at('c.pem'), '-outform', 'DER'));
    const { spki, signatureAlgorithm: algorithm, tbs: message, signature } = certificate;
    const sm2 = verifierInPlace(new Sm2Engine());
    expect(await verifySignature({ spki, algorithm, message, signature }, { sm2 })).toMatchObject({
      outcome: 'passed',
    });
    const other = { ...certificate.spki, publicKey: Sm2PrivateKey.generate(randomBytes).publicKey.toPoint() };
    expect(await verifySignature({ spki: other, algorithm, message, signature }, { sm2 })).toMatchObject({
      outcome: 'failed',
    });
    const sm2UserId = new Uint8Array();
    expect(await verifySignature({ spki, algorithm, message, signature, sm2UserId }, { sm2 })).toMatchObject({
      outcome: 'failed',
    });
    expect(await verifySignature({ spki, algorithm, message, signature })).toMatchObject({
      outcome: 'not-checked',
    });
  });

  it('and Node read the public key as a point of their SM2 curve', () => {
    const read = createPublicKey({ key: key.publicKey.toSpki(), format: 'der', type: 'spki' });
    expect(read.export({ format: 'der', type: 'spki' })).toEqual(key.publicKey.toSpki());
  });
});
