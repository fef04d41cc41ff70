import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { LogFetcher } from '../fetcher.js';
import { leafHash } from '../hashing.js';
import { Frontier } from '../merkle/frontier.js';
import { cosign } from '../notes/cosignature.js';
import { signCheckpoint } from '../notes/checkpoint.js';
import { COSIGNATURE_V1, ED25519, noteSigner, noteVerifier } from '../notes/keys.js';
import { formatBundle, parseBundle } from '../tiles/bundle.js';
import { TILE_WIDTH, tileWidth } from '../tiles/paths.js';
import { placeOf } from './findings.js';
import { fsck, type FsckOptions } from './fsck.js';

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest();
const SIZE = 2_000; // seven full tiles, partial ones on two levels
const LARGE = 66_100; // full tiles on two levels, partial ones on three
const ORIGIN = 'node.example/log';
const keysOf = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
  return { raw, sign: (message: Uint8Array) => sign(null, message, privateKey) };
};
const log = keysOf();
const witness = keysOf();
const options: FsckOptions = {
  log: noteVerifier(ORIGIN, ED25519, log.raw),
  witnesses: [noteVerifier('witness.example/w', COSIGNATURE_V1, witness.raw)],
  sha256,
};

/** A published log in memory, which a test may spoil. */
class Published {
  readonly bundles = new Map<bigint, Uint8Array[]>();
  readonly tiles = new Map<string, Uint8Array>();
  note = '';

  static async of(size: number): Promise<Published> {
    const published = new Published();
    let hashes: Uint8Array[] = [];
    const frontier = Frontier.empty(sha256);
    for (let index = 0; index < size; index += 1) {
      const bytes = Buffer.from(`{"n":${index}}`);
      const bundle = BigInt(Math.floor(index / TILE_WIDTH));
      published.bundles.set(bundle, [...(published.bundles.get(bundle) ?? []), bytes]);
      const hash = leafHash(bytes, sha256);
      frontier.append(hash);
      hashes.push(hash);
    }
    for (let level = 0; hashes.length > 0; level += 1) {
      const above: Uint8Array[] = [];
      for (let at = 0; at < hashes.length; at += TILE_WIDTH) {
        const tile = hashes.slice(at, at + TILE_WIDTH);
        published.tiles.set(`${level}/${at / TILE_WIDTH}`, Buffer.concat(tile));
        if (tile.length === TILE_WIDTH) {
          const root = Frontier.empty(sha256);
          tile.forEach((hash) => root.append(hash));
          above.push(root.root());
        }
      }
      hashes = above;
    }
    const root = frontier.root();
    published.note = await signCheckpoint(
      { origin: ORIGIN, size: BigInt(size), root, extensions: [] },
      noteSigner(ORIGIN, ED25519, log.raw, log.sign),
    );
    const text = published.note.slice(0, published.note.lastIndexOf('\n\n') + 1);
    published.note += await cosign(
      text,
      1_700_000_000n,
      noteSigner('witness.example/w', COSIGNATURE_V1, witness.raw, witness.sign),
    );
    return published;
  }

  copy(): Published {
    const copy = new Published();
    for (const [key, entries] of this.bundles) copy.bundles.set(key, [...entries]);
    for (const [key, tile] of this.tiles) copy.tiles.set(key, Uint8Array.from(tile));
    copy.note = this.note;
    return copy;
  }

  get fetcher(): LogFetcher {
    return {
      checkpoint: async () => Buffer.from(this.note),
      tile: async (level, index) => {
        const tile = this.tiles.get(`${level}/${index}`);
        if (!tile) throw new Error('404');
        return tile;
      },
      entries: async (index) => {
        const entries = this.bundles.get(index);
        if (!entries) throw new Error('404');
        return entries.length === 0 ? new Uint8Array() : formatBundle(entries);
      },
    };
  }

  /** All entries in one row, cut into bundles again: how a log looks whose store has no gaps. */
  reflow(change: (entries: Uint8Array[]) => void): void {
    const all = [...this.bundles.values()].flat();
    change(all);
    this.bundles.clear();
    for (let at = 0; at < all.length; at += TILE_WIDTH) {
      this.bundles.set(BigInt(at / TILE_WIDTH), all.slice(at, at + TILE_WIDTH));
    }
  }

  entry(index: number, change: (bytes: Uint8Array) => Uint8Array): void {
    const bundle = this.bundles.get(BigInt(Math.floor(index / TILE_WIDTH)))!;
    bundle[index % TILE_WIDTH] = change(bundle[index % TILE_WIDTH]!);
  }
}

const flip = (bytes: Uint8Array, at: number) => {
  const copy = Uint8Array.from(bytes);
  copy[at]! ^= 1;
  return copy;
};
let whole: Published;
let large: Published;
beforeAll(async () => {
  whole = await Published.of(SIZE);
  large = await Published.of(LARGE);
});
async function findingsOf(spoil: (log: Published) => void, more: Partial<FsckOptions> = {}, log = whole) {
  const spoiled = log.copy();
  spoil(spoiled);
  const { findings } = await fsck(spoiled.fetcher, { ...options, ...more });
  return findings;
}

it.each([0, 1, 255, 256, 257, 600])('a whole log of %d entries has no finding', async (size) => {
  const published = await Published.of(size);
  const progress: bigint[] = [];
  const result = await fsck(published.fetcher, options, ({ done }) => progress.push(done));
  expect(result).toEqual({ size: BigInt(size), findings: [], isComplete: true });
  expect(progress.at(-1)).toBe(size === 0 ? undefined : BigInt(size));
});

it('a whole log of three levels has no finding, and is a continuation of its earlier heads', async () => {
  const known = await Promise.all(
    [1, 255, 256, 1000].map(async (size) => {
      const frontier = Frontier.empty(sha256);
      for (let index = 0; index < size; index += 1) {
        frontier.append(leafHash(Buffer.from(`{"n":${index}}`), sha256));
      }
      return { size: BigInt(size), root: frontier.root() };
    }),
  );
  expect(await findingsOf(() => undefined, { known }, large)).toEqual([]);
});

describe('an entry', () => {
  it.each([0, 255, 256, SIZE - 1])('%d with a flipped bit is named', async (index) => {
    expect(await findingsOf((log) => log.entry(index, (bytes) => flip(bytes, 3)))).toEqual([
      { kind: 'entry', what: 'altered', index: BigInt(index), culprit: 'entry' },
    ]);
  });

  it.each([0, 255, 300, 1_792, SIZE - 1])('%d removed from its bundle is one finding', async (index) => {
    expect(
      await findingsOf((log) => log.bundles.get(BigInt(Math.floor(index / 256)))!.splice(index % 256, 1)),
    ).toEqual([{ kind: 'entry', what: 'removed', index: BigInt(index) }]);
  });

  it.each([0, 300, 1_990])('%d removed with all others moved up is one finding', async (index) => {
    expect(await findingsOf((log) => log.reflow((all) => all.splice(index, 1)))).toEqual([
      { kind: 'entry', what: 'removed', index: BigInt(index) },
    ]);
  });

  it('removed together with its neighbours is named each', async () => {
    const findings = await findingsOf((log) => log.reflow((all) => all.splice(500, 3)));
    expect(findings.map(placeOf)).toEqual(['entry 500', 'entry 501', 'entry 502']);
  });

  it.each([0, 300, 1_990])('inserted before %d is one finding', async (index) => {
    const findings = await findingsOf((log) =>
      log.reflow((all) => all.splice(index, 0, Buffer.from('{"forged":true}'))),
    );
    // The last bundle of the signed size has room for what it was pushed out of.
    expect(findings[0]).toEqual({ kind: 'entry', what: 'inserted', index: BigInt(index) });
    expect(findings.slice(1)).toEqual([]);
  });

  it.each([
    [0, 1],
    [10, 200],
    [255, 256],
    [5, 1_900],
    [1_791, 1_793],
  ])('%d exchanged with %d is one finding', async (one, other) => {
    const findings = await findingsOf((log) =>
      log.reflow((all) => ([all[one], all[other]] = [all[other]!, all[one]!])),
    );
    expect(findings).toEqual([{ kind: 'entry', what: 'swapped', index: BigInt(one), other: BigInt(other) }]);
  });

  it('whose stored columns say something else is named with the column', async () => {
    const columns: FsckOptions['columns'] = ({ bundle, position }) =>
      bundle === 1n && position === 44 ? ['case_number', 'leaf'] : [];
    expect((await findingsOf(() => undefined, { columns })).map(placeOf)).toEqual([
      'column 300 case_number',
      'column 300 leaf',
    ]);
  });
});

describe('a tile', () => {
  it.each<[number, bigint, number]>([
    [0, 0n, 0],
    [0, 6n, 255],
    [0, 7n, 3],
    [1, 0n, 3],
    [0, 255n, 255],
    [0, 258n, 3],
    [1, 0n, 17],
    [1, 1n, 1],
    [2, 0n, 0],
  ])('level %d index %d with a flipped bit in hash %d is named', async (level, index, offset) => {
    const log = whole.tiles.has(`${level}/${index}`) && offset !== 17 ? whole : large;
    const findings = await findingsOf(
      (log) => {
        const key = `${level}/${index}`;
        log.tiles.set(key, flip(log.tiles.get(key)!, offset * 32 + 5));
      },
      {},
      log,
    );
    expect(findings).toContainEqual({ kind: 'tile', what: 'altered', level, tile: index, offset });
    expect(findings.filter(({ kind }) => kind === 'checkpoint')).toEqual([]);
    // The entry beside it is not to blame.
    expect(findings.filter((finding) => finding.kind === 'entry' && finding.what !== 'altered')).toEqual([]);
    expect(findings).not.toContainEqual(expect.objectContaining({ culprit: 'entry' }));
  });

  it.each(['0/3', '1/0', '1/1', '2/0'])('%s that is missing is named, the rest is read', async (key) => {
    const [level, tile] = key.split('/');
    const log = whole.tiles.has(key) ? whole : large;
    expect(await findingsOf((spoiled) => spoiled.tiles.delete(key), {}, log)).toContainEqual({
      kind: 'tile',
      what: 'missing',
      level: Number(level),
      tile: BigInt(tile!),
    });
  });

  it('that is cut short is named', async () => {
    expect(await findingsOf((log) => log.tiles.set('0/3', new Uint8Array(32 * 255)))).toEqual([
      { kind: 'tile', what: 'malformed', level: 0, tile: 3n },
    ]);
  });
});

describe('a bundle', () => {
  it('that is missing is named, and nothing else', async () => {
    expect(await findingsOf((log) => log.bundles.delete(7n))).toEqual([
      { kind: 'bundle', what: 'missing', bundle: 7n },
    ]);
    expect(await findingsOf((log) => log.bundles.set(7n, []))).toEqual([
      { kind: 'bundle', what: 'missing', bundle: 7n },
    ]);
  });

  it('that cannot be read is named', async () => {
    const spoiled = whole.copy();
    const entries = (index: bigint, width: number) =>
      index === 7n ? Promise.resolve(Uint8Array.of(9, 9, 9)) : spoiled.fetcher.entries(index, width);
    const { findings } = await fsck({ ...spoiled.fetcher, entries }, options);
    expect(findings).toEqual([{ kind: 'bundle', what: 'malformed', bundle: 7n }]);
  });
});

describe('a checkpoint', () => {
  const other = keysOf();

  it.each<[string, (note: string) => string, object]>([
    ['of another size', (note) => note.replace('\n300\n', '\n299\n'), { what: 'signature' }],
    [
      'with another root',
      (note) =>
        note.replace(
          /\n([A-Za-z0-9+/]{43})=\n/,
          (_, root: string) => `\n${[...root.slice(1), 'A'].join('')}=\n`,
        ),
      { what: 'signature' },
    ],
    ['of another origin', (note) => note.replace(ORIGIN, 'other.example/log'), { what: 'origin' }],
    ['without its signature', (note) => note.replace(/— node\.example\/log.*\n/u, ''), { what: 'signature' }],
    ['with trailing bytes', (note) => `${note}x`, { what: 'malformed' }],
    ['with CRLF', (note) => note.replaceAll('\n', '\r\n'), { what: 'malformed' }],
    [
      'with another time in the cosignature',
      (note) => note.replace(/AAAA/, 'AAAB'),
      { what: 'cosignature', hint: 'witness.example/w' },
    ],
  ])('%s is named', async (_, change, finding) => {
    const small = await Published.of(300);
    small.note = change(small.note);
    const { findings } = await fsck(small.fetcher, { ...options, findingsMax: 5 });
    expect(findings[0]).toMatchObject({ kind: 'checkpoint', ...finding });
  });

  it('of a tree that is not this one is named though its signature is right', async () => {
    const small = await Published.of(300);
    small.note = await signCheckpoint(
      { origin: ORIGIN, size: 300n, root: new Uint8Array(32), extensions: [] },
      noteSigner(ORIGIN, ED25519, log.raw, log.sign),
    );
    expect((await fsck(small.fetcher, options)).findings).toEqual([{ kind: 'checkpoint', what: 'root' }]);
  });

  it('signed by another key of the same name is named', async () => {
    const small = await Published.of(3);
    const log2 = noteVerifier(ORIGIN, ED25519, other.raw);
    expect((await fsck(small.fetcher, { ...options, log: log2 })).findings).toEqual([
      { kind: 'checkpoint', what: 'signature' },
    ]);
  });

  it('that a witness saw and the log no longer continues is named', async () => {
    const known = [
      { size: 300n, root: new Uint8Array(32) },
      { size: BigInt(SIZE + 1), root: new Uint8Array(32) },
    ];
    expect(await findingsOf(() => undefined, { known })).toEqual([
      { kind: 'known-checkpoint', what: 'beyond', size: BigInt(SIZE + 1) },
      { kind: 'known-checkpoint', what: 'root', size: 300n },
    ]);
  });
});

it('several faults at once are all named', async () => {
  const findings = await findingsOf((log) => {
    log.entry(10, (bytes) => flip(bytes, 0));
    log.bundles.get(2n)!.splice(5, 1);
    log.tiles.set('0/4', flip(log.tiles.get('0/4')!, 0));
    log.bundles.delete(6n);
  });
  expect(findings.map(placeOf).toSorted()).toEqual(
    ['entry 10', 'entry 517', 'entry 1024', 'tile 0/4 #0', 'bundle 6'].toSorted(),
  );
});

it('a log that is wrong throughout is not read to its end', async () => {
  const result = await findingsResult();
  expect(result.isComplete).toBe(false);
  expect(result.findings.length).toBeLessThan(1000);
});

async function findingsResult() {
  const spoiled = large.copy();
  spoiled.reflow((all) => all.forEach((bytes, at) => (all[at] = flip(bytes, 0))));
  return fsck(spoiled.fetcher, options);
}

it('bundles are read back as written', () => {
  expect(parseBundle(formatBundle(whole.bundles.get(0n)!))).toHaveLength(256);
  expect(tileWidth(0, 7n, BigInt(SIZE))).toBe(SIZE - 7 * 256);
});
