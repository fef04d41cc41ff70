import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import { sm2VerifierInPlace, Sm2Engine } from '#libs/pki';
import { validateBy, verifyDocument, type PathValidator, type ValidationReport } from '#libs/seals';

/**
 * PDFs from the tests of EU DSS, with what DSS, pdfsig and pyHanko say of each. Trust and revocation are left out of
 * the comparison: the roots of most files are gone, and the question is what each tool sees in the file itself.
 * Every disagreement stands in libs/seals/docs/dss-pades.md with its reason, and nothing else stands there.
 */
const corpus = join(process.env['CORPORA_DIR'] ?? '../shared/corpora', 'dss-pades');
const present = existsSync(corpus);
if (!present) console.warn('The PAdES files of EU DSS are absent: set CORPORA_DIR.');

type PyHanko = [kind: string, intact: boolean, coverage?: string, modification?: string, allowed?: boolean];
interface Expectation {
  file: string;
  dssIntegrity: 'valid' | 'invalid';
  dssReportsModification: boolean;
  pdfsig: string[];
  pyhanko: PyHanko[];
}

const now = Date.UTC(2026, 5, 1);
const sm2 = sm2VerifierInPlace(new Sm2Engine());

async function judge(file: string, paths: PathValidator): Promise<ValidationReport | string> {
  try {
    return await verifyDocument(readFileSync(join(corpus, file)), { now, sm2, paths });
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
}

const nobody = validateBy({ trust: { anchors: () => [] } }, { sm2 });

/** Trusts everybody: what passes under it passes on the strength of the file alone. */
const everybody: PathValidator = {
  async validate({ certificate }) {
    const checks = ['path-building', 'revocation'].map((name) => ({
      name,
      outcome: 'passed' as const,
      clause: '',
    }));
    return {
      outcome: 'passed',
      checks,
      path: [certificate],
      anchor: { name: 'anybody' },
      revocation: [{ status: 'good' }],
    };
  },
  async timestamp({ token, message }) {
    const verdict = await nobody.timestamp({ token, message, intermediates: [], at: token.info.time, now });
    const trust = new Set(['path-building', 'revocation', 'signer']);
    const checks = verdict.checks.map((check) =>
      trust.has(check.name) ? { ...check, outcome: 'passed' as const } : check,
    );
    const all = checks.some(({ name }) => name === 'revocation')
      ? checks
      : [...checks, { name: 'revocation', outcome: 'passed' as const, clause: '' }];
    const good = all.every(({ outcome }) => outcome === 'passed');
    return { ...verdict, checks: all, outcome: good ? 'passed' : 'failed' };
  },
};

interface Opinion {
  /** Every signature value and digest holds over an exact byte range. */
  intact: boolean;
  /** Something was done afterwards that a signer did not consent to. */
  modified: boolean;
}

function opinionOf(report: ValidationReport | string): Opinion {
  if (typeof report === 'string') return { intact: false, modified: false };
  const failing = (names: readonly string[]) =>
    report.signatures.some(({ checks }) =>
      checks.some(({ name, decides, outcome }) => decides && outcome !== 'passed' && names.includes(name)),
    );
  return {
    intact: !failing(['format', 'signature', 'integrity', 'coverage']),
    modified: report.signatures.some(({ checks }) =>
      checks.some(
        ({ name, decides, outcome }) => decides && outcome === 'failed' && name === 'later-modifications',
      ),
    ),
  };
}

const words = (opinion: Partial<Opinion>) =>
  [
    opinion.intact === undefined ? [] : [opinion.intact ? 'intact' : 'not intact'],
    opinion.modified === undefined ? [] : [opinion.modified ? 'modified' : 'not modified'],
  ]
    .flat()
    .join(', ');

/** What each tool claims; a member is left out where it makes no claim. */
function claims({
  dssIntegrity,
  dssReportsModification,
  pdfsig,
  pyhanko,
}: Expectation): Record<string, Partial<Opinion>> {
  const said = pdfsig.filter((line) => !line.includes('not yet been verified'));
  const judged = pyhanko.filter(([kind]) => kind === 'sig' || kind === 'ts');
  const crashed = pyhanko.some(([kind]) => kind === 'exc' || kind === 'readexc');
  const bad = judged.some(([, intact]) => !intact);
  return {
    'EU DSS': { intact: dssIntegrity === 'valid', modified: dssReportsModification },
    pdfsig: said.length === 0 ? {} : { intact: said.every((line) => line === 'Signature is Valid.') },
    pyHanko: {
      ...(crashed ? { intact: false } : judged.length > 0 ? { intact: !bad } : {}),
      ...(judged.some(([kind]) => kind === 'sig')
        ? { modified: judged.some(([kind, , , , allowed]) => kind === 'sig' && allowed === false) }
        : {}),
    },
  };
}

/** The table of the document: file, tool, what it says, what is said here. */
function table(): string[] {
  const text = readFileSync('libs/seals/docs/dss-pades.md', 'utf8');
  return [...text.matchAll(/^\| `([^`]+)` *\| ([^|]+)\| ([^|]+)\| ([^|]+)\| ([^|]+)\|$/gm)].map(
    ([, file, tool, theirs, ours, why]) => {
      expect([file, (why ?? '').trim().length > 5]).toEqual([file, true]);
      return [file, tool, theirs, ours].map((cell) => (cell ?? '').trim()).join(' | ');
    },
  );
}

(present ? describe : describe.skip)('the PAdES files of EU DSS', () => {
  const listed = () => JSON.parse(readFileSync(join(corpus, 'expectations.json'), 'utf8')) as Expectation[];

  it('are judged as others do, or the document says why not', async () => {
    const found: string[] = [];
    for (const expectation of listed()) {
      const ours = opinionOf(await judge(expectation.file, nobody));
      for (const [tool, theirs] of Object.entries(claims(expectation))) {
        const same = Object.entries(theirs).every(
          ([member, value]) => ours[member as keyof Opinion] === value,
        );
        const about = Object.fromEntries(
          Object.keys(theirs).map((member) => [member, ours[member as keyof Opinion]]),
        );
        if (!same) found.push([expectation.file, tool, words(theirs), words(about)].join(' | '));
      }
    }
    expect(found.sort()).toEqual(table().sort());
  });

  it('never pass while nobody is trusted', async () => {
    for (const { file } of listed()) {
      const report = await judge(file, nobody);
      expect([file, typeof report === 'string' ? report : report.indication]).not.toEqual([
        file,
        'TOTAL_PASSED',
      ]);
    }
  });

  it.each([
    'validation__pdf-byterange-overlap.pdf',
    'validation__pdf-signed-added-page.pdf',
    'validation__dss-2236__hide.pdf',
    'validation__dss-2236__annotation-and-visible-change.pdf',
    'validation__pdf-signed-out-of-byteRange.pdf',
    'validation__pdf-eof.pdf',
    'validation__pades-signed-annot-added.pdf',
    'validation__pades-signed-filled-form.pdf',
    'validation__pades-5-signatures-and-1-document-timestamp.pdf',
    'validation__pades-t-duplicated-doctst.pdf',
    'validation__Signature-P-HU_NET-2.pdf',
    'validation__dss-1420__PAdES-BpB-att-SHA256-SHA3_256withRSA.pdf',
    'validation__pades-unsupported-signature-algorithm.pdf',
    'validation__pades-bes-no-certificates.pdf',
    'validation__dss-818__Signature-P-IT_ADO-1 (HASH_FAILURE) (ECDSA).pdf',
    'sample.pdf',
  ])('%s does not pass though everybody is trusted', async (file) => {
    const report = await judge(file, everybody);
    expect(typeof report === 'string' ? report : report.indication).not.toBe('TOTAL_PASSED');
  });

  it('pass where they are sound and everybody is trusted', async () => {
    const passing = [];
    for (const { file } of listed()) {
      const report = await judge(file, everybody);
      if (typeof report !== 'string' && report.indication === 'TOTAL_PASSED') passing.push(file);
    }
    expect(passing.length).toBeGreaterThanOrEqual(26);
  });
});
