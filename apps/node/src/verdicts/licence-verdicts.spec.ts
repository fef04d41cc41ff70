import { Refusal } from '#libs/errors';
import type { ValidationReport } from '#libs/seals';
import { LicenceVerdicts } from './licence-verdicts.js';
import { verdictsConfig, type VerdictsConfig } from './verdicts.config.js';

const passing: ValidationReport = {
  format: 'ofd',
  indication: 'TOTAL_PASSED',
  signatures: [],
  notes: [],
  uncovered: [],
};
const licence = (identifier: string, issuerCode = '11110000MB0000001X') => ({
  identifier,
  issuerName: '样例局',
  issuerCode,
});
const HASH = 'A'.repeat(43);

interface Job {
  settle: (report: ValidationReport) => void;
  fail: (error: unknown) => void;
}

/** Verdicts over a verifier that answers when it is told to, or at once. */
function setUp(config: Partial<VerdictsConfig> = {}, held = false) {
  let now = 1_000_000;
  let edition = 'e1';
  const jobs: Job[] = [];
  const opened: string[] = [];
  const reported: unknown[] = [];
  const asked: (readonly string[])[] = [];
  const digests = new Map([
    ['a', HASH],
    ['b', `${'B'.repeat(42)}A`],
    ['c', `${'C'.repeat(42)}A`],
  ]);
  let answer: () => Promise<ValidationReport> = () => Promise.resolve(passing);
  const verdicts = new LicenceVerdicts({
    verifications: {
      verify: () => (held ? new Promise((settle, fail) => jobs.push({ settle, fail })) : answer()),
      get trustEdition() {
        return edition;
      },
    },
    documents: {
      digests: async (identifiers) => {
        asked.push(identifiers);
        return new Map([...digests].filter(([identifier]) => identifiers.includes(identifier)));
      },
      open: async (sha256) => {
        opened.push(sha256);
        return new Uint8Array();
      },
    },
    config: { ...verdictsConfig.parse({}), ...config },
    clock: () => now,
    report: (error) => reported.push(error),
  });
  const far = () => now + 60_000;
  return {
    verdicts,
    jobs,
    opened,
    reported,
    asked,
    far,
    of: async (identifier: string, issuerCode?: string, deadline = far()) =>
      (await verdicts.ofLicences([licence(identifier, issuerCode)], deadline)).get(identifier),
    pass: (ms: number) => void (now += ms),
    trust: (next: string) => void (edition = next),
    answerWith: (next: () => Promise<ValidationReport>) => void (answer = next),
    now: () => now,
  };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a verdict that is not known in time', () => {
  it('is NOT_CHECKED and says so, and is known to whoever asks later', async () => {
    const { of, jobs, far } = setUp({ waitMs: 0 }, true);
    expect(await of('a')).toMatchObject({
      indication: 'NOT_CHECKED',
      code: 'DOCUMENT_VERDICT_PENDING',
      issuer: 'not-compared',
    });
    jobs[0]?.settle(passing);
    await turn();
    expect(await of('a', undefined, far())).toMatchObject({ indication: 'TOTAL_PASSED' });
    expect(jobs).toHaveLength(1);
  });

  it('is waited for no longer than half of the time that the lookup has', async () => {
    const { of, now } = setUp({ waitMs: 30_000 }, true);
    expect(await of('a', undefined, now() - 1)).toMatchObject({ code: 'DOCUMENT_VERDICT_PENDING' });
  });

  it('is NOT_CHECKED at once where too many wait', async () => {
    const { of, jobs } = setUp({ concurrent: 1, waiting: 1, waitMs: 0 }, true);
    await Promise.all([of('a'), of('b')]);
    expect(await of('c')).toMatchObject({ indication: 'NOT_CHECKED', code: 'OVERLOADED' });
    jobs[0]?.settle(passing);
    await turn();
    expect(jobs).toHaveLength(2);
  });
});

describe('what goes wrong with one document', () => {
  it.each([
    ['a refusal', () => new Refusal('DOCUMENT_DAMAGED'), 'DOCUMENT_DAMAGED', 0],
    ['a file that is not there', () => new Refusal('DOCUMENT_NOT_FOUND'), 'DOCUMENT_NOT_FOUND', 0],
    ['a full queue', () => new Refusal('OVERLOADED'), 'OVERLOADED', 0],
    ['a defect', () => new TypeError('x'), 'INTERNAL', 1],
  ])('spoils no lookup, is not remembered where it may pass: %s', async (_name, error, code, reports) => {
    const { of, answerWith, reported, opened } = setUp();
    answerWith(() => Promise.reject(error()));
    expect(await of('a')).toMatchObject({ indication: 'NOT_CHECKED', code });
    expect(reported).toHaveLength(reports);
    answerWith(() => Promise.resolve(passing));
    expect(await of('a')).toMatchObject({ indication: 'TOTAL_PASSED' });
    expect(opened).toHaveLength(2);
  });

  it('is remembered where it will not pass, so that a costly document is not tried each time', async () => {
    const { of, answerWith, opened } = setUp();
    answerWith(() => Promise.reject(new Refusal('PACKAGE_RATIO_TOO_HIGH')));
    await of('a');
    expect(await of('a')).toMatchObject({ indication: 'NOT_CHECKED', code: 'PACKAGE_RATIO_TOO_HIGH' });
    expect(opened).toHaveLength(1);
  });

  it('leaves the place to the next', async () => {
    const { verdicts, jobs, far } = setUp({ concurrent: 1 }, true);
    const both = verdicts.ofLicences([licence('a'), licence('b')], far());
    await turn();
    expect(jobs).toHaveLength(1);
    jobs[0]?.fail(new Refusal('DOCUMENT_DAMAGED'));
    await turn();
    expect(jobs).toHaveLength(2);
    jobs[1]?.settle(passing);
    const found = await both;
    expect([found.get('a')?.indication, found.get('b')?.indication]).toEqual(['NOT_CHECKED', 'TOTAL_PASSED']);
  });
});

describe('a verdict', () => {
  it('is made once, however many ask for it at the same time', async () => {
    const { of, jobs, opened } = setUp({}, true);
    const all = Promise.all(Array.from({ length: 20 }, () => of('a')));
    await turn();
    jobs[0]?.settle(passing);
    expect(new Set((await all).map((found) => found?.indication))).toEqual(new Set(['TOTAL_PASSED']));
    expect([jobs.length, opened.length]).toEqual([1, 1]);
  });

  it('is told again without opening the document, until its time is up', async () => {
    const { of, opened, pass } = setUp({ ttlSeconds: 10 });
    const first = await of('a');
    pass(9_999);
    expect(await of('a')).toEqual(first);
    expect(opened).toHaveLength(1);
    pass(1);
    expect((await of('a'))?.checkedAt).not.toBe(first?.checkedAt);
    expect(opened).toHaveLength(2);
  });

  it('is made anew for another edition of trust and for another issuer', async () => {
    const { of, opened, trust } = setUp();
    await of('a');
    trust('e2');
    expect((await of('a'))?.trustEdition).toBe('e2');
    await of('a', '11120000MB00000029');
    expect(opened).toHaveLength(3);
  });

  it('that trust overtook while it was made is told once', async () => {
    const { of, jobs, trust } = setUp({}, true);
    const first = of('a');
    await turn();
    trust('e2');
    jobs[0]?.settle(passing);
    expect((await first)?.trustEdition).toBe('e1');
    trust('e1');
    void of('a');
    await turn();
    expect(jobs).toHaveLength(2);
    jobs[1]?.settle(passing);
  });

  it('makes room for others: the one that was told longest ago goes', async () => {
    const { of, opened } = setUp({ cached: 2 });
    for (const identifier of ['a', 'b', 'a', 'c', 'a', 'b']) await of(identifier);
    expect(opened.map((sha256) => sha256[0])).toEqual(['A', 'B', 'C', 'B']);
  });

  it('of a page of licences asks the store once; a licence without a document has none', async () => {
    const { verdicts, asked, far } = setUp();
    const found = await verdicts.ofLicences([licence('a'), licence('none'), licence('b')], far());
    expect([...found.keys()]).toEqual(['a', 'b']);
    expect(asked).toEqual([['a', 'none', 'b']]);
  });
});
