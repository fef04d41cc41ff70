import { canonicalBytes } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { sha256, type LookupContext } from '#libs/exchange';
import type { ClientCaller } from '../callers/index.js';
import { askWithin, type AskWithinDeps } from './ask-within.js';
import type { Ledger, LookupRecord } from './ledger.js';
import type { Asker, Lookup, LookupResult } from './lookup.js';
import { peerDocuments } from './peer-documents.js';

const organisation = { code: '11120000TB9000024Y', name: '样例机构' };
const context: LookupContext = {
  purpose: { itemCode: '11120000TB9000024Y2000131001000', itemName: '样例' },
  caseNumber: 'TJ-1',
  legalBasis: '样例',
  reason: '样例',
  organisation,
  person: { id: '1', name: '样例' },
  channel: 'counter',
};
const caller: ClientCaller = { kind: 'client', role: 'windowClerk', id: 'hall', organisation, scopes: [] };
const lookup: Lookup = { operation: 'verify', identifier: 'x', claims: [{ field: 'name', value: 'v' }] };
const record: LookupRecord = {
  operation: 'verify',
  region: '120000',
  identifiers: [],
  fieldsAsked: ['name'],
  fieldsReleased: [],
  outcome: 'granted',
  rule: 'r@1',
};
const found: LookupResult = {
  region: '120000',
  status: 'FOUND',
  withheld: [],
  matches: [{ field: 'name', matches: true }],
  tookMs: 3,
};

type Home = Parameters<AskWithinDeps['journal']['home']>[0];

function setUp(changes: Partial<AskWithinDeps> = {}) {
  const steps: string[] = [];
  const entries: Home[] = [];
  const askers: Asker[] = [];
  const reports: unknown[] = [];
  const asked: Parameters<AskWithinDeps['peers']['ask']>[] = [];
  const ask = askWithin({
    region: '120000',
    home: {
      answer: async (_: Lookup, asker: Asker, ledger: Ledger) => {
        steps.push('read');
        askers.push(asker);
        ledger.record({ ...record });
        return found;
      },
    },
    peers: {
      ask: async (...question) => {
        asked.push(question);
        return { ...found, region: question[0] };
      },
    },
    journal: {
      home: async (event) => {
        steps.push('log');
        entries.push(event);
        return { entry: 'e-1', receipt: { log: 'log', leaf: 'leaf' } };
      },
    },
    assertRunning: () => undefined,
    clock: () => Date.now(),
    report: (error) => void reports.push(error),
    ...changes,
  });
  const within = (deadline = Date.now() + 10_000) =>
    ask(context, caller, deadline, { name: 'Check', request: 'q-1' });
  return { ask, within, steps, entries, askers, reports, asked };
}

describe('a lookup for a case is not begun', () => {
  it.each(['auditor', 'systemAdministrator', 'securityAdministrator', 'holder'] as const)(
    'by a caller of role %s',
    (role) => {
      const { ask } = setUp();
      expect(() => ask(context, { ...caller, role }, Infinity, { name: 'Check' })).toThrow(
        expect.objectContaining({ code: 'ROLE_NOT_ALLOWED' }),
      );
    },
  );

  it('in the name of another organisation than the caller’s', () => {
    const { ask } = setUp();
    const other = { ...context, organisation: { code: '11130000TB9000032X', name: '他' } };
    expect(() => ask(other, caller, Infinity, { name: 'Check' })).toThrow(
      expect.objectContaining({ code: 'CONTEXT_INVALID', hint: 'organisation.code' }),
    );
  });

  it('without a reason of use', () => {
    const { ask } = setUp();
    expect(() => ask({ ...context, reason: '' }, caller, Infinity, { name: 'Check' })).toThrow(
      expect.objectContaining({ code: 'CONTEXT_INVALID' }),
    );
  });

  it('while the log is stopped', async () => {
    const { within, steps } = setUp({
      assertRunning: () => {
        throw new Refusal('LOG_UNWITNESSED');
      },
    });
    await expect(within().ask('120000', lookup)).rejects.toMatchObject({ code: 'LOG_UNWITNESSED' });
    await expect(within().ask('110000', lookup)).rejects.toMatchObject({ code: 'LOG_UNWITNESSED' });
    expect(steps).toEqual([]);
  });
});

describe('at home', () => {
  it('it is read, logged, and only then handed on, with the receipt of the own log', async () => {
    const { within, steps, entries, askers } = setUp();
    const result = await within().ask('120000', lookup);
    expect(steps).toEqual(['read', 'log']);
    expect(askers).toMatchObject([
      { partner: 'role:windowClerk', request: 'q-1', operationDocument: peerDocuments.verify.id },
    ]);
    const [event] = entries;
    expect(event).toMatchObject({
      caller,
      operation: { document: peerDocuments.verify.id, name: 'Check' },
      status: 200,
    });
    expect(event?.ledger.records).toEqual([record]);
    expect(event?.ledger.context).toEqual(context);
    expect(event?.request).toEqual(canonicalBytes({ jti: event?.jti, region: '120000', lookup }));
    expect(result).toMatchObject({
      status: 'FOUND',
      receipt: { log: 'log', leaf: 'leaf' },
      logged: { entry: 'e-1', request: sha256(event!.request), rule: 'r@1' },
    });
  });

  it('nothing is handed on where the log does not take it', async () => {
    const { within } = setUp({
      journal: { home: () => Promise.reject(new Refusal('AUDIT_UNAVAILABLE')) },
    });
    await expect(within().ask('120000', lookup)).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
  });

  it('equal questions have digests that differ: a guess at what was asked cannot be tried', async () => {
    const { within, entries } = setUp();
    const lookups = within();
    const [one, two] = await Promise.all([lookups.ask('120000', lookup), lookups.ask('120000', lookup)]);
    expect(one.logged?.request).not.toBe(two.logged?.request);
    expect(Buffer.from(entries[0]!.body).equals(Buffer.from(entries[1]!.body))).toBe(false);
  });

  it('what comes after the deadline is dropped, and the log says so', async () => {
    let late: (() => void) | undefined;
    const { within, entries } = setUp({
      home: {
        answer: (_: Lookup, __: Asker, ledger: Ledger) =>
          new Promise<LookupResult>((resolve) => {
            late = () => {
              ledger.record(record);
              resolve(found);
            };
          }),
      },
    });
    const result = await within().ask('120000', lookup, Date.now() + 5);
    late?.();
    expect(result).toMatchObject({ status: 'UNAVAILABLE', refusal: { code: 'LOOKUP_TIMEOUT' } });
    expect(result.matches).toBeUndefined();
    expect(entries[0]?.ledger.records).toMatchObject([{ outcome: 'failed', code: 'LOOKUP_TIMEOUT' }]);
  });

  it.each<[string, () => Promise<LookupResult>, boolean]>([
    ['a fault', () => Promise.reject(new Error('connection lost')), true],
    ['an answer without a record', async () => found, true],
    ['an overloaded store', () => Promise.reject(new Refusal('OVERLOADED')), false],
  ])('%s becomes a result that tells nothing, logged as failed', async (_, answer, reported) => {
    const { within, entries, reports } = setUp({ home: { answer } });
    const result = await within().ask('120000', lookup);
    expect(result).toMatchObject({ status: 'UNAVAILABLE', withheld: [] });
    expect(JSON.stringify(result)).not.toContain('connection');
    expect(result.matches).toBeUndefined();
    expect(entries[0]?.ledger.records).toMatchObject([{ operation: 'verify', outcome: 'failed' }]);
    expect(reports).toHaveLength(reported ? 1 : 0);
  });
});

describe('at a peer', () => {
  it('it is asked in the same context, by its own deadline, no later than that of the whole', async () => {
    const { within, asked, steps } = setUp();
    const lookups = within(5000);
    await lookups.ask('110000', lookup, 4000);
    await lookups.ask('110000', lookup, 9000);
    await lookups.ask('130000', lookup);
    expect(asked.map(([region, , why, { deadline }]) => [region, why, deadline])).toEqual([
      ['110000', context, 4000],
      ['110000', context, 5000],
      ['130000', context, 5000],
    ]);
    expect(steps).toEqual([]);
  });

  it('a quick answer does not wait for a slow one', async () => {
    const { within } = setUp({
      peers: {
        ask: (region) =>
          region === '110000' ? new Promise(() => undefined) : Promise.resolve({ ...found, region }),
      },
    });
    const lookups = within();
    void lookups.ask('110000', lookup);
    await expect(lookups.ask('130000', lookup)).resolves.toMatchObject({ region: '130000' });
  });
});
