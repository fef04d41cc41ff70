import { deterministicNonce } from './nonce.js';
import { messageDigest, signerDigest, sm3, startDigest } from './digest.js';
import { Sm2PrivateKey } from './private-key.js';
import { sign } from './sign.js';
import { encodeSignature } from './signature.js';
import { Sm2Engine } from './engine.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

/** GB/T 32905-2016, annex A. */
describe('SM3', () => {
  it.each([
    ['abc', '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'],
    ['abcd'.repeat(16), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'],
  ])('hashes %s', (text, digest) => {
    expect(sm3(Buffer.from(text)).toString('hex')).toBe(digest);
  });
});

/** GM/T 0003.5-2012 (GB/T 32918.5-2017), annex A.2: the recommended curve, the usual id. */
const annex = {
  d: '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
  point:
    '04 09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020 ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  z: 'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3',
  e: 'f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640',
  k: 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n,
  rs: 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3 b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
};

describe('the example of GM/T 0003.5-2012', () => {
  const key = Sm2PrivateKey.fromBytes(hex(annex.d));
  const message = Buffer.from('message digest');

  it('gives the public key', () => {
    expect(key.publicKey.toPoint()).toEqual(hex(annex.point));
  });

  it('gives Z_A and e, in one piece and in several', () => {
    expect(signerDigest(key.publicKey)).toEqual(hex(annex.z));
    expect(messageDigest(key.publicKey, message)).toEqual(hex(annex.e));
    const pieces = startDigest(key.publicKey).update('message').update(' digest');
    expect(pieces.digest()).toEqual(hex(annex.e));
  });

  it('gives r and s', () => {
    const signature = sign(key, message, { nonce: () => () => annex.k });
    expect(encodeSignature(signature, 'raw')).toEqual(hex(annex.rs));
  });

  it('verifies, as often as it is asked (without a table, with a narrow and a wide one)', () => {
    const verifier = new Sm2Engine();
    for (let time = 0; time < 20; time++) {
      expect(verifier.verify(key.publicKey, message, hex(annex.rs), { form: 'raw' })).toBe(true);
    }
  });
});

/** A worked example of a Chinese V2X certificate specification, which gives key, e, r and s. */
it('verifies a digest that was signed elsewhere', () => {
  const key = Sm2PrivateKey.fromBytes(
    hex('179e18aee33872e1605e99e8bc6120f795e7c8f8a9ce607a4a7178682353a169'),
  ).publicKey;
  expect(key.coordinates).toEqual(
    hex(`1e5f89a574082c8b3611fba8d065f308b48f64eeef71303c75ba8e95d5be8942
         7784ef220941deebcf5b3e3465980a309167346ffe050ae1007c2d2f3f105774`),
  );
  const e = hex('7ab12a19b645dfc636e20ea7aeb0e55ef3f3683887b2e076a8eb3294904ee5d4');
  const r = 0xddf9075dd2d94705a12f425e51cb274cb8f4ae65b31c7cddcd31c2bc3c552881n;
  const s = 0x208611de09a7cc4e4876e69ef2e7c06a8539a467f20b0ea7feeb2afe9d595cc4n;
  expect(new Sm2Engine().verifyDigest(key, e, { r, s })).toBe(true);
});

it('signs the same twice with the deterministic nonce', () => {
  const key = Sm2PrivateKey.fromBytes(hex(annex.d));
  const once = sign(key, Buffer.from('message digest'), { nonce: deterministicNonce });
  expect(sign(key, Buffer.from('message digest'), { nonce: deterministicNonce })).toEqual(once);
});
