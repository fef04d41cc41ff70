import {
  checkIssuer,
  type CertificateSummary,
  type IssuerOutcome,
  type SealSummary,
  type SignatureReport,
} from './index.js';

const CODE = '11110000MB0000001X';
const OTHER_CODE = '11120000MB00000029';
const NAME = '测试市市场监督管理局（样例）';
const SEAL = '11010000000001';
const issuer = { code: CODE, name: NAME };

const certificate = (changes: Partial<CertificateSummary> = {}): CertificateSummary => ({
  subject: 'CN=x',
  issuer: 'CN=y',
  commonName: SEAL,
  organisations: [CODE, NAME],
  serial: '1',
  notBefore: 0,
  notAfter: 1,
  fingerprint: '00',
  ...changes,
});
const seal = (id = SEAL): SealSummary => ({
  version: 'V4',
  id,
  name: NAME,
  type: 1,
  makerId: 'TEST',
  createdAt: 0,
  validFrom: 0,
  validUntil: 1,
  picture: { mediaType: 'image/png', bytes: new Uint8Array(), widthMm: 1, heightMm: 1 },
});
const signature = (changes: Partial<SignatureReport> = {}): SignatureReport => ({
  id: 'S1',
  kind: 'SES V4 seal',
  indication: 'TOTAL_PASSED',
  checks: [{ name: 'signature', outcome: 'passed', clause: 'x', decides: true }],
  pathChecks: [],
  signer: certificate(),
  seal: seal(),
  times: { judged: 0 },
  appearances: [],
  ...changes,
});
const ofSigner = (changes: Partial<CertificateSummary>): SignatureReport =>
  signature({ signer: certificate(changes) });
const compare = (...signatures: SignatureReport[]) => checkIssuer({ signatures }, issuer);
const wide = (text: string): string =>
  text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

describe('a signer that is not shown to be the issuer', () => {
  it.each<[string, readonly string[], IssuerOutcome, IssuerOutcome]>([
    ['names nobody', [], 'not-compared', 'not-compared'],
    ['names the code alone', [CODE], 'match', 'not-compared'],
    ['names the name alone', [NAME], 'not-compared', 'match'],
    ['is of another code', [OTHER_CODE, NAME], 'mismatch', 'match'],
    ['is of another name', [CODE, '测试市税务局'], 'match', 'mismatch'],
    ['names the issuer beside a second code', [CODE, NAME, OTHER_CODE], 'mismatch', 'match'],
    ['names the issuer beside a second name', [CODE, NAME, '某某公司'], 'match', 'mismatch'],
    [
      'names the issuer, and both again for somebody else',
      [CODE, NAME, `${OTHER_CODE}某某公司`],
      'mismatch',
      'mismatch',
    ],
    ['has the code at the beginning of a longer one', [`${CODE}0`, NAME], 'not-compared', 'mismatch'],
    ['has the code at the end of a longer one', [`0${CODE}`, NAME], 'not-compared', 'mismatch'],
    ['has the code within a sentence', [`USCC ${CODE} of`, NAME], 'not-compared', 'mismatch'],
    ['has a longer code and the name in one value', [`${CODE}9${NAME}`], 'not-compared', 'mismatch'],
    ['has the code in full-width characters', [wide(CODE), NAME], 'not-compared', 'mismatch'],
    ['has the code in small letters', [CODE.toLowerCase(), NAME], 'not-compared', 'mismatch'],
    ['has the code with a line break', [`${CODE}\n`, NAME], 'not-compared', 'mismatch'],
    ['has the name at the beginning of a longer one', [CODE, `${NAME}劳动服务公司`], 'match', 'mismatch'],
    ['has the name at the end of a longer one', [CODE, `某某${NAME}`], 'match', 'mismatch'],
    ['has a name with an invisible character', [CODE, NAME.replace('市', '市\u200b')], 'match', 'mismatch'],
    ['has a name of lookalikes', [CODE, NAME.replace('市', '巿')], 'match', 'mismatch'],
    ['has an empty organisation beside the name', [CODE, NAME, ''], 'match', 'mismatch'],
  ])('%s', (_name, organisations, code, name) => {
    const { outcome, decisive } = compare(ofSigner({ organisations }));
    expect(decisive?.checks.map((check) => [check.name, check.outcome])).toEqual([
      ['issuer-code', code],
      ['issuer-name', name],
      ['seal-number', 'match'],
    ]);
    expect(outcome).toBe([code, name].includes('mismatch') ? 'mismatch' : 'not-compared');
  });

  it.each([
    ['another number', '11010000000002'],
    ['a longer number', `${SEAL}0`],
    ['a number in full-width digits', wide(SEAL)],
    ['none', undefined],
    ['an empty one', ''],
  ])('holds the seal under %s as common name', (_name, commonName) => {
    const { commonName: _, ...rest } = certificate();
    const signer = commonName === undefined ? rest : { ...rest, commonName };
    const { outcome, decisive } = compare(signature({ signer }));
    expect(outcome).toBe('mismatch');
    expect(decisive?.checks[2]).toMatchObject({ name: 'seal-number', outcome: 'mismatch' });
  });

  it('is nobody: a document without a signature, a signature without a signer', () => {
    expect(compare()).toEqual({ outcome: 'not-compared', signatures: [] });
    const { signer: _, ...anonymous } = signature();
    expect(compare(anonymous).outcome).toBe('not-compared');
  });

  it.each([
    ['does not verify', [{ name: 'signature', outcome: 'failed', clause: 'x', decides: true }]],
    ['was not verified', [{ name: 'signature', outcome: 'not-checked', clause: 'x', decides: true }]],
    ['was not looked at', []],
  ] as [string, SignatureReport['checks']][])(
    'is only named: the issuer’s certificate beside a signature that %s',
    (_name, checks) => {
      const { outcome, decisive } = compare(signature({ checks }));
      expect(outcome).toBe('not-compared');
      expect(decisive?.checks.every((check) => check.outcome === 'not-compared')).toBe(true);
    },
  );

  it('is not made of two: the code of one, the name of the other', () => {
    const { outcome, signatures } = compare(
      ofSigner({ organisations: [CODE] }),
      signature({ id: 'S2', signer: certificate({ organisations: [NAME] }) }),
    );
    expect(outcome).toBe('not-compared');
    expect(signatures.map((one) => one.outcome)).toEqual(['not-compared', 'not-compared']);
  });

  it.each([
    ['no unified social credit code, but an area', { code: '110000', name: NAME }],
    ['nothing', { code: '', name: '' }],
  ])('cannot be compared with a licence whose issuer has %s', (_name, other) => {
    expect(checkIssuer({ signatures: [signature()] }, other).outcome).toBe('not-compared');
  });
});

describe('a signer that is the issuer', () => {
  it.each<[string, readonly string[]]>([
    ['code and name', [CODE, NAME]],
    ['name and code', [NAME, CODE]],
    ['both in one value', [`${CODE}${NAME}`]],
    ['both in one value, apart', [`${CODE} ${NAME}`]],
    ['the same twice', [CODE, NAME, `${CODE}${NAME}`]],
    ['half-width parentheses', [CODE, NAME.replace('（', '(').replace('）', ')')]],
    ['a space typed', [CODE, NAME.replace('（', ' （')]],
  ])('names %s', (_name, organisations) => {
    expect(compare(ofSigner({ organisations })).outcome).toBe('match');
  });

  it('needs no seal number where the signature has no seal', () => {
    const { seal: _, ...pades } = signature({ signer: certificate({ commonName: '测试' }) });
    const { outcome, decisive } = compare(pades);
    expect(outcome).toBe('match');
    expect(decisive?.checks[2]).toMatchObject({ outcome: 'not-compared' });
  });

  it('matches though a second seal is of somebody else, whose is told beside it', () => {
    const stranger = signature({ id: 'S0', signer: certificate({ organisations: [OTHER_CODE, '别的局'] }) });
    const { outcome, decisive, signatures } = compare(stranger, signature());
    expect(outcome).toBe('match');
    expect(decisive?.signature).toBe('S1');
    expect(signatures.map((one) => [one.signature, one.outcome])).toEqual([
      ['S0', 'mismatch'],
      ['S1', 'match'],
    ]);
  });
});
