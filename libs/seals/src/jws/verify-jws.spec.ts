import { createHash, sign, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { Refusal } from '#libs/errors';
import { OID } from '#libs/pki';
import type { VerifyOptions } from '#libs/seals';
import { signer, stamper, trusting } from '../../../../test/support/pdf.js';
import { NOW, signedData, tstInfo } from '../../../../test/support/pki.js';
import { verifyJws } from './verify-jws.js';

/** A longer search by command: `FUZZ_RUNS=20000 npm run fuzz`. */
const runs = (usual: number) => Number(process.env['FUZZ_RUNS'] ?? usual);

const key = signer();
const [own] = key.certificates;
const x5c = [Buffer.from(own).toString('base64')];
const payload = Buffer.from('{"licence":1}');
const b64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');
const valueOf = (input: string | Uint8Array, by: KeyObject = key.privateKey) =>
  sign('sha256', Buffer.from(input), { key: by, dsaEncoding: 'ieee-p1363' });

function compact(header: object = {}, body: Uint8Array = payload): string {
  const input = `${b64(JSON.stringify({ alg: 'ES256', x5c, ...header }))}.${b64(body)}`;
  return `${input}.${b64(valueOf(input))}`;
}

async function verdict(text: string | object, more: Partial<VerifyOptions> = {}) {
  const bytes = Buffer.from(typeof text === 'string' ? text : JSON.stringify(text));
  try {
    const { indication, subIndication, signatures } = await verifyJws(bytes, trusting(more));
    const decisive = signatures.flatMap(({ checks }) =>
      checks.filter(({ decides, outcome }) => decides && outcome !== 'passed'),
    );
    const bad = [...new Set(decisive.map(({ name }) => name))];
    return {
      indication,
      subIndication,
      signatures,
      bad,
      details: decisive.map(({ detail }) => detail).join('; '),
    };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return {
      indication: thrown.code,
      subIndication: undefined,
      signatures: [],
      bad: [],
      details: thrown.message,
    };
  }
}

const detachedOf = (text: string) => text.replace(/\.[^.]*\./, '..');
const flattened = (text: string) => {
  const [header, body, signature] = text.split('.');
  return { protected: header, payload: body, signature };
};

describe('a JWS that is sound passes', () => {
  it.each<[string, string | object, Partial<VerifyOptions>?]>([
    ['compact', compact()],
    ['flattened', flattened(compact())],
    [
      'general',
      {
        payload: b64(payload),
        signatures: [compact(), compact()].map((text) => ({ ...flattened(text), payload: undefined })),
      },
    ],
    ['detached', detachedOf(compact()), { detached: payload }],
    [
      'with the certificate given beside it',
      compact({ x5c: undefined, 'x5t#S256': b64(createHash('sha256').update(own).digest()) }),
      { certificates: [own] },
    ],
    [
      'JAdES with a time and a reference',
      compact({
        sigT: new Date(NOW - 60_000).toISOString().replace('.000', ''),
        'x5t#S256': b64(createHash('sha256').update(own).digest()),
        crit: ['sigT'],
      }),
    ],
  ])('%s', async (...[, text, more]: [string, string | object, Partial<VerifyOptions>?]) => {
    const { details, indication } = await verdict(text, more);
    expect(details).toBe('');
    expect(indication).toBe('TOTAL_PASSED');
  });

  it('with an unencoded payload (RFC 7797)', async () => {
    const header = b64(JSON.stringify({ alg: 'ES256', x5c, b64: false, crit: ['b64'] }));
    const signature = b64(valueOf(Buffer.concat([Buffer.from(`${header}.`), payload])));
    expect((await verdict(`${header}..${signature}`, { detached: payload })).indication).toBe('TOTAL_PASSED');
    const file = { protected: header, payload: payload.toString(), signature };
    expect((await verdict(file)).indication).toBe('TOTAL_PASSED');
  });

  const hashed = (hashV: string[], pars = ['a.pdf']) => {
    const sigD = { mId: 'http://uri.etsi.org/19182/ObjectIdByURIHash', pars, hashM: 'S256', hashV };
    return detachedOf(compact({ sigD, crit: ['sigD'] }, Buffer.alloc(0)));
  };
  it('JAdES over the digest of a document (sigD)', async () => {
    const text = hashed([b64(createHash('sha256').update(payload).digest())]);
    const { details, indication, signatures } = await verdict(text, { detached: payload });
    expect(details).toBe('');
    expect([indication, signatures[0]?.kind]).toEqual(['TOTAL_PASSED', 'JAdES, compact, detached']);
    expect((await verdict(text, { detached: Buffer.from('x') })).subIndication).toBe('HASH_FAILURE');
    expect((await verdict(text)).subIndication).toBe('SIGNED_DATA_NOT_FOUND');
    expect((await verdict(hashed([], []), { detached: payload })).indication).toBe('INDETERMINATE');
    expect((await verdict(hashed([]), { detached: payload })).indication).toBe('TOTAL_FAILED');
  });

  it('with a timestamp in etsiU that proves when it existed', async () => {
    const {
      protected: header,
      payload: body,
      signature,
    } = flattened(compact({ iat: (NOW - 60_000) / 1000 }));
    const authority = stamper();
    const token = signedData({
      content: tstInfo(Buffer.from(signature ?? '')),
      contentType: OID.tstInfo,
      signer: authority.key,
      ...authority,
    });
    const sigTst = { tstTokens: [{ val: Buffer.from(token).toString('base64') }] };
    const file = {
      protected: header,
      payload: body,
      signature,
      header: { etsiU: [b64(JSON.stringify({ sigTst }))] },
    };
    const { details, indication, signatures } = await verdict(file);
    expect(details).toBe('');
    expect(indication).toBe('TOTAL_PASSED');
    expect(signatures[0]?.times.proven).toBe(NOW - 5000 + 1500);
  });
});

const [head = '', , tail = ''] = compact().split('.');
const other = signer();

describe('a JWS that is wrong in one thing never passes', () => {
  it.each<[string, string | object, Partial<VerifyOptions>?]>([
    ['another payload', `${head}.${b64('{"licence":2}')}.${tail}`],
    ['no signature', `${head}.${b64(payload)}.`],
    ['alg none', compact({ alg: 'none' })],
    ['a MAC', compact({ alg: 'HS256' })],
    ['an algorithm for another kind of key', compact({ alg: 'RS256' })],
    ['an algorithm for another curve', compact({ alg: 'ES384' })],
    ['an algorithm of an object', compact({ alg: {} })],
    ['an algorithm by a name that every object has', compact({ alg: 'constructor' })],
    ['no algorithm', compact({ alg: undefined })],
    [
      'a certificate of another key',
      compact({ x5c: [Buffer.from(other.certificates[0]).toString('base64')] }),
    ],
    ['x5c in base64url', compact({ x5c: [b64(own)] })],
    ['no certificate', compact({ x5c: undefined })],
    ['a key in the token', compact({ x5c: undefined, jwk: { kty: 'EC' } })],
    [
      'a reference to another certificate',
      compact({ 'x5t#S256': b64(createHash('sha256').update('x').digest()) }),
    ],
    ['crit that is not understood', compact({ crit: ['exp'], exp: 1 })],
    ['crit that is empty', compact({ crit: [] })],
    ['crit that names what is not there', compact({ crit: ['sigD'] })],
    ['crit twice', compact({ crit: ['sigT', 'sigT'], sigT: '2026-01-01T00:00:00Z' })],
    ['b64 without crit', compact({ b64: false })],
    ['crit beside what is signed', { ...flattened(compact()), header: { crit: ['b64'] } }],
    ['a name in both headers', { ...flattened(compact()), header: { alg: 'ES256' } }],
    ['four parts', `${compact()}.x`],
    ['padding', `${compact()}=`],
    ['another spelling of the same bytes', `${compact()}\n\nx`],
    [
      'a member twice',
      `{"payload":"${b64(payload)}","payload":"","protected":"${head}","signature":"${tail}"}`,
    ],
    ['flattened and general at once', { ...flattened(compact()), signatures: [] }],
    ['no signatures', { payload: '', signatures: [] }],
    [
      'one bad signature of two',
      {
        payload: b64(payload),
        signatures: [flattened(compact()), { protected: head, signature: b64('x'.repeat(64)) }].map(
          ({ protected: p, signature }) => ({ protected: p, signature }),
        ),
      },
    ],
    ['another document beside the payload', compact(), { detached: Buffer.from('x') }],
    ['a detached payload that is not there', detachedOf(compact())],
    [
      'sigD beside a payload',
      compact({
        sigD: { mId: 'http://uri.etsi.org/19182/ObjectIdByURIHash', pars: [], hashM: 'S256', hashV: [] },
        crit: ['sigD'],
      }),
    ],
    [
      'sigD by HTTP headers',
      detachedOf(
        compact({ sigD: { mId: 'http://uri.etsi.org/19182/HttpHeaders', pars: ['x'] }, crit: ['sigD'] }),
      ),
    ],
    [
      'a DER signature',
      `${head}.${b64(payload)}.${b64(sign('sha256', Buffer.from(`${head}.${b64(payload)}`), key.privateKey))}`,
    ],
  ])('%s', async (...[, text, more]: [string, string | object, Partial<VerifyOptions>?]) => {
    expect((await verdict(text, more)).indication).not.toBe('TOTAL_PASSED');
  });

  it('etsiU that is malformed is a fault of format', async () => {
    expect((await verdict({ ...flattened(compact()), header: { etsiU: 'x' } })).bad).toContain('format');
  });
});

it('damage of any kind gives a verdict or a refusal', async () => {
  const made = Buffer.from(JSON.stringify(flattened(compact())));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(made.length - 1), fc.integer({ min: 0, max: 255 })), {
        minLength: 1,
        maxLength: 3,
      }),
      async (edits) => {
        const bytes = Buffer.from(made);
        for (const [position, byte] of edits) bytes[position] = byte;
        const { indication } = await verdict(bytes.toString('latin1'));
        expect(typeof indication).toBe('string');
      },
    ),
    { numRuns: runs(300), seed: 7515 },
  );
}, 3_600_000);
