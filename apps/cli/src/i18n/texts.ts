/** Every text that `up` shows, in one language. Values come from the run; only words stand here. */
export interface Texts {
  steps: {
    fresh: string;
    leftovers(names: string): string;
    anchorSuite(signs: string, wanted: string): string;
    certificates: string;
    database: string;
    federation: string;
    accounts: string;
    anchor: string;
    nodes: string;
    trust: string;
    seeding(region: string): string;
    ready(seconds: string): string;
    stopping: string;
    stoppingAgain: string;
    stopped: string;
  };
  story: {
    title(asking: string, answering: string): string;
    chain(asking: string, answering: string): string;
    chainLink(issuer: string, subject: string): string;
    chainSelf(entity: string): string;
    chainAnchor: string;
    until(time: string): string;
    question(asking: string, answering: string): string;
    request: string;
    decision(answering: string): string;
    decisionLine(outcome: string, rule: string): string;
    outcomes: Readonly<Record<string, string>>;
    fieldCount(released: number, asked: number): string;
    released: string;
    verification(asking: string): string;
    passed: string;
    failed: string;
    receipt: string;
    receiptFound: string;
    receiptLost: string;
    audit: string;
    auditLine(region: string, index: string): string;
    kinds: Readonly<Record<string, string>>;
    person: string;
    reduced(type: string): string;
    withheld: string;
    denial: string;
    denialReceipt: string;
    itemLabel: string;
    caseLabel: string;
    whoLabel: string;
    basisLabel: string;
    licenceLabel: string;
  };
  next: {
    title: string;
    graphiql: string;
    accounts: string;
    accountsNote: string;
    paste: string;
    query: string;
    curl: string;
    sdk: string;
    logs: string;
    stop: string;
  };
}
