import { canonicalBytes, checkEntry, commit, leafHash, type AuditEntry } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { LookupContext, VerifiedRequest } from '#libs/exchange';
import type { AppendDraft, AuditLog } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import { AuditJournal } from './audit-journal.js';
import { Ledger, type LookupRecord } from './ledger.js';

const NODE = 'https://beijing.example';
const PEER = 'https://tianjin.example';
const digest = 'A'.repeat(43);
const person = { id: 'tj-0007', name: '样例经办人' };
const NUMBER = '110101199003077758';
const organisation = { code: '11120000TB9000024Y', name: '样例机构' };
const context: LookupContext = {
  purpose: { itemCode: '11120000TB9000024Y2000131001000', itemName: '企业变更（样例）' },
  caseNumber: 'TJ-1',
  legalBasis: '样例',
  reason: '样例',
  organisation,
  person,
  channel: 'counter',
  holderAuthorisation: 'a paper with a name on it',
};
const record: LookupRecord = {
  operation: 'byNumber',
  region: '110000',
  licenceType: '11100000000013127D001',
  identifiers: [],
  number: NUMBER,
  subject: `111:${NUMBER}`,
  fieldsAsked: ['name'],
  fieldsReleased: ['name'],
  outcome: 'granted',
  rule: 'a-1',
};
const caller: ClientCaller = { kind: 'client', role: 'integrator', id: 'hall', organisation, scopes: [] };
const operation = { document: `sha256:${'0'.repeat(64)}`, name: 'One' };
const chain = { digest, statements: ['s1', 's2'] };
const answered = { status: 200, body: Buffer.from('{}'), startedAt: 1_800_000_000_000 };
const verified = {
  claims: { iss: PEER, exp: 1_800_000_060 },
  context,
  tokenDigest: digest,
  replayKey: { iss: PEER, jti: 'j-1' },
} as unknown as VerifiedRequest;

function setUp(failing?: Refusal) {
  const steps: string[] = [];
  const drafts: AppendDraft[] = [];
  const log: Pick<AuditLog, 'prepare' | 'append' | 'keepChain'> = {
    prepare: (entry) => {
      const bytes = canonicalBytes(checkEntry(entry));
      return {
        entry,
        bytes,
        receipt: { log: 'log', leaf: Buffer.from(leafHash(bytes)).toString('base64url') },
      };
    },
    keepChain: async () => void steps.push('chain'),
    append: async (draft) => {
      steps.push('append');
      if (failing) throw failing;
      drafts.push(draft);
      return { index: 0n };
    },
  };
  const ledger = new Ledger();
  ledger.within(context);
  ledger.record(record);
  return {
    steps,
    ledger,
    journal: new AuditJournal(log, NODE, () => 1_800_000_000_040),
    sign: async () => (steps.push('sign'), 'signed'),
    last: (): AppendDraft & { entry: AuditEntry; text: string } => {
      const draft = drafts.at(-1);
      if (!draft) throw new Error('nothing was written');
      return { ...draft, entry: draft.prepared.entry, text: Buffer.from(draft.prepared.bytes).toString() };
    },
  };
}

describe('what is written of a lookup', () => {
  it('is written before it is known to anybody, its answer token and trust chain with it', async () => {
    const { journal, ledger, sign, steps, last } = setUp();
    const token = await journal.answer(
      { ...answered, verified, requestToken: 'request', chain, ledger, operation },
      sign,
    );
    expect(token).toBe('signed');
    expect(steps).toEqual(['sign', 'chain', 'append']);
    expect(last()).toMatchObject({
      evidence: { requestToken: 'request', answerToken: 'signed' },
      replayKey: { iss: PEER, jti: 'j-1', expiresAt: 1_800_000_060_000 },
      entry: {
        kind: 'answer',
        node: NODE,
        tookMs: 40,
        outcome: 'granted',
        caller: { kind: 'peer', id: PEER, organisation, channel: 'counter' },
        request: { digest, iss: PEER, jti: 'j-1' },
        chain: digest,
      },
    });
  });

  it('holds no personal value in clear, and commitments that can be opened', async () => {
    const { journal, ledger, sign, last } = setUp();
    await journal.answer({ ...answered, verified, requestToken: 'r', chain, ledger, operation }, sign);
    const { text, personal = [], entry } = last();
    for (const value of [NUMBER, person.id, person.name, context.holderAuthorisation])
      expect(text).not.toContain(value);
    expect(personal.map(({ label, value }) => [label, value])).toEqual([
      ['caller.person', person.id],
      ['caller.personName', person.name],
      ['lookups.0.number', NUMBER],
      ['lookups.0.subject', `111:${NUMBER}`],
    ]);
    const [ofPerson, , ofNumber, ofSubject] = personal.map((value) => commit(value));
    expect(entry.caller.person).toBe(ofPerson);
    expect(entry.lookups[0]).toMatchObject({ number: ofNumber, subject: ofSubject });
  });

  it('gives equal persons different commitments', async () => {
    const { journal, ledger, sign, last } = setUp();
    const write = async () => {
      await journal.answer({ ...answered, verified, requestToken: 'r', chain, ledger, operation }, sign);
      return last().entry.caller.person;
    };
    expect(await write()).not.toBe(await write());
  });

  it.each(['REPLAYED', 'AUDIT_UNAVAILABLE', 'OVERLOADED', 'SHUTTING_DOWN'] as const)(
    'is not answered where the log says %s',
    async (code) => {
      const { journal, ledger, sign } = setUp(new Refusal(code));
      const event = { ...answered, verified, requestToken: 'r', chain, ledger, operation };
      await expect(journal.answer(event, sign)).rejects.toMatchObject({ code });
      await expect(
        journal.home({ ...answered, caller, ledger, operation, request: Buffer.from('q') }),
      ).rejects.toMatchObject({ code });
    },
  );

  it('a refusal needs no context and takes no replay key', async () => {
    const { journal, sign, last } = setUp();
    const identified = { iss: PEER, tokenDigest: digest };
    await journal.refusal(
      { ...answered, status: 401, identified, requestToken: 'r', chain, code: 'REQUEST_EXPIRED' },
      sign,
    );
    expect(last().replayKey).toBeUndefined();
    expect(last().entry).toMatchObject({
      kind: 'refusal',
      outcome: 'denied',
      code: 'REQUEST_EXPIRED',
      lookups: [],
      caller: { kind: 'peer', id: PEER },
      answer: { status: 401 },
    });
    expect(last().entry.context).toBeUndefined();
  });

  it('an intent is named by its outcome, which carries the receipt', async () => {
    const { journal, last } = setUp();
    const event = { caller, context, counterpart: NODE, operation, chain, startedAt: answered.startedAt };
    const intent = await journal.intent({
      ...event,
      records: [{ ...record, outcome: 'failed', fieldsReleased: [] }],
      request: { token: 'request', digest, jti: 'j-2' },
    });
    expect(last()).toMatchObject({
      entry: { id: intent, kind: 'intent', outcome: 'asked' },
      evidence: { requestToken: 'request' },
    });
    await journal.outcome({
      ...event,
      intent,
      records: [record],
      request: { digest, jti: 'j-2' },
      answer: { status: 200, body: answered.body, token: 'answer' },
      receipt: { log: 'their-log', leaf: digest },
    });
    expect(last()).toMatchObject({
      entry: { kind: 'outcome', intent, outcome: 'granted', receipt: { log: 'their-log', leaf: digest } },
      evidence: { answerToken: 'answer' },
    });
  });

  it('an outcome without an answer says what went wrong', async () => {
    const { journal, last } = setUp();
    await journal.outcome({
      caller,
      context,
      counterpart: NODE,
      operation,
      chain,
      startedAt: answered.startedAt,
      intent: '01920000-0000-7000-8000-000000000000',
      records: [{ ...record, outcome: 'failed', code: 'PEER_TIMEOUT' }],
      request: { digest, jti: 'j-3' },
      code: 'PEER_TIMEOUT',
    });
    expect(last().entry).toMatchObject({ outcome: 'failed', code: 'PEER_TIMEOUT' });
    expect(last().entry.answer).toBeUndefined();
    expect(last().evidence).toEqual({});
  });
});
