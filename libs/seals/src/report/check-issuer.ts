import type { SignatureReport, ValidationReport } from './report.js';

/** `not-compared`: one of the two sides is missing, so nothing can be said; never read it as a match. */
export type IssuerOutcome = 'match' | 'mismatch' | 'not-compared';

export type IssuerCheckName =
  /** The signer's certificate carries, as an organisation (O), the unified social credit code of the issuer. */
  | 'issuer-code'
  /** It carries, as an organisation, the name of the issuer. */
  | 'issuer-name'
  /** Its common name (CN) is the number of the seal (esID). */
  | 'seal-number';

export interface IssuerCheck {
  name: IssuerCheckName;
  outcome: IssuerOutcome;
  detail: string;
}

/** Who a licence says has issued it: [ZZBFJGDM] and [ZZBFJG]. */
export interface LicenceIssuer {
  /** Unified social credit code; of another kind of code nothing can be compared. */
  code: string;
  name: string;
}

export interface SignerComparison {
  /** Id of the signature in the report. */
  signature: string;
  outcome: IssuerOutcome;
  checks: readonly IssuerCheck[];
}

export interface IssuerReport {
  /** `match` where one signature answers for all checks alone. */
  outcome: IssuerOutcome;
  /** The signature that decides; undefined where the document has none. */
  decisive?: SignerComparison;
  signatures: readonly SignerComparison[];
}

type Compared = Pick<ValidationReport, 'signatures'>;

/**
 * Compares who signed a document with who issued the licence that it belongs to. Government certificates carry
 * O = USCC and O = name (or both in one value), and CN = the number of the seal.
 *
 * This compares names and says nothing of whether they are proven: that is the report's indication, and only
 * `TOTAL_PASSED` together with `match` means that the issuer sealed the document. A code from one signer and a name
 * from another are no match, nor is a certificate that names several organisations, nor one that merely lies beside a
 * signature that is not its own.
 */
export function checkIssuer(report: Compared, issuer: LicenceIssuer): IssuerReport {
  const signatures = report.signatures.map((signature) => compare(signature, issuer));
  const decisive =
    signatures.find(({ outcome }) => outcome === 'match') ??
    signatures.find(({ outcome }) => outcome === 'mismatch') ??
    signatures[0];
  return decisive
    ? { outcome: decisive.outcome, decisive, signatures }
    : { outcome: 'not-compared', signatures };
}

function compare(signature: SignatureReport, issuer: LicenceIssuer): SignerComparison {
  const { signer, seal, id } = signature;
  if (!signer || !isSigners(signature)) {
    const detail = signer
      ? 'the signature is not shown to be of this certificate'
      : 'the signature names no signer';
    const checks = (['issuer-code', 'issuer-name', 'seal-number'] as const).map((name) =>
      check(name, 'not-compared', detail),
    );
    return { signature: id, outcome: 'not-compared', checks };
  }
  const { codes, names } = organisationsOf(signer.organisations);
  const code = codeCheck(codes, issuer.code);
  const name = nameCheck(names, issuer.name);
  const number = seal
    ? numberCheck(signer.commonName, seal.id)
    : check('seal-number', 'not-compared', 'a signature without a seal');
  const checks = [code, name, number];
  const matches = [code, name, ...(seal ? [number] : [])].every(({ outcome }) => outcome === 'match');
  const outcome = matches
    ? 'match'
    : checks.some((one) => one.outcome === 'mismatch')
      ? 'mismatch'
      : 'not-compared';
  return { signature: id, outcome, checks };
}

/** A certificate is the signer's only where the signature verifies with its key. */
function isSigners({ checks }: SignatureReport): boolean {
  const made = checks.filter(({ name }) => name === 'signature');
  return made.length > 0 && made.every(({ outcome }) => outcome === 'passed');
}

function codeCheck(codes: readonly string[], wanted: string): IssuerCheck {
  const name = 'issuer-code';
  const [found] = codes;
  if (!CODE.test(wanted))
    return check(name, 'not-compared', 'the issuer of the licence has no unified social credit code');
  if (found === undefined) return check(name, 'not-compared', 'the certificate names no code');
  if (codes.length > 1) return check(name, 'mismatch', `the certificate names ${codes.length} codes`);
  return found === wanted
    ? check(name, 'match', found)
    : check(name, 'mismatch', `the certificate names ${found}`);
}

function nameCheck(names: readonly string[], wanted: string): IssuerCheck {
  const name = 'issuer-name';
  const [found] = names;
  if (plain(wanted) === '') return check(name, 'not-compared', 'the licence names no issuer');
  if (found === undefined) return check(name, 'not-compared', 'the certificate names no organisation');
  if (names.length > 1) return check(name, 'mismatch', `the certificate names ${names.length} organisations`);
  return found === plain(wanted)
    ? check(name, 'match', found)
    : check(name, 'mismatch', `the certificate names ${found}`);
}

function numberCheck(commonName: string | undefined, sealId: string): IssuerCheck {
  const name = 'seal-number';
  if (commonName === undefined || commonName === '')
    return check(name, 'mismatch', 'the certificate has no common name');
  return commonName === sealId
    ? check(name, 'match', sealId)
    : check(name, 'mismatch', `the seal is ${sealId}, the certificate is of ${commonName}`);
}

/** Exactly 18 characters as GB 32100 spells a code, whatever its check character: compared is the text itself. */
const CODE = /^[0-9A-Z]{18}$/;
/** A code and a name in one value. What follows the code is no letter or digit, else it is a longer code. */
const CODE_AND_NAME = /^([0-9A-Z]{18})[ _-]?(\P{ASCII}.*)$/su;

/** Each value is a code, a name, or both; anything that is no code counts as a name, so that nothing is overlooked. */
function organisationsOf(values: readonly string[]): { codes: string[]; names: string[] } {
  const codes = new Set<string>();
  const names = new Set<string>();
  for (const value of values) {
    const both = CODE_AND_NAME.exec(value);
    if (CODE.test(value)) codes.add(value);
    else if (both?.[1] !== undefined && both[2] !== undefined) {
      codes.add(both[1]);
      names.add(plain(both[2]));
    } else names.add(plain(value));
  }
  return { codes: [...codes], names: [...names] };
}

/** Full-width forms of ASCII as their ASCII, since parentheses are typed either way; without white space. */
function plain(name: string): string {
  return name
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\s/gu, '');
}

function check(name: IssuerCheckName, outcome: IssuerOutcome, detail: string): IssuerCheck {
  return { name, outcome, detail };
}
