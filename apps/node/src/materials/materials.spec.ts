import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suffices, type CaseMaterial } from '#libs/handling';
import type { LookupResult } from '../lookup/index.js';
import { candidatesOf } from './choose-licence.js';
import { fileTypeOf } from './file-types.js';
import { PART_BYTES, partsOfFile, readFilePart } from './file-message.js';
import { digestOf, FileVault } from './file-vault.js';
import { judgeBrought, judgeFetched, judgeReused, type Found } from './judge-material.js';
import { openMaterialKeys } from './node-key.js';
import { readSheet, sheetBytes, type Sheet } from './sheet.js';
import type { CaseFile } from './material.js';

const CASE = '120101-20260302-0001';
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'taken';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const found = (indication: Found['indication'], issuer: Found['issuer'] = 'not-compared'): Found => ({
  indication,
  issuer,
});
const text = ({ trust, verdict }: { trust: string; verdict: string }): string => `${trust} ${verdict}`;

describe('what a file that somebody brings is worth', () => {
  it.each<[string, Found, Parameters<typeof judgeBrought>[1], string]>([
    [
      'a spoiled seal, whatever the clerk saw',
      found('TOTAL_FAILED'),
      { origin: 'upload', originalSeen: true },
      'C failed',
    ],
    [
      'a spoiled seal of an authority',
      found('TOTAL_FAILED'),
      { origin: 'authority', originalSeen: false },
      'C failed',
    ],
    [
      'a pledge with a spoiled signature',
      found('TOTAL_FAILED'),
      { origin: 'pledge', originalSeen: false },
      'D failed',
    ],
    ['a photograph', found('INDETERMINATE'), { origin: 'upload', originalSeen: false }, 'C undecided'],
    [
      'one that could not be checked',
      found('NOT_CHECKED'),
      { origin: 'upload', originalSeen: false },
      'C undecided',
    ],
    [
      'a photograph whose original was seen',
      found('INDETERMINATE'),
      { origin: 'upload', originalSeen: true },
      'B passed',
    ],
    [
      'a sound seal of somebody',
      found('TOTAL_PASSED'),
      { origin: 'upload', originalSeen: false },
      'B passed',
    ],
    [
      'a sound seal never makes a pledge more',
      found('TOTAL_PASSED'),
      { origin: 'pledge', originalSeen: false },
      'D passed',
    ],
    [
      'a sealed report of the authority',
      found('TOTAL_PASSED'),
      { origin: 'authority', originalSeen: false },
      'A passed',
    ],
    [
      'a note of the authority',
      found('INDETERMINATE'),
      { origin: 'authority', originalSeen: false },
      'B passed',
    ],
  ])('%s', (_, verdict, how, expected) => {
    expect(text(judgeBrought(verdict, how))).toBe(expected);
  });
});

describe('what a lookup gave is worth', () => {
  it.each<[string, Found | undefined, boolean | undefined, string]>([
    ['a document that fails', found('TOTAL_FAILED', 'match'), true, 'C failed'],
    ['a sound seal of another body', found('TOTAL_PASSED', 'mismatch'), true, 'C failed'],
    ['a seal that nobody could compare', found('TOTAL_PASSED'), true, 'A undecided'],
    ['a seal that nobody could check', found('NOT_CHECKED'), true, 'A undecided'],
    ['a status that was withheld', undefined, undefined, 'A undecided'],
    ['data of a valid licence', undefined, true, 'A passed'],
    [
      'data with a document that nobody sealed',
      { indication: 'INDETERMINATE', subIndication: 'NO_SIGNATURE_FOUND', issuer: 'not-compared' },
      true,
      'A passed',
    ],
    ['a document that the issuer sealed', found('TOTAL_PASSED', 'match'), true, 'A passed'],
  ])('%s', (_, document, standing, expected) => {
    expect(text(judgeFetched(document, standing))).toBe(expected);
  });

  it('an undecided one counts no higher than C in the case', () => {
    const material: CaseMaterial = {
      id: 'x',
      digest: 'A'.repeat(43),
      origin: 'lookup',
      ...judgeFetched(found('NOT_CHECKED'), true),
    };
    expect([suffices(material, 'A'), suffices(material, 'B'), suffices(material, 'C')]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('what is taken over is worth', () => {
  it.each<[string, Parameters<typeof judgeReused>[0], CaseMaterial['origin'], Found, string]>([
    [
      'nothing where it failed there',
      { trust: 'A', verdict: 'failed' },
      'lookup',
      found('TOTAL_PASSED', 'match'),
      'C failed',
    ],
    [
      'nothing where it fails today',
      { trust: 'B', verdict: 'passed' },
      'upload',
      found('TOTAL_FAILED'),
      'C failed',
    ],
    [
      'less where the issuer turns out to be another',
      { trust: 'A', verdict: 'passed' },
      'lookup',
      found('TOTAL_PASSED', 'mismatch'),
      'C failed',
    ],
    ['as much as there', { trust: 'B', verdict: 'passed' }, 'upload', found('INDETERMINATE'), 'B passed'],
    [
      'as much as there, of data',
      { trust: 'A', verdict: 'passed' },
      'lookup',
      found('INDETERMINATE'),
      'A passed',
    ],
    [
      'undecided where only a seal had shown it',
      { trust: 'A', verdict: 'passed' },
      'authority',
      found('INDETERMINATE'),
      'A undecided',
    ],
  ])('%s', (_, before, origin, now, expected) => {
    const judged = judgeReused(
      { ...before, caseId: 'of the other case' } as typeof before,
      origin,
      now,
      true,
    );
    // Where nobody can say whether it is valid still, nothing is decided; what failed has failed.
    const { verdict } = judgeReused(before, origin, now, undefined);
    expect(verdict).toBe(judged.verdict === 'failed' ? 'failed' : 'undecided');
    expect(text(judged)).toBe(expected);
    expect(Object.keys(judged)).toEqual(['trust', 'verdict']);
  });
});

describe('which licence of an answer may serve', () => {
  const licence = (fields: Record<string, string | null>) => ({
    cursor: '',
    licence: { fields, attributes: [] },
  });
  const answer = (...items: Record<string, string | null>[]): LookupResult => ({
    region: '110000',
    status: 'FOUND',
    withheld: [],
    tookMs: 1,
    page: { items: items.map(licence), hasNextPage: false, endCursor: null },
  });
  it.each<[string, Record<string, string | null>, [number, number, (boolean | undefined)?]]>([
    ['revoked', { identifier: 'a', status: '07' }, [0, 1]],
    ['suspended', { identifier: 'a', status: '02' }, [0, 1]],
    ['over since yesterday', { identifier: 'a', status: '01', validUntil: '2026-11-28' }, [0, 1]],
    ['not valid yet', { identifier: 'a', status: '01', validFrom: '2026-11-30' }, [0, 1]],
    ['without an identifier', { status: '01' }, [0, 0]],
    ['valid until today', { identifier: 'a', status: '01', validUntil: '2026-11-29' }, [1, 0, true]],
    ['valid without end', { identifier: 'a', status: '01', validUntil: null }, [1, 0, true]],
    ['of a status that was withheld', { identifier: 'a' }, [1, 0, undefined]],
  ])('%s', (_, fields, [fit, over, standing]) => {
    const given = candidatesOf(answer(fields), '2026-11-29');
    expect([given.fit.length, given.over, given.fit[0]?.standing]).toEqual([fit, over, standing]);
  });
});

describe('what a file is, by its bytes', () => {
  it.each<[string, string, string | undefined]>([
    ['a program', 'MZ\u0090', undefined],
    ['a page', '<html><script>', undefined],
    ['SVG', '<svg onload="x()"/>', undefined],
    ['nothing', '', undefined],
    ['JSON cut short', '{"v":1', undefined],
    ['text with dots', 'a.b.c d', undefined],
    ['a PDF', '%PDF-1.7', 'application/pdf'],
    ['JSON', '{"v":1}', 'application/json'],
    ['a token', 'eyJ.eyJ.c2ln', 'application/jose'],
    ['a package', 'PK\u0003\u0004word/document.xml', 'application/zip'],
  ])('%s', (_, bytes, expected) => {
    expect(fileTypeOf(Buffer.from(bytes, 'latin1'))).toBe(expected);
  });
});

describe('a file between nodes', () => {
  const bytes = Buffer.alloc(PART_BYTES * 2 + 7, 'x');
  const file: CaseFile = {
    caseId: CASE,
    digest: digestOf(bytes),
    mediaType: 'application/pdf',
    size: bytes.byteLength,
    purpose: 'material',
    sheetOf: undefined,
    peer: undefined,
    verdict: undefined,
    heldAt: 0,
    erasedAt: undefined,
  };
  const messages = [...partsOfFile(file, bytes)];
  const read = (body: unknown, subject = `case:${CASE}`) => readFilePart(body, subject);
  const first = messages[0]?.body as Record<string, unknown>;

  it('goes in parts that fit into a message and make up the whole', () => {
    expect(messages.map(({ body }) => JSON.stringify(body).length < 262_144)).toEqual([true, true, true]);
    const parts = messages.map(({ body, subject }) => read(body, subject));
    expect(Buffer.concat(parts.map((part) => part.bytes)).equals(bytes)).toBe(true);
    expect(parts.map(({ parts: all }) => all)).toEqual([3, 3, 3]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['of another case than its subject says', { case: '120101-20260302-0002' }],
    ['with a part beyond the last', { part: 4 }],
    ['with part 0', { part: 0 }],
    ['shorter than its place needs', { bytes: Buffer.from('short').toString('base64') }],
    ['that is no base64', { bytes: '*'.repeat(200_000) }],
    ['longer than a part may be', { bytes: Buffer.alloc(PART_BYTES + 3).toString('base64') }],
    ['of a type that nobody may bring', { mediaType: 'text/html' }],
    ['of no size', { size: 0 }],
    ['larger than any file', { size: 200 << 20 }],
    ['that is a sheet of nothing', { purpose: 'sheet' }],
    ['with a member too many', { path: '../../etc/passwd' }],
    ['with a digest that is a path', { digest: '../'.repeat(14) + 'x' }],
  ])('%s is refused', (_, change) => {
    expect(codeOf(() => read({ ...first, ...change }))).toBe('MESSAGE_BODY_INVALID');
  });
});

describe('a sheet', () => {
  const sheet: Sheet = {
    v: 1,
    case: CASE,
    material: 'business-licence',
    region: '110000',
    at: '2026-11-29T00:00:00.000Z',
    licence: { identifier: '1.2', fields: { name: '营业执照', validUntil: null }, attributes: [] },
    entries: [],
    withheld: [],
    checks: [],
  };
  it('is read as it was written', () => expect(readSheet(sheetBytes(sheet))).toEqual(sheet));
  it.each<[string, string]>([
    ['no JSON', '{'],
    ['a member twice', '{"v":1,"v":1}'],
    ['a member too many', JSON.stringify({ ...sheet, trust: 'A' })],
    ['a control character', JSON.stringify({ ...sheet, material: 'a\u0000' })],
    ['another version', JSON.stringify({ ...sheet, v: 2 })],
  ])('with %s is refused', (_, bytes) => {
    expect(codeOf(() => readSheet(Buffer.from(bytes)))).toBe('MATERIAL_FILE_INVALID');
  });
});

describe('FileVault', () => {
  let folder: string;
  let vault: FileVault;
  const keysOf = (name: string) => openMaterialKeys(join(folder, `${name}.key`));
  const bytes = Buffer.from('%PDF-1.7 张三的材料');
  const digest = digestOf(bytes);
  const stored = async (): Promise<string> => {
    const [sub = ''] = (await readdir(join(folder, 'files'))).filter((name) => name !== 'incoming');
    const [name = ''] = await readdir(join(folder, 'files', sub));
    return join(folder, 'files', sub, name);
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tongban-vault-'));
    vault = new FileVault(join(folder, 'files'), keysOf('one'), 1 << 20);
    await vault.put(digest, [bytes.subarray(0, 5), bytes.subarray(5)]);
  });
  afterEach(() => rm(folder, { recursive: true }));
  const damaged = { code: 'MATERIAL_FILE_DAMAGED' };

  it('gives back what was put, and neither content nor digest can be read on disk', async () => {
    expect((await vault.open(digest)).equals(bytes)).toBe(true);
    const path = await stored();
    expect((await readFile(path)).includes(bytes.subarray(0, 8))).toBe(false);
    expect(path).not.toContain(digest);
    expect(await readdir(join(folder, 'files', 'incoming'))).toEqual([]);
  });

  it('does not give out what was altered, swapped, grown, or written under another key', async () => {
    await expect(vault.open('A'.repeat(43))).rejects.toMatchObject(damaged);
    const other = new FileVault(
      join(folder, 'files'),
      { ...keysOf('two'), nameOf: (name) => keysOf('one').nameOf(name) },
      1 << 20,
    );
    await expect(other.open(digest)).rejects.toMatchObject(damaged);
    const path = await stored();
    const content = await readFile(path);
    content[20]! ^= 1;
    await writeFile(path, content);
    await expect(vault.open(digest)).rejects.toMatchObject(damaged);
    await writeFile(path, Buffer.alloc(2 << 20));
    await expect(vault.open(digest)).rejects.toMatchObject(damaged);
    await writeFile(path, '');
    await expect(vault.open(digest)).rejects.toMatchObject(damaged);
  });

  it('keeps one holder the same and says nothing of him', () => {
    const keys = keysOf('one');
    const holder = { type: '111', code: '110101199003070038' };
    expect(keys.subjectOf(holder)).toBe(keysOf('one').subjectOf(holder));
    expect(keys.subjectOf(holder)).not.toBe(keysOf('two').subjectOf(holder));
    expect(keys.subjectOf(holder)).not.toBe(keys.subjectOf({ ...holder, type: '414' }));
    expect(keys.subjectOf(holder)).not.toContain('1990');
  });

  it('sweeps what nobody names once it is old, and nothing else', async () => {
    const path = await stored();
    const none = async (): Promise<ReadonlySet<string>> => new Set();
    const now = Date.UTC(2026, 0, 1);
    await utimes(path, now / 1000, now / 1000);
    expect(await vault.sweep(none, now + 60_000)).toBe(0);
    expect(await vault.sweep(async (names) => new Set(names), now + 86_400_000)).toBe(0);
    expect(await vault.sweep(none, now + 86_400_000)).toBe(1);
    await expect(vault.open(digest)).rejects.toMatchObject(damaged);
  });
});
