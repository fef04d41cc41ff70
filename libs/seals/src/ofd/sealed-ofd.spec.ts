import { createHash } from 'node:crypto';
import { makeSeal, Package, type ValidationReport, type VerifyOptions } from '#libs/seals';
import {
  DAY,
  holder,
  maker,
  NOW,
  otherRoot,
  plainOfd,
  SEALED_AT,
  sealContent,
  sealed,
  START,
  trusting,
  verify,
} from '../../../../test/support/sealed-ofd.js';
import {
  bytesOf,
  repacked,
  replace,
  resigned,
  SIGN,
  textOf,
} from '../../../../test/support/sealed-variants.js';

/** Verdict and the names of the deciding checks that did not pass. */
function verdict(report: ValidationReport, index?: number): string {
  const { indication, subIndication } = index === undefined ? report : report.signatures[index]!;
  return subIndication === undefined ? indication : `${indication} ${subIndication}`;
}
function notPassed(report: ValidationReport, index = 0): string[] {
  const checks = report.signatures[index]?.checks ?? [];
  return [
    ...new Set(checks.filter((c) => c.decides && c.outcome !== 'passed').map(({ name }) => name)),
  ].sort();
}

const otherSigner = holder('thief', { serial: 12n });
const sealedWith = async (content: Parameters<typeof sealContent>[0]) =>
  sealed({ seal: await makeSeal(sealContent(content), maker) });
const sealedBy = async (signer: ReturnType<typeof holder>) =>
  sealed({ signer, seal: await makeSeal(sealContent({ signers: [signer.certificate] }), maker) });

type Case = [
  rule: string,
  verdict: string,
  failing: string[],
  make: () => Promise<Uint8Array>,
  options?: Partial<VerifyOptions>,
];

const PAGE = 'Doc_0/Pages/Page_0/Content.xml';

describe('a sealed OFD is not passed where', () => {
  const cases: Case[] = [
    [
      'a page was altered after sealing',
      'TOTAL_FAILED HASH_FAILURE',
      ['integrity', 'later-modifications'],
      async () =>
        repacked(await sealed(), (files) => replace(files, PAGE, '<ofd:Content/>', '<ofd:Content />')),
    ],
    [
      'a signed file was taken out',
      'TOTAL_FAILED HASH_FAILURE',
      ['integrity', 'later-modifications'],
      async () => repacked(await sealed(), (files) => void files.delete(PAGE)),
    ],
    [
      'a file was added that nothing covers',
      'INDETERMINATE SIG_CONSTRAINTS_FAILURE',
      ['coverage'],
      async () => repacked(await sealed(), (files) => void files.set('Doc_0/Annots/a.xml', bytesOf('<a/>'))),
    ],
    [
      'Signature.xml was swapped for one of another document',
      'TOTAL_FAILED HASH_FAILURE',
      ['integrity'],
      async () => {
        const changed = await repacked(plainOfd(), (files) => replace(files, PAGE, 'Content', 'Content '));
        const other = Package.open(await sealed({}, changed));
        const xml = (await other.read(`${SIGN}/Signature.xml`))!;
        return repacked(changed, async (files) => {
          for (const [name, content] of await filesOf(await sealed())) {
            if (!files.has(name)) files.set(name, content);
          }
          const own = await filesOf(await sealed());
          files.set('OFD.xml', own.get('OFD.xml')!);
          files.set(`${SIGN}/Signature.xml`, xml);
        });
      },
    ],
    [
      'the picture inside of the signed value was changed',
      'TOTAL_FAILED HASH_FAILURE',
      ['seal-maker-signature', 'seal-same', 'signature'],
      async () => repacked(await sealed(), (files) => flip(files, `${SIGN}/SignedValue.dat`, 'IDAT')),
    ],
    [
      'the seal beside the signature is another one',
      'TOTAL_FAILED HASH_FAILURE',
      ['integrity', 'later-modifications', 'seal-same'],
      async () => repacked(await sealed(), (files) => flip(files, `${SIGN}/Seal.esl`, 'IDAT')),
    ],
    [
      "the seal's period was over",
      'TOTAL_FAILED EXPIRED',
      ['seal-validity'],
      () => sealedWith({ validUntil: SEALED_AT - DAY }),
    ],
    [
      "the seal's period had not begun",
      'TOTAL_FAILED NOT_YET_VALID',
      ['seal-validity'],
      () => sealedWith({ validFrom: SEALED_AT + DAY }),
    ],
    [
      "the seal's period ends before it begins",
      'TOTAL_FAILED FORMAT_FAILURE',
      ['seal-structure', 'seal-validity'],
      () => sealedWith({ validFrom: SEALED_AT + DAY, validUntil: SEALED_AT - DAY }),
    ],
    [
      'the signer is not in the list of the seal',
      'TOTAL_FAILED SIG_CONSTRAINTS_FAILURE',
      ['seal-signer-listed'],
      () => sealed({ signer: otherSigner }),
    ],
    [
      'the list of the seal is empty',
      'TOTAL_FAILED SIG_CONSTRAINTS_FAILURE',
      ['seal-signer-listed'],
      () => sealedWith({ signers: [] }),
    ],
    [
      'the root is not trusted',
      'INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND',
      ['path', 'revocation', 'seal-maker-certificate'],
      () => sealed(),
      { paths: trusting([], [otherRoot]) },
    ],
    [
      'signer and maker are of an authority of their own',
      'INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND',
      ['path', 'revocation', 'seal-maker-certificate'],
      async () => {
        const signer = holder('signer', { by: otherRoot });
        const content = sealContent({ signers: [signer.certificate] });
        const seal = await makeSeal(content, holder('maker', { by: otherRoot, serial: 11n }));
        return sealed({ signer, seal });
      },
    ],
    [
      'only the maker is of an authority of his own',
      'INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND',
      ['seal-maker-certificate'],
      async () => sealed({ seal: await makeSeal(sealContent(), holder('maker', { by: otherRoot })) }),
    ],
    [
      'the signer was revoked before',
      'TOTAL_FAILED REVOKED',
      ['revocation'],
      () => sealed(),
      { paths: trusting([{ serial: 10n, at: SEALED_AT - DAY }]) },
    ],
    [
      'the signer was revoked since, and nothing proves the time',
      'INDETERMINATE REVOKED_NO_POE',
      ['revocation'],
      () => sealed(),
      { paths: trusting([{ serial: 10n, at: SEALED_AT + DAY }]) },
    ],
    [
      'the maker was revoked',
      'INDETERMINATE REVOKED_CA_NO_POE',
      ['seal-maker-certificate'],
      () => sealed(),
      { paths: trusting([{ serial: 11n, at: SEALED_AT }]) },
    ],
    [
      'the revocation lists are too old',
      'INDETERMINATE TRY_LATER',
      ['revocation', 'seal-maker-certificate'],
      () => sealed(),
      { now: NOW + 3 * DAY },
    ],
    [
      'the signer has expired since, and nothing proves the time',
      'INDETERMINATE OUT_OF_BOUNDS_NO_POE',
      ['revocation', 'time'], // lists do not speak of certificates that have expired
      () => sealedBy(holder('signer', { notAfter: SEALED_AT + DAY })),
    ],
    [
      'the signer had expired',
      'TOTAL_FAILED EXPIRED',
      ['path', 'revocation', 'time'],
      () => sealedBy(holder('signer', { notAfter: SEALED_AT - DAY })),
    ],
    [
      'the signer was not certified yet',
      'TOTAL_FAILED NOT_YET_VALID',
      ['time'],
      () => sealedBy(holder('signer', { notBefore: SEALED_AT + DAY })),
    ],
    [
      'the signing time lies in the future',
      'INDETERMINATE SIG_CONSTRAINTS_FAILURE',
      ['time'],
      () => sealed({ at: NOW + DAY }),
    ],
    [
      'files are digested by MD5, for want of a CheckMethod',
      'INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE',
      ['cryptographic-constraints', 'integrity', 'later-modifications'],
      async () => resigned(await sealed(), (xml) => xml.replace(/ CheckMethod="[^"]*"/, '')),
    ],
    [
      'files are digested by SHA-1',
      'INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE',
      ['cryptographic-constraints', 'integrity', 'later-modifications'],
      async () => resigned(await sealed(), (xml) => xml.replace(/CheckMethod="[^"]*"/, 'CheckMethod="SHA1"')),
    ],
    [
      'SM3 is said where Z_A would have been digested too',
      'TOTAL_FAILED HASH_FAILURE',
      ['integrity', 'later-modifications'],
      async () =>
        resigned(await sealed(), (xml) => xml.replace('1.2.156.10197.1.401', '1.2.156.10197.1.401.2')),
    ],
    [
      'a page is not among what was signed',
      'INDETERMINATE SIG_CONSTRAINTS_FAILURE',
      ['coverage'],
      async () => resigned(await sealed(), (xml) => xml.replace(reference(PAGE), '')),
    ],
    [
      'OFD.xml, not covered, leads to another document',
      'INDETERMINATE SIG_CONSTRAINTS_FAILURE',
      ['coverage'],
      async () => {
        const open = await resigned(await sealed(), (xml) => xml.replace(reference('OFD.xml'), ''));
        return repacked(open, (files) => {
          files.set('Doc_1/Document.xml', bytesOf('<a/>'));
          replace(files, 'OFD.xml', 'Doc_0/Document.xml', 'Doc_1/Document.xml');
        });
      },
    ],
    [
      'OFD.xml, not covered, leads to a file that the signature covers but not as a document',
      'INDETERMINATE SIG_CONSTRAINTS_FAILURE',
      ['coverage'],
      async () => {
        const open = await resigned(await sealed(), (xml) => xml.replace(reference('OFD.xml'), ''));
        return repacked(open, (files) => replace(files, 'OFD.xml', 'Doc_0/Document.xml', PAGE));
      },
    ],
    [
      'Signature.xml has two lists of references',
      'TOTAL_FAILED FORMAT_FAILURE',
      ['format'],
      async () =>
        resigned(await sealed(), (xml) => xml.replace(/<ofd:References.*<\/ofd:References>/, '$&$&')),
    ],
    [
      'a file is referenced twice',
      'TOTAL_FAILED FORMAT_FAILURE',
      ['format'],
      async () => resigned(await sealed(), (xml) => xml.replace(reference(PAGE), '$&$&')),
    ],
    [
      'Signature.xml declares an entity',
      'TOTAL_FAILED FORMAT_FAILURE',
      ['format'],
      async () => resigned(await sealed(), (xml) => xml.replace('\n', '\n<!DOCTYPE a [<!ENTITY b "c">]>')),
    ],
    [
      'the signed value is missing',
      'TOTAL_FAILED FORMAT_FAILURE',
      ['format'],
      async () => repacked(await sealed(), (files) => void files.delete(`${SIGN}/SignedValue.dat`)),
    ],
    [
      'bytes follow the signed value',
      'TOTAL_FAILED FORMAT_FAILURE',
      ['format'],
      async () =>
        repacked(await sealed(), (files) => {
          const value = files.get(`${SIGN}/SignedValue.dat`)!;
          files.set(`${SIGN}/SignedValue.dat`, new Uint8Array([...value, 0]));
        }),
    ],
    [
      'the list gives the signature a type that is not known',
      'TOTAL_FAILED FORMAT_FAILURE',
      ['format'],
      async () => repacked(await sealed(), (files) => replace(files, LIST, 'Type="Seal"', 'Type="Stamp"')),
    ],
    [
      'a seal is said to be a digital signature',
      'TOTAL_FAILED FORMAT_FAILURE',
      ['format'],
      async () => repacked(await sealed(), (files) => replace(files, LIST, 'Type="Seal"', 'Type="Sign"')),
    ],
  ];

  it.each(cases)('%s: %s', async (...[, expected, failing, make, options]) => {
    const report = await verify(await make(), options);
    expect([verdict(report), notPassed(report).filter((name) => known(failing, name))]).toEqual([
      expected,
      failing,
    ]);
    if (!failing.includes('format')) expect(notPassed(report)).toEqual(failing);
  });

  it('it has no signature, or its list names none any more', async () => {
    expect(verdict(await verify(plainOfd()))).toBe('INDETERMINATE NO_SIGNATURE_FOUND');
    const emptied = await repacked(await sealed(), (files) =>
      replace(files, LIST, /<ofd:Signature [^>]*>/, ''),
    );
    const report = await verify(emptied);
    expect(verdict(report)).toBe('INDETERMINATE NO_SIGNATURE_FOUND');
    expect(report.uncovered).toContain(`${SIGN}/SignedValue.dat`);
  });
});

const LIST = 'Doc_0/Signs/Signatures.xml';
const reference = (file: string) => new RegExp(`<ofd:Reference FileRef="/${file}">.*?</ofd:Reference>`);
/** After a failure of the format, nothing else is reached. */
const known = (failing: string[], name: string) => !failing.includes('format') || name === 'format';

function flip(files: Map<string, Uint8Array>, name: string, after: string): void {
  const bytes = Buffer.from(files.get(name)!);
  const at = bytes.indexOf(after, 0, 'latin1') + after.length;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  files.set(name, new Uint8Array(bytes));
}

async function filesOf(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  await repacked(bytes, (all) => all.forEach((content, name) => files.set(name, content)));
  return files;
}

describe('a hostile OFD is refused as a whole where', () => {
  it.each<[string, string, () => Promise<Uint8Array>]>([
    [
      'OFD.xml declares an entity',
      'XML_DOCTYPE_REFUSED',
      async () => repacked(await sealed(), (files) => replace(files, 'OFD.xml', '\n', '\n<!DOCTYPE a>')),
    ],
    [
      'a location leads out of the package',
      'PACKAGE_PATH_ESCAPE',
      async () =>
        repacked(await sealed(), (files) => replace(files, LIST, /BaseLoc="[^"]*"/, 'BaseLoc="/../x"')),
    ],
    [
      'a reference leads out of the package',
      'PACKAGE_PATH_ESCAPE',
      async () => resigned(await sealed(), (xml) => xml.replace(`/${PAGE}`, '../../../../etc/passwd')),
    ],
    [
      'a signature is listed twice',
      'OFD_MALFORMED',
      async () => repacked(await sealed(), (files) => replace(files, LIST, /<ofd:Signature [^>]*>/, '$&$&')),
    ],
    [
      'there are thousands of signatures',
      'OFD_MALFORMED',
      async () =>
        repacked(await sealed(), (files) => {
          const many = Array.from({ length: 1000 }, (_, n) => `<ofd:Signature ID="x${n}" BaseLoc="/x${n}"/>`);
          replace(files, LIST, '</ofd:Signatures>', `${many.join('')}</ofd:Signatures>`);
        }),
    ],
    [
      'the signatures together hold more than can be looked at in time',
      'OFD_MALFORMED',
      async () =>
        repacked(await sealed(), (files) => {
          const xml = textOf(files.get(`${SIGN}/Signature.xml`));
          const many = Array.from({ length: 17 }, (_, n) => {
            const filling = createHash('shake256', { outputLength: 800_000 }).update(`${n}`).digest('base64');
            files.set(`s/${n}`, bytesOf(`${xml}<!--${filling}-->`));
            return `<ofd:Signature ID="x${n}" BaseLoc="/s/${n}"/>`;
          });
          replace(files, LIST, '</ofd:Signatures>', `${many.join('')}</ofd:Signatures>`);
        }),
    ],
    [
      'there is no OFD.xml',
      'OFD_MALFORMED',
      async () => repacked(await sealed(), (files) => void files.delete('OFD.xml')),
    ],
    [
      'the namespace is not that of OFD',
      'OFD_MALFORMED',
      async () =>
        repacked(await sealed(), (files) =>
          replace(files, 'OFD.xml', 'http://www.ofdspec.org/2016', 'urn:x'),
        ),
    ],
  ])('%s: %s', async (_, code, make) => {
    await expect(verify(await make())).rejects.toMatchObject({ code });
  });
});

describe('a sealed OFD', () => {
  it('passes with every check, and tells of signer, authority, seal and coverage', async () => {
    const report = await verify(await sealed());
    expect(report).toMatchObject({ format: 'ofd', indication: 'TOTAL_PASSED', uncovered: [], notes: [] });
    const [signature] = report.signatures;
    expect(notPassed(report)).toEqual([]);
    expect(signature).toMatchObject({
      id: 's1',
      kind: 'OFD seal (SES V4)',
      signer: { commonName: '11010000000001', organisations: ['11110000MB0000001X', '测试市政务服务局'] },
      authority: { name: 'CN=测试根CA,C=CN', trusted: true },
      times: { claimed: SEALED_AT, judged: NOW },
      seal: { version: 'V4', id: '11010000000001', picture: { mediaType: 'image/png', widthMm: 40 } },
      appearances: [{ page: '1', boundary: '120 200 40 40' }],
      coverage: { whole: true, uncovered: [] },
    });
    expect(signature?.pathChecks.length).toBeGreaterThan(10);
    expect(signature?.checks.find(({ name }) => name === 'seal-holder')?.outcome).toBe('passed');
  });

  it('passes where only OFD.xml is left out, and says so', async () => {
    const report = await verify(
      await resigned(await sealed(), (xml) => xml.replace(reference('OFD.xml'), '')),
    );
    expect(verdict(report)).toBe('TOTAL_PASSED');
    expect(report.uncovered).toEqual(['OFD.xml']);
    expect(report.signatures[0]?.coverage?.whole).toBe(false);
  });

  it('passes with two seals; the later one changes the list that the first has signed', async () => {
    const report = await verify(await sealed({ at: SEALED_AT + DAY }, await sealed()));
    expect([0, 1].map((index) => verdict(report, index))).toEqual(['TOTAL_PASSED', 'TOTAL_PASSED']);
    const taken = await repacked(await sealed({}, await sealed()), (files) =>
      replace(files, LIST, /<ofd:Signature ID="s2"[^>]*>/, ''),
    );
    expect(verdict(await verify(taken))).toBe('INDETERMINATE SIG_CONSTRAINTS_FAILURE');
  });

  it('passes no more where one of its seals does not', async () => {
    const thief = await sealed({ signer: otherSigner }, await sealed());
    const report = await verify(thief);
    expect([0, 1].map((index) => verdict(report, index))).toEqual([
      'TOTAL_PASSED',
      'TOTAL_FAILED SIG_CONSTRAINTS_FAILURE',
    ]);
    expect(verdict(report)).toBe('TOTAL_FAILED SIG_CONSTRAINTS_FAILURE');
    const changed = await repacked(await sealed({}, await sealed()), (files) =>
      replace(files, PAGE, '<ofd:Content/>', ''),
    );
    const both = await verify(changed);
    expect([0, 1].map((index) => verdict(both, index))).toEqual(Array(2).fill('TOTAL_FAILED HASH_FAILURE'));
  });

  it('does not pass where a false later signature claims a file that nothing covers as its own', async () => {
    const claimed = await repacked(await sealed(), (files) => {
      files.set('Doc_0/Annots/a.xml', bytesOf('<a/>'));
      replace(
        files,
        LIST,
        '</ofd:Signatures>',
        '<ofd:Signature ID="s2" BaseLoc="/Doc_0/Annots/a.xml"/></ofd:Signatures>',
      );
    });
    const report = await verify(claimed);
    expect(verdict(report, 1)).toBe('TOTAL_FAILED FORMAT_FAILURE');
    expect(report.indication).toBe('TOTAL_FAILED');
  });

  it('is judged for the instant that is asked about', async () => {
    const report = await verify(await sealed(), { now: START - 400 * DAY });
    expect(report.indication).not.toBe('TOTAL_PASSED');
  });
});
