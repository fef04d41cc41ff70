import fc from 'fast-check';
import { Refusal } from '#libs/errors';
import { makeSeal, Package } from '#libs/seals';
import { cpuTime } from '../../../test/support/cpu-time.js';
import { maker, sealContent, sealed, verify } from '../../../test/support/sealed-ofd.js';
import { repacked, SIGN } from '../../../test/support/sealed-variants.js';

/** How many inputs each property tries. `npm run fuzz` tries many, and others each time. */
const LONG = process.env['FUZZ_RUNS'];
const RUNS = Number(LONG ?? 120);
const SEED = LONG === undefined ? { seed: 20260101 } : {};
const TIMEOUT = 10_000 + RUNS * 60;
const LONGEST = 2000;

interface Outcome {
  passed: boolean;
  tookMs: number;
}

/** Anything but a refusal or a report is a defect, and lets the test fail. */
async function judge(bytes: Uint8Array): Promise<Outcome> {
  const started = cpuTime();
  try {
    const { indication } = await verify(bytes);
    return { passed: indication === 'TOTAL_PASSED', tookMs: cpuTime() - started };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { passed: false, tookMs: cpuTime() - started };
  }
}

/** Flipped bits, overwritten octets, a cut, a repeated or a lost stretch. */
function mutations(length: number): fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> {
  const at = fc.nat(length - 1);
  const flip = fc.tuple(at, fc.nat(7)).map(([place, bit]) => (bytes: Uint8Array) => {
    const copy = Uint8Array.from(bytes);
    copy[place] = (copy[place] ?? 0) ^ (1 << bit);
    return copy;
  });
  const overwrite = fc
    .tuple(at, fc.constantFrom(0, 1, 0x30, 0x7f, 0x80, 0x84, 0xff))
    .map(([place, octet]) => (bytes: Uint8Array) => {
      const copy = Uint8Array.from(bytes);
      copy[place] = octet;
      return copy;
    });
  const cut = at.map((place) => (bytes: Uint8Array) => bytes.slice(0, place));
  const repeat = fc.tuple(at, fc.integer({ min: 1, max: 64 })).map(
    ([place, size]) =>
      (bytes: Uint8Array) =>
        Uint8Array.from([...bytes.slice(0, place + size), ...bytes.slice(place)]),
  );
  const lose = fc.tuple(at, fc.integer({ min: 1, max: 64 })).map(
    ([place, size]) =>
      (bytes: Uint8Array) =>
        Uint8Array.from([...bytes.slice(0, place), ...bytes.slice(place + size)]),
  );
  return fc.oneof({ weight: 4, arbitrary: flip }, overwrite, cut, repeat, lose);
}

async function neverPasses(
  sound: Uint8Array,
  put: (part: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(mutations(sound.length), async (mutate) => {
      const changed = mutate(sound);
      fc.pre(Buffer.compare(changed, sound) !== 0);
      const { passed, tookMs } = await judge(await put(changed));
      expect(passed).toBe(false);
      expect(tookMs).toBeLessThan(LONGEST);
    }),
    { numRuns: RUNS, ...SEED },
  );
}

describe('spoiled bytes are refused or reported, never passed, and never take long', () => {
  it.each([
    `${SIGN}/SignedValue.dat`,
    `${SIGN}/Signature.xml`,
    `${SIGN}/Seal.esl`,
    'Doc_0/Signs/Signatures.xml',
    'Doc_0/Pages/Page_0/Content.xml',
    'OFD.xml',
  ])(
    '%s',
    async (name) => {
      const document = await sealed();
      const part = (await Package.open(document).read(name))!;
      await neverPasses(part, (changed) => repacked(document, (files) => void files.set(name, changed)));
    },
    TIMEOUT,
  );

  it(
    'a bare seal',
    async () => {
      await neverPasses(await makeSeal(sealContent(), maker), (changed) => changed);
    },
    TIMEOUT,
  );

  it(
    'a bare signed value',
    async () => {
      const value = (await Package.open(await sealed()).read(`${SIGN}/SignedValue.dat`))!;
      await neverPasses(value, (changed) => changed);
    },
    TIMEOUT,
  );

  it(
    'a package, which passes only where its files are as they were',
    async () => {
      const sound = await sealed();
      const contents = async (bytes: Uint8Array) => {
        const opened = Package.open(bytes);
        const files = await Promise.all(
          opened.names.map(async (name) => [name, await opened.read(name)] as const),
        );
        return files.map(([name, content]) => [name, Buffer.from(content ?? []).toString('base64')]);
      };
      const expected = await contents(sound);
      await fc.assert(
        fc.asyncProperty(mutations(sound.length), async (mutate) => {
          const changed = mutate(sound);
          const { passed, tookMs } = await judge(changed);
          if (passed) expect(await contents(changed)).toEqual(expected);
          expect(tookMs).toBeLessThan(LONGEST);
        }),
        { numRuns: RUNS * 2, ...SEED },
      );
    },
    TIMEOUT,
  );

  it(
    'noise behind every known beginning',
    async () => {
      const beginnings = ['PK\x03\x04', 'PK\x05\x06', '0\x82\x40\x00', '0\x80', '0\x06\x30\x04'];
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...beginnings),
          fc.uint8Array({ maxLength: 300 }),
          async (beginning, noise) => {
            const bytes = Buffer.concat([Buffer.from(beginning, 'latin1'), noise]);
            const { passed, tookMs } = await judge(new Uint8Array(bytes));
            expect(passed).toBe(false);
            expect(tookMs).toBeLessThan(LONGEST);
          },
        ),
        { numRuns: RUNS * 2, ...SEED },
      );
    },
    TIMEOUT,
  );
});
