import { canonicalBytes } from '#libs/audit-log';
import type { TrustAnchor } from '#libs/federation';
import { Package, writePackage } from '#libs/seals';
import { makeArchiveContent } from '../../../test/support/case-archive.js';
import { newKey } from '../../../test/support/federation.js';
import {
  ARCHIVE_CHECKS,
  verifyArchive,
  writeArchive,
  type ArchiveContent,
  type ArchiveSigner,
} from './index.js';

type Files = Map<string, Uint8Array>;
let made: { content: ArchiveContent; signer: ArchiveSigner; anchors: TrustAnchor[] };
let archive: Uint8Array;
beforeAll(async () => {
  made = await makeArchiveContent();
  archive = await writeArchive(made.content, made.signer);
});

/** The package with its files edited, its manifest and seal as they were. */
async function repacked(edit: (files: Files) => void): Promise<Uint8Array> {
  const opened = Package.open(archive);
  const files: Files = new Map();
  for (const name of opened.names) files.set(name, (await opened.read(name))!);
  edit(files);
  return writePackage(files);
}
const verify = (bytes: Uint8Array) => verifyArchive(bytes, { anchors: made.anchors });
const failed = async (bytes: Uint8Array) =>
  (await verify(bytes)).checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
/** Sealed anew by whoever holds the maker's key: only what events and others signed can betray it. */
const remade = (edit: (content: ArchiveContent) => ArchiveContent) =>
  writeArchive(edit(made.content), made.signer);
const at = (files: Files, prefix: string): string =>
  [...files.keys()].find((name) => name.startsWith(prefix))!;
const flip = (bytes: Uint8Array, place: number): Uint8Array => {
  const copy = new Uint8Array(bytes);
  copy[place]! ^= 1;
  return copy;
};

it('passes every check that there is, each with its clause', async () => {
  const { verdict, checks, facts } = await verify(archive);
  expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  expect(verdict).toBe('whole');
  expect(checks.map(({ name }) => name)).toEqual(Object.keys(ARCHIVE_CHECKS));
  expect(facts.view?.state).toBe('approved');
  expect(facts.events.map(({ kind }) => kind).sort()).toEqual([
    'accept',
    'approve',
    'begin-review',
    'receive',
  ]);
});

it('is partial without an anchor, and says what that leaves open', async () => {
  const { verdict, checks } = await verifyArchive(archive);
  expect(verdict).toBe('partial');
  expect(checks.find(({ name }) => name === 'anchor')?.outcome).toBe('not-checked');
});

it('gives the same bytes for the same content', async () => {
  const { content, signer } = made;
  // ES256 draws a random number; what does not depend on it is the same.
  const strip = async (bytes: Uint8Array) => {
    const opened = Package.open(bytes);
    return Promise.all(
      opened.names
        .filter((name) => name !== 'manifest.jws')
        .map(async (name) => [name, Buffer.from((await opened.read(name))!).toString('hex')]),
    );
  };
  const shuffled = { ...content, files: content.files.toReversed(), events: content.events.toReversed() };
  expect(await strip(await writeArchive(shuffled, signer))).toEqual(await strip(archive));
});

describe('what was tampered with in the package is named', () => {
  it.each<[string, (files: Files) => void, string[]]>([
    [
      'a file changed by a bit',
      (f) => f.set(at(f, 'files/'), flip(f.get(at(f, 'files/'))!, 12)),
      ['digests', 'materials-held'],
    ],
    ['a file that nobody listed', (f) => f.set('files/extra.pdf', new Uint8Array(3)), ['listing']],
    [
      'an event taken away',
      (f) => f.delete(at(f, 'events/110000-00002')),
      ['listing', 'events-complete', 'fold'],
    ],
    [
      'the evidence changed',
      (f) => f.set(at(f, 'evidence/'), flip(f.get(at(f, 'evidence/'))!, 40)),
      ['digests'],
    ],
    ['no manifest', (f) => f.delete('manifest.json'), ['manifest-form']],
    ['another manifest', (f) => f.set('manifest.json', new Uint8Array(Buffer.from('{}'))), ['manifest-form']],
    [
      'a manifest that is not canonical',
      (f) =>
        f.set('manifest.json', new Uint8Array(Buffer.concat([f.get('manifest.json')!, Buffer.from('\n')]))),
      ['manifest-form'],
    ],
    ['no seal', (f) => f.delete('manifest.jws'), ['manifest-signature']],
    [
      'a manifest that says another state',
      (f) => {
        const manifest = JSON.parse(Buffer.from(f.get('manifest.json')!).toString()) as { state: string };
        f.set('manifest.json', canonicalBytes({ ...manifest, state: 'refused' }));
      },
      ['manifest-signature', 'fold'],
    ],
    [
      'a manifest that makes a material worth more',
      (f) => {
        const manifest = JSON.parse(Buffer.from(f.get('manifest.json')!).toString()) as {
          materials: { trust: string }[];
        };
        manifest.materials.find(({ trust }) => trust === 'D')!.trust = 'A';
        f.set('manifest.json', canonicalBytes(manifest));
      },
      ['manifest-signature', 'materials-stated'],
    ],
  ])('%s', async (_, edit, expected) => {
    const names = await failed(await repacked(edit));
    expect(names).toEqual(expect.arrayContaining(expected));
    expect(names.length).toBeGreaterThan(0);
  });
});

describe('what the maker itself falsified is betrayed by what others signed', () => {
  const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, place) => place !== index);
  it.each<[string, (content: ArchiveContent) => ArchiveContent, string[]]>([
    [
      'an event left out',
      (c) => ({ ...c, events: without(c.events, 1) }),
      ['events-complete', 'log-entries'],
    ],
    [
      'an event with another signature',
      (c) => {
        const [first, second] = c.events;
        return {
          ...c,
          events: [
            { ...first!, token: `${first!.token.slice(0, -8)}AAAAAAAA` },
            ...without(c.events, 0),
          ].filter(() => !!second),
        };
      },
      ['events-signed'],
    ],
    ['another form', (c) => ({ ...c, forms: [{ firmName: '另一家企业' }] }), []],
    [
      'a definition with other periods',
      (c) => ({
        ...c,
        matter: {
          ...c.matter!,
          clocks: { ...c.matter!.clocks, promised: { ...c.matter!.clocks.promised!, days: 90 } },
        },
      }),
      ['matter'],
    ],
    [
      'the decision left out',
      (c) => ({ ...c, files: c.files.filter(({ purpose }) => purpose !== 'result') }),
      ['materials-held'],
    ],
    [
      'a sheet for another file',
      (c) => ({
        ...c,
        files: c.files.map((file) =>
          file.purpose === 'sheet' ? { ...file, sheetOf: 'A'.repeat(43) } : file,
        ),
      }),
      ['sheets'],
    ],
    [
      'an entry of the log for another event',
      (c) => ({
        ...c,
        entries: c.entries.map((entry, index) => ({
          ...entry,
          event: c.entries[(index + 1) % c.entries.length]!.event,
        })),
      }),
      ['log-entries'],
    ],
    [
      'a proof of another entry',
      (c) => ({ ...c, entries: c.entries.map((entry) => ({ ...entry, proof: c.entries[0]!.proof! })) }),
      ['log-proofs'],
    ],
    [
      'evidence whose answer was changed',
      (c) => ({
        ...c,
        evidence: c.evidence.map(({ entry, bundle }) => ({
          entry,
          bundle: {
            ...bundle,
            tokens: { ...(bundle as { tokens: { request: string } }).tokens, answer: 'e30.e30.e30' },
          },
        })),
      }),
      ['evidence'],
    ],
  ])('%s', async (_, edit, expected) => {
    const { checks, verdict } = await verify(await remade(edit));
    const bad = checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
    if (expected.length === 0) expect(verdict).toBe('partial');
    else expect(bad).toEqual(expect.arrayContaining(expected));
    expect(verdict).not.toBe('whole');
  });

  it('a seal by somebody who is no party', async () => {
    const key = newKey();
    const { checks } = await verify(await writeArchive(made.content, { ...made.signer, key }));
    expect(checks.find(({ name }) => name === 'manifest-signature')).toMatchObject({
      outcome: 'failed',
      detail: 'JWS_KID_UNKNOWN',
    });
  });

  it('erased files are said to be, and leave it partial', async () => {
    const { checks, verdict } = await verify(
      await remade((c) => ({ ...c, files: c.files.map(({ bytes: _, ...file }) => file) })),
    );
    expect(checks.find(({ name }) => name === 'materials-held')?.outcome).toBe('not-checked');
    expect(verdict).toBe('partial');
  });
});

describe('a file from a stranger is read without trust', () => {
  it.each<[string, (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>]>([
    ['nothing', () => new Uint8Array()],
    ['no ZIP', () => new Uint8Array(Buffer.from('%PDF-1.7 '.repeat(100)))],
    ['cut short', (b) => b.subarray(0, b.length - 30)],
    ['bytes before', (b) => new Uint8Array(Buffer.concat([Buffer.from('MZ'), b]))],
    ['bytes behind', (b) => new Uint8Array(Buffer.concat([b, Buffer.from('x')]))],
    ['a path out of it', () => repacked((f) => f.set('../../etc/cron.d/x', new Uint8Array(1)))],
    ['a name twice but for case', () => repacked((f) => f.set('MANIFEST.JSON', new Uint8Array(1)))],
    ['a bomb', () => repacked((f) => f.set('files/bomb.pdf', new Uint8Array(80 << 20)))],
  ])('%s', async (_, spoil) => {
    const { verdict, checks } = await verify(await spoil(archive));
    expect(verdict).toBe('failed');
    expect(checks[0]).toMatchObject({
      name: 'package',
      outcome: 'failed',
      detail: expect.stringMatching(/^PACKAGE_/),
    });
  });

  it('a flipped bit is noticed, or changes nothing that anybody reads', async () => {
    const contents = async (bytes: Uint8Array) => {
      const opened = Package.open(bytes);
      return Promise.all(opened.names.map(async (name) => [name, await opened.read(name)]));
    };
    const original = await contents(archive);
    let noticed = 0;
    const step = Math.max(1, Math.floor(archive.length / 20));
    for (let place = 0; place < archive.length; place += step) {
      const spoilt = flip(archive, place);
      const { verdict } = await verify(spoilt);
      if (verdict === 'failed') noticed += 1;
      // Dates and attributes of a ZIP are nobody's word.
      else expect(await contents(spoilt)).toEqual(original);
    }
    expect(noticed).toBeGreaterThan(15);
  });
});
