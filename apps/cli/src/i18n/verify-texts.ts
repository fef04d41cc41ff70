import type { CheckName, DocumentFormat, Indication, SubIndication } from '#libs/seals';

/** The words in which `tongban verify` reports. */
export interface VerifyTexts {
  /** The overall indication in plain words. */
  plain: Readonly<Record<Indication, string>>;
  unreadable: string;
  /** One word each, for tables. */
  short: Readonly<Record<Indication, string>>;
  because: Readonly<Record<SubIndication, string>>;
  checks: Readonly<Record<CheckName, string>>;
  formats: Readonly<Record<DocumentFormat, string>>;
  /** In words the marks of checks. */
  legend: string;
  labels: {
    file: string;
    format: string;
    result: string;
    signature(index: number, total: number): string;
    signer: string;
    organisation: string;
    certificate: string;
    serial: string;
    authority: string;
    trusted: string;
    notTrusted: string;
    algorithm: string;
    claimed: string;
    proven: string;
    judged: string;
    noTime: string;
    coverage: string;
    whole: string;
    notWhole: string;
    seal: string;
    sealMaker: string;
    sealValidity: string;
    picture: string;
    place: string;
    page(name: string): string;
    checks: string;
    forInformation: string;
    pathRules(passed: number, all: number): string;
    uncovered: string;
    notes: string;
    more(count: number): string;
    between: string;
    document: string;
    signatures: string;
    reason: string;
    /** Between a label and what it labels, in running text. */
    colon: string;
  };
  /** A remark of a check, which the libraries make in English, with its times as the report tells them. */
  remark(text: string): string;
  summary(counts: { passed: number; failed: number; indeterminate: number; unreadable: number }): string;
  others(count: number): string;
  links(count: number): string;
  nothing: string;
  progress: string;
  noTrust: string;
  trusted(anchors: number, crls: number): string;
  at(time: string): string;
  skipped(path: string, reason: string): string;
}
