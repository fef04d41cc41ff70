/** One document of each format, made here, that passes under the trust which comes with it. */
import { createHash, randomBytes, sign } from 'node:crypto';
import { libs, ofd, pdf, pki } from './support.js';

const { seals } = libs;
const at = pki.NOW - 60_000;
const base64url = (bytes) => Buffer.from(bytes).toString('base64url');

function sm2Signer() {
  const { Sm2PrivateKey, signSm2, encodeSm2Signature, randomNonce } = libs.pki;
  const key = Sm2PrivateKey.generate(randomBytes);
  const nonce = randomNonce(randomBytes);
  return {
    algorithm: 'sm2-sm3',
    certificates: [pdf.certifyKey(key.publicKey.toSpki(), 'sm2 signer')],
    sign: (message) => encodeSm2Signature(signSm2(key, message, { nonce }), 'der'),
  };
}

async function cms(key) {
  const content = Buffer.from('a record of one line');
  const digest = createHash('sha256').update(content).digest();
  return seals.createCms({ key, digest, content, signingTime: at });
}

function jws() {
  const { certificates, privateKey } = pdf.signer('p256', 'jws signer');
  const x5c = certificates.map((der) => Buffer.from(der).toString('base64'));
  const head = base64url(JSON.stringify({ alg: 'ES256', x5c, iat: Math.floor(at / 1000) }));
  const input = `${head}.${base64url(JSON.stringify({ record: 1 }))}`;
  const value = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return Buffer.from(`${input}.${base64url(value)}`);
}

/** @returns format to bytes and the options under which they pass */
export async function documents() {
  const trust = pdf.trusting();
  const ofdTrust = { now: ofd.NOW, paths: ofd.trusting(), sm2: ofd.sm2 };
  const plain = pdf.pdf();
  const pdfBy = async (key) => ({ bytes: await seals.signPdf(plain, { key, at }), options: trust });
  return {
    'PDF, ECDSA P-256': await pdfBy(pdf.signer('p256')),
    'PDF, RSA 2048': await pdfBy(pdf.signer('rsa')),
    'PDF, SM2': await pdfBy(sm2Signer()),
    'OFD, SES V4, SM2': { bytes: await ofd.sealed(), options: ofdTrust },
    'CMS, RSA 2048': { bytes: await cms(pdf.signer('rsa')), options: trust },
    'JWS, ES256': { bytes: jws(), options: trust },
  };
}

/**
 * A signed PDF of about so many bytes: pages' worth of incompressible pictures.
 * @param bytes its size
 */
export async function bigPdf(bytes) {
  const pieces = Math.ceil(bytes / (1 << 20));
  const objects = { ...pdf.PLAIN };
  for (let piece = 0; piece < pieces; piece++) {
    const data = randomBytes(Math.floor(bytes / pieces)).toString('latin1');
    objects[10 + piece] = `<< /Length ${data.length} >>\nstream\n${data}\nendstream`;
  }
  const document = pdf.pdf({ objects });
  return seals.signPdf(document, { key: pdf.signer('p256'), at });
}
