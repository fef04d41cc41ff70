import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileDocumentStore } from './file-document-store.js';
import { sniffMediaType, type DocumentMediaType } from './media-type.js';

const PDF = Buffer.from(`%PDF-1.7\n${'% a line\n'.repeat(200)}%%EOF\n`);
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const OFD = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(26), Buffer.from('OFD.xml')]);

async function* parts(bytes: Buffer, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('what a document is, by its bytes', () => {
  it.each<[string, Buffer, DocumentMediaType | undefined]>([
    ['PDF', PDF, 'application/pdf'],
    ['OFD', OFD, 'application/ofd'],
    ['PNG', PNG, 'image/png'],
    ['JPEG', Buffer.from('ffd8ffe0', 'hex'), 'image/jpeg'],
    ['nothing', Buffer.alloc(0), undefined],
    ['a PDF after junk', Buffer.concat([Buffer.from('MZ'), PDF]), undefined],
    ['another ZIP', Buffer.from('PK\u0003\u0004word/document.xml'), undefined],
    ['HTML', Buffer.from('<html>%PDF-'), undefined],
    ['SVG', Buffer.from('<svg onload="x()"/>'), undefined],
  ])('%s', (_name, bytes, expected) => {
    expect(sniffMediaType(bytes)).toBe(expected);
  });
});

describe('FileDocumentStore', () => {
  let directory: string;
  let store: FileDocumentStore;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tongban-documents-'));
    store = new FileDocumentStore({ directory, maxBytes: 8192 });
  });
  afterEach(() => rm(directory, { recursive: true }));

  const pathOf = (sha256: string): string => join(directory, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

  it.each<[string, Buffer, DocumentMediaType, string]>([
    [
      'more bytes than the limit',
      Buffer.concat([PDF, Buffer.alloc(8192)]),
      'application/pdf',
      'DOCUMENT_TOO_LARGE',
    ],
    ['a PNG said to be a PDF', PNG, 'application/pdf', 'DOCUMENT_TYPE_REFUSED'],
    ['an empty document', Buffer.alloc(0), 'image/png', 'DOCUMENT_TYPE_REFUSED'],
  ])('refuses %s and leaves nothing behind', async (_name, bytes, mediaType, code) => {
    await expect(store.put(parts(bytes), mediaType)).rejects.toMatchObject({ code });
    expect(await readdir(join(directory, 'incoming'))).toEqual([]);
  });

  it('leaves nothing behind when the source breaks off', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield PDF;
      throw new Error('connection lost');
    }
    await expect(store.put(broken(), 'application/pdf')).rejects.toThrow('connection lost');
    expect(await readdir(directory)).toEqual(['incoming']);
    expect(await readdir(join(directory, 'incoming'))).toEqual([]);
  });

  it.each(['../../etc/passwd', 'A'.repeat(64), 'a'.repeat(63), `${'a'.repeat(64)}\n`, '', 'f'.repeat(64)])(
    'has no document %j',
    async (name) => {
      await expect(store.open(name)).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
    },
  );

  it('does not release bytes that are not what was filed', async () => {
    const { sha256 } = await store.put(parts(PDF), 'application/pdf');
    const altered = Buffer.from(PDF);
    altered[altered.length - 10] = 0x20;
    await writeFile(pathOf(sha256), altered);
    await expect(store.open(sha256)).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' });
    await writeFile(pathOf(sha256), Buffer.alloc(100_000));
    await expect(store.open(sha256)).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' });
  });

  it('gives back what was put, once, however often it was put', async () => {
    const first = await store.put(parts(PDF), 'application/pdf');
    const second = await store.put(parts(PDF, 1000), 'application/pdf');
    expect(second).toEqual(first);
    const opened = await store.open(first.sha256);
    expect(opened).toEqual({ ...first, mediaType: 'application/pdf', bytes: PDF });
    expect(await readdir(join(pathOf(first.sha256), '..'))).toEqual([first.sha256]);
  });

  it('sweeps what a dead process left, not what is being written', async () => {
    await store.sweep(0);
    for (const name of ['old', 'new']) await writeFile(join(directory, 'incoming', name), 'x');
    await utimes(join(directory, 'incoming', 'old'), 1000, 1000);
    await utimes(join(directory, 'incoming', 'new'), 9000, 9000);
    expect(await store.sweep(9_000_000)).toBe(1);
    expect(await readdir(join(directory, 'incoming'))).toEqual(['new']);
  });
});
