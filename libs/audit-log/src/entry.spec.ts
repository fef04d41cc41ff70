import { readFileSync } from 'node:fs';
import { canonicalBytes, canonicalJson } from './canonical.js';
import { commit } from './commitments.js';
import { type AuditEntry, checkEntry, parseEntry } from './entry.js';
import { leafHash } from './hashing.js';
import { logOrigin, parseReceipt, receiptFor } from './receipt.js';

interface Vector {
  entry: AuditEntry;
  canonical: string;
  leafHex: string;
  receipt: { log: string; leaf: string };
  personal: { label: string; saltHex: string; value: string }[];
}
const vector = JSON.parse(
  readFileSync(new URL('../vectors/entry-v1.json', import.meta.url), 'utf8'),
) as Vector;
const utf8 = (text: string) => new TextEncoder().encode(text);

/** A copy of the vector's entry with one member changed. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(vector.entry) as unknown as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop()!;
  const parent = names.reduce((node, name) => node[name] as Record<string, unknown>, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

describe('an entry that does not follow the schema is refused with the place of the fault, never its value', () => {
  it.each<[string, string, unknown]>([
    ['another version', 'v', 2],
    ['an id that is not UUID version 7', 'id', '019ab4f0-1c80-4a3b-8c4d-5e6f708192a3'],
    ['an unknown kind', 'kind', 'note'],
    ['an instant with an offset', 'at', '2026-11-24T16:00:00.000+08:00'],
    ['an instant without milliseconds', 'at', '2026-11-24T08:00:00Z'],
    ['a fraction of a millisecond', 'tookMs', 1.5],
    ['no caller', 'caller', undefined],
    ['a person in clear', 'caller.person', '120101199003070012'],
    ['a subject in clear', 'lookups.0.subject', '91110000ABCDEFGH1X'],
    ['a digest with a second spelling', 'request.digest', `${'A'.repeat(42)}B`],
    ['a member that the schema does not know', 'caller.phone', '13800000000'],
    ['a control character', 'context.reason', 'a\u0000b'],
    ['a lone surrogate', 'context.reason', 'a\ud800'],
    ['a code that is no code', 'code', 'not a code'],
    ['a receipt of a log with a scheme', 'receipt', { ...vector.receipt, log: 'https://127.0.0.1:7411/log' }],
    ['a text beyond its bound', 'context.legalBasis', 'x'.repeat(1001)],
  ])('%s', (_, path, value) => {
    try {
      checkEntry(changed(path, value));
      throw new Error('accepted');
    } catch (error) {
      expect(error).toMatchObject({
        code: 'AUDIT_ENTRY_INVALID',
        hint: expect.stringContaining(path.split('.')[0]!),
      });
      if (typeof value === 'string') expect(String((error as Error).message)).not.toContain(value);
    }
  });
});

describe('the verdict on a document that was told', () => {
  const told = {
    sha256: vector.entry.chain,
    indication: 'INDETERMINATE',
    subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    issuer: 'not-compared',
    by: 'provider',
  };
  const withDocuments = (documents: unknown): unknown => changed('lookups.0.documents', documents);

  it.each<[string, unknown]>([
    ['in an indication that no standard has', [{ ...told, indication: 'PASSED' }]],
    ['with the signer, who may be a person', [{ ...told, signer: 'CN=张三' }]],
    ['with a digest in hexadecimal', [{ ...told, sha256: 'a'.repeat(64) }]],
    ['by nobody', [{ ...told, by: undefined }]],
    ['with a sub-indication in words', [{ ...told, subIndication: 'no chain found' }]],
    ['with the issuer half compared', [{ ...told, issuer: 'similar' }]],
    ['a hundred times and once more', Array.from({ length: 101 }, () => told)],
  ])('%s is refused', (_, documents) => {
    expect(() => checkEntry(withDocuments(documents))).toThrow(
      expect.objectContaining({ code: 'AUDIT_ENTRY_INVALID', hint: expect.stringContaining('lookups.0') }),
    );
  });

  it.each(['TOTAL_PASSED', 'NOT_CHECKED'])('stands in the entry: %s', (indication) => {
    const { subIndication: _, ...rest } = told;
    const entry = withDocuments([{ ...rest, indication }, told]);
    expect(parseEntry(canonicalBytes(checkEntry(entry)))).toEqual(entry);
  });
});

describe('stored bytes are read strictly', () => {
  it.each<[string, Uint8Array]>([
    ['white space', utf8(`${vector.canonical}\n`)],
    ['another order', utf8(JSON.stringify(vector.entry))],
    [
      'an escape where none is needed',
      utf8(vector.canonical.replace('"Licence"', String.raw`"\u004cicence"`)),
    ],
    ['a byte order mark', utf8(`\ufeff${vector.canonical}`)],
    ['a member twice', utf8(vector.canonical.replace('{"answer"', '{"v":1,"answer"'))],
    ['bytes that are not UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['nothing', new Uint8Array()],
  ])('%s is refused', (_, bytes) => {
    expect(() => parseEntry(bytes)).toThrow(expect.objectContaining({ code: 'AUDIT_ENTRY_INVALID' }));
  });

  it('and canonical ones give the entry back', () => {
    expect(parseEntry(canonicalBytes(vector.entry))).toEqual(vector.entry);
  });
});

describe('the vector vectors/entry-v1.json', () => {
  it('has the canonical form, the leaf hash and the receipt that it says', () => {
    expect(canonicalJson(checkEntry(vector.entry))).toBe(vector.canonical);
    const leaf = leafHash(utf8(vector.canonical));
    expect(Buffer.from(leaf).toString('hex')).toBe(vector.leafHex);
    expect(receiptFor(logOrigin(vector.entry.node), leaf)).toEqual(vector.receipt);
  });

  it.each(vector.personal)('commits to $label at its place', ({ label, saltHex, value }) => {
    const place = label
      .split('.')
      .reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], vector.entry);
    expect(commit({ label, value, salt: Buffer.from(saltHex, 'hex') })).toBe(place);
    expect(vector.canonical).not.toContain(value === '91110000ABCDEFGH1X' ? `"${value}"` : value);
  });
});

describe('a receipt', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a member too many', { ...vector.receipt, index: 1 }],
    ['no log', { leaf: vector.receipt.leaf }],
    ['an origin with a line break', { ...vector.receipt, log: 'a\nb' }],
    ['an origin with a plus', { ...vector.receipt, log: 'a+b' }],
    ['a leaf of 31 bytes', { ...vector.receipt, leaf: 'A'.repeat(42) }],
    ['a leaf with padding', { ...vector.receipt, leaf: `${vector.receipt.leaf}=` }],
  ])('with %s is refused', (_, receipt) => {
    expect(() => parseReceipt(receipt)).toThrow(expect.objectContaining({ code: 'RECEIPT_INVALID' }));
  });

  it('gives its leaf hash', () => {
    expect(Buffer.from(parseReceipt(vector.receipt).leafHash).toString('hex')).toBe(vector.leafHex);
  });

  it.each([
    ['https://127.0.0.1:7411', '127.0.0.1:7411/log'],
    ['https://node.beijing.example/', 'node.beijing.example/log'],
    ['https://gov.example/exchange/beijing', 'gov.example/exchange/beijing/log'],
  ])('C2SP tlog-checkpoint: the log of %s is %s', (entityId, origin) => {
    expect(logOrigin(entityId)).toBe(origin);
  });
});
