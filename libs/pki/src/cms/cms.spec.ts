import { certificate, dn, newKey, NOW, signedData, type SignedSpec } from '../../../../test/support/pki.js';
import { Refusal } from '#libs/errors';
import { Asn1, der } from '../asn1/index.js';
import { parseCertificate } from '../certificate/certificate.js';
import { OID } from '../oids.js';
import { isSigner, parseSignedData } from './signed-data.js';
import { verifySigner, type SignerInput } from './verify-signer.js';

const key = newKey('p256');
const issuer = dn('someone');
const own = certificate({ subject: issuer, key, serial: 9, notBefore: NOW });
const content = new Uint8Array(Buffer.from('a licence'));
const made = (more: Partial<SignedSpec> = {}) =>
  signedData({ content, certificate: own, issuer, serial: 9, signer: key, ...more });

async function judge(encoded: Uint8Array, more: Partial<SignerInput> = {}) {
  const data = parseSignedData(encoded);
  const input = { signedData: data, signer: data.signers[0]!, certificate: parseCertificate(own), ...more };
  const checks = await verifySigner(input);
  return checks
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ name, outcome }) => `${name} ${outcome}`);
}

/** Replaces one piece of DER by another of the same length, so that the structure holds. */
function replace(encoded: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const text = Buffer.from(encoded)
    .toString('hex')
    .replace(Buffer.from(from).toString('hex'), Buffer.from(to).toString('hex'));
  return new Uint8Array(Buffer.from(text, 'hex'));
}

describe('a signer', () => {
  it('verifies with its content inside or outside', async () => {
    expect(await judge(made())).toEqual([]);
    expect(await judge(made({ detached: true }), { content })).toEqual([]);
    expect(
      await judge(made({ detached: true }), { content: [content.subarray(0, 3), content.subarray(3)] }),
    ).toEqual([]);
  });

  it('is not checked where the content is missing', async () => {
    expect(await judge(made({ detached: true }))).toEqual(['message-digest not-checked']);
  });

  it.each<[string, Uint8Array, Partial<SignerInput>, string[]]>([
    ['other content', made({ detached: true }), { content: Buffer.from('x') }, ['message-digest failed']],
    ['content twice', made(), { content }, ['content failed']],
    ['another digest than it states', made({ digest: new Uint8Array(32) }), {}, ['message-digest failed']],
    ['another key', made({ signer: newKey('p256') }), {}, ['signature failed']],
    [
      'a reference to another certificate',
      made({ reference: Uint8Array.of(1) }),
      {},
      ['signing-certificate failed'],
    ],
    [
      'no reference where one is due',
      made({ reference: null }),
      { requireSigningCertificate: true },
      ['signing-certificate failed'],
    ],
    [
      'another content type than it states',
      replace(
        made(),
        der.sequence(der.oid(OID.data), der.explicit(0, der.octets(content))),
        der.sequence(der.oid('1.2.840.113549.1.7.3'), der.explicit(0, der.octets(content))),
      ),
      {},
      ['content-type failed'],
    ],
  ])('fails with %s', async (_, encoded, more, bad) => {
    expect(await judge(encoded, more)).toEqual(bad);
  });

  it('is named by issuer and serial number', () => {
    const [signer] = parseSignedData(made()).signers;
    expect(isSigner(signer!.sid, parseCertificate(own))).toBe(true);
    expect(isSigner(signer!.sid, parseCertificate(certificate({ subject: issuer, key, serial: 8 })))).toBe(
      false,
    );
  });
});

describe('signed data is refused', () => {
  const outer = (type: string, inner: Uint8Array) => der.sequence(der.oid(type), der.explicit(0, inner));
  it.each<[string, Uint8Array]>([
    ['with bytes after it', new Uint8Array([...made(), 0])],
    ['of another type', outer(OID.data, der.octets(content))],
    ['without content', der.sequence(der.oid(OID.signedData))],
    ['that is empty', outer(OID.signedData, der.sequence())],
  ])('%s', (_, encoded) => {
    expect(() => parseSignedData(encoded)).toThrow(Refusal);
  });

  it('but read under the identifiers of GM/T 0010, and with what follows it where that is asked for', () => {
    const inner = Asn1.parse(made()).sequence();
    inner.next();
    const gm = outer(OID.smSignedData, inner.next().explicit().raw);
    expect(parseSignedData(gm).gm).toBe(true);
    expect(parseSignedData(new Uint8Array([...made(), 0, 7]), { padded: 'any' }).trailing).toBe(true);
    expect(parseSignedData(new Uint8Array([...made(), 0, 0]), { padded: 'any' }).trailing).toBe(false);
  });
});
