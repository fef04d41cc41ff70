import type { CheckName, Indication, SubIndication } from '#libs/seals';
import type { Spoiled } from '../samples/recipes.js';

/** What the story tells; every value comes from the running nodes. */
export interface StoryFacts {
  /** The region whose clerk asks. */
  asking: Party;
  /** The region that answers. */
  answering: Party;
  chain: {
    /** From the answering node up to the anchor, as the statements stand. */
    links: readonly { issuer: string; subject: string; expiresAt: number; kid: string }[];
    anchor: string;
    expiresAt: number;
  };
  question: {
    licenceType: string;
    identifier: string;
    itemCode: string;
    itemName: string;
    caseNumber: string;
    organisation: string;
    person: string;
    legalBasis: string;
  };
  /** The request token as it crossed the border, decoded. */
  request: DecodedToken;
  decision: Decision;
  /** Some of what the answer released, name and value. */
  released: readonly { field: string; value: string }[];
  answer: DecodedToken;
  verification: { passed: boolean; checks: readonly { name: string; outcome: string; clause?: string }[] };
  receipt: { log: string; leaf: string };
  /** The asking side's intent and outcome, the answering side's answer. */
  audit: { intent: AuditFact; answer: AuditFact; outcome: AuditFact };
  /** True where the leaf hash, computed again from the stored bytes, is the one in the receipt. */
  receiptFound: boolean;
  reduced: { licenceType: string; released: number; withheld: readonly string[] } | undefined;
  /** Documents of the answering side's licences, as they were verified; empty where none is sealed. */
  sealed: readonly SealedFact[];
  /** A holder agrees to a part of what a counter asks, and takes it back; absent where no platform runs. */
  consent?: ConsentFact | undefined;
  /** A case of the answering region, received by the asking one; absent where no department's system is a client. */
  case?: CaseFact | undefined;
  /** What departments of three regions hold about a firm; absent where no departments run. */
  check?: CheckFact | undefined;
  denial: {
    licenceType: string;
    identifier: string;
    code: string;
    message: { zh: string; en: string };
    advice: { zh: string; en: string };
    receipt: { log: string; leaf: string } | undefined;
  };
}

export interface Party {
  name: { zh: string; en: string };
  entityId: string;
}

export interface DecodedToken {
  header: Readonly<Record<string, unknown>>;
  claims: Readonly<Record<string, unknown>>;
}

export interface Decision {
  outcome: string;
  /** The agreement's rule that decided. */
  rule: string;
  fieldsReleased: readonly string[];
  fieldsAsked: number;
}

export interface AuditFact {
  index: string;
  id: string;
  kind: string;
  at: string;
  outcome: string;
  /** Leaf hash of the entry in its own log. */
  leaf: string;
  /** Who stands in the entry, as it stands there (a commitment, never a name). */
  person: string;
}

export interface RefusalFact {
  field: string;
  reason: string;
}

export interface ConsentFact {
  licenceType: string;
  organisation: string;
  itemName: string;
  /** What the counter was told before. */
  before: { status: string; released: readonly string[]; withheld: readonly RefusalFact[] };
  /** What the holder's telephone opened. */
  url: string;
  /** Beside each box of the holder's page: name of the field and what the providing node says of it. */
  preview: readonly string[];
  unticked: string;
  agreed: readonly string[];
  /** The same question with the authorisation. */
  after: ConsentFact['before'];
  /** And once it was withdrawn. */
  withdrawn: readonly RefusalFact[];
}

export interface CaseFact {
  id: string;
  matter: { zh: string; en: string };
  receiving: { zh: string; en: string };
  deciding: { zh: string; en: string };
  state: string;
  materials: readonly {
    material: string;
    origin: string;
    trust: string;
    verdict: string;
    receipt: string | undefined;
  }[];
  /** With the id of each side's log entry, the receiving side's first. */
  steps: readonly {
    kind: string;
    region: string;
    at: string;
    entries: readonly [string | undefined, string | undefined];
  }[];
}

export interface CheckFact {
  subject: string;
  number: string;
  /** By which anybody can look at the report. */
  code: string;
  /** From the question to the sealed report. */
  tookMs: number;
  sources: readonly {
    region: string;
    titleZh: string;
    titleEn: string;
    department: string;
    outcome: string | null;
    records: number | null;
    reasonZh: string | null;
    reasonEn: string | null;
    until: string | null;
    tookMs?: number | null;
  }[];
  /** Of the report's seal. */
  indication: Indication;
  /** Report as PDF and as JSON, and the evidence. */
  files: readonly string[];
}

export interface SealedFact {
  licenceType: string;
  /** Kind of signature, as the report has it. */
  kind: string;
  indication: Indication;
  subIndication?: SubIndication;
  /** The first check that did not pass and decided. */
  failing?: CheckName;
  /** What was done to it on purpose. */
  spoiled?: Spoiled;
  /** Name of the signer, from its certificate. */
  sealer: string;
  sealNumber: string;
  /** Who issued the licence, from the licence. */
  issuer: string;
  /** Whether signer and issuer are the same. */
  byIssuer: boolean;
  /** Milliseconds since 1970. */
  sealedAt: number | undefined;
  /** By a timestamp. */
  proven: boolean;
}
