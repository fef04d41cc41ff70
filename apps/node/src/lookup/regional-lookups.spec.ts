import type { RegionCode } from '#libs/codes';
import type { LookupContext } from '#libs/exchange';
import { Refusal } from '#libs/errors';
import type { AskPeer } from './ask-peer.js';
import type { HomeLookups } from './home-lookups.js';
import { Ledger } from './ledger.js';
import type { LookupScope } from './lookup-scope.js';
import type { Asker, Lookup, LookupResult } from './lookup.js';
import { RegionalLookups } from './regional-lookups.js';

const context = (caseNumber = '1'): LookupContext => ({
  purpose: { itemCode: '11120000TB9000024Y2000131001000', itemName: '样例' },
  caseNumber,
  legalBasis: '样例',
  reason: '样例',
  organisation: { code: '11120000TB9000024Y', name: '样例' },
  person: { id: '1', name: '样例' },
  channel: 'counter',
});
const licence = (identifier: string, ...fields: string[]): Lookup => ({
  operation: 'byIdentifier',
  identifier,
  fields,
});
const resultOf = (region: RegionCode): LookupResult => ({
  region,
  status: 'NOT_FOUND',
  withheld: [],
  tookMs: 1,
});

function setUp(scope: Partial<LookupScope> = {}, failing?: RegionCode) {
  const asked: { region: RegionCode; lookup: Lookup }[] = [];
  const askers: Asker[] = [];
  const answer = async (region: RegionCode, lookup: Lookup): Promise<LookupResult> => {
    asked.push({ region, lookup });
    if (region === failing) throw new Refusal('AUDIT_UNAVAILABLE');
    return resultOf(region);
  };
  const home = {
    answer: (lookup: Lookup, asker: Asker) => (askers.push(asker), answer('120000', lookup)),
  } as unknown as HomeLookups;
  const peers = { ask: answer } as unknown as AskPeer;
  const lookups = new RegionalLookups('120000', home, peers, {
    caller: {
      kind: 'client',
      role: 'integrator',
      id: 'c',
      organisation: { code: 'c', name: 'n' },
      scopes: [],
    },
    ledger: new Ledger(),
    deadline: 1,
    operation: { document: 'd', name: 'n' },
    requestId: 'r',
    ...scope,
  });
  return { lookups, asked, askers };
}

describe('lookups of one operation', () => {
  it('about one document become one question for everybody’s verdict', async () => {
    const { lookups, asked } = setUp();
    const reason = context();
    await Promise.all([
      lookups.ask('110000', { operation: 'document', identifier: 'x' }, reason),
      lookups.ask('110000', { operation: 'document', identifier: 'x', verdicts: ['own'] }, reason),
      lookups.ask(
        '110000',
        { operation: 'document', identifier: 'x', verdicts: ['provider', 'own'] },
        reason,
      ),
      lookups.ask('110000', { operation: 'document', identifier: 'y' }, reason),
    ]);
    expect(asked.map(({ lookup }) => lookup)).toEqual([
      { operation: 'document', identifier: 'x', verdicts: ['own', 'provider'] },
      { operation: 'document', identifier: 'y' },
    ]);
  });

  it('about one licence become one question for all its fields', async () => {
    const { lookups, asked } = setUp();
    const reason = context();
    const results = await Promise.all([
      lookups.ask('110000', licence('x', 'name'), reason),
      lookups.ask('110000', licence('x', 'number', 'name'), reason),
      lookups.ask('110000', licence('y', 'name'), reason),
      lookups.ask('130000', licence('x', 'name'), reason),
    ]);
    expect(results.map(({ region }) => region)).toEqual(['110000', '110000', '110000', '130000']);
    expect(asked).toEqual([
      { region: '110000', lookup: licence('x', 'name', 'number') },
      { region: '110000', lookup: licence('y', 'name') },
      { region: '130000', lookup: licence('x', 'name') },
    ]);
  });

  it.each<[string, Lookup, Lookup]>([
    ['ways of asking', licence('x', 'name'), { operation: 'document', identifier: 'x' }],
    [
      'claims',
      { operation: 'verify', identifier: 'x', claims: [{ field: 'name', value: 'a' }] },
      { operation: 'verify', identifier: 'x', claims: [{ field: 'name', value: 'b' }] },
    ],
    [
      'pages',
      { operation: 'byHolder', holder: { type: '001', code: 'h' }, typeCodes: [], first: 2, fields: [] },
      { operation: 'byHolder', holder: { type: '001', code: 'h' }, typeCodes: [], first: 3, fields: [] },
    ],
    [
      'kinds of holder',
      { operation: 'byHolder', holder: { type: '001', code: 'h' }, typeCodes: [], first: 2, fields: [] },
      { operation: 'byHolder', holder: { type: '099', code: 'h' }, typeCodes: [], first: 2, fields: [] },
    ],
  ])('that differ in their %s stay apart', async (_name, one, two) => {
    const { lookups, asked } = setUp();
    const reason = context();
    await Promise.all([lookups.ask('110000', one, reason), lookups.ask('110000', two, reason)]);
    expect(asked).toHaveLength(2);
  });

  it('for different cases stay apart', async () => {
    const { lookups, asked } = setUp();
    await Promise.all([
      lookups.ask('110000', licence('x', 'name'), context('1')),
      lookups.ask('110000', licence('x', 'name'), context('2')),
    ]);
    expect(asked).toHaveLength(2);
  });

  it('with two contexts in one operation are not asked at all', async () => {
    const ledger = new Ledger();
    const { lookups, asked } = setUp({ ledger });
    const first = lookups.ask('110000', licence('x', 'name'), ledger.within(context('1')));
    expect(() => ledger.within(context('2'))).toThrow(expect.objectContaining({ code: 'CONTEXT_DIFFERS' }));
    await expect(first).rejects.toMatchObject({ code: 'CONTEXT_DIFFERS' });
    expect(asked).toEqual([]);
  });

  it('are asked again in a later turn: nothing is kept', async () => {
    const { lookups, asked } = setUp();
    await lookups.ask('110000', licence('x', 'name'), context());
    await lookups.ask('110000', licence('x', 'name'), context());
    expect(asked).toHaveLength(2);
  });

  it('fail each for itself', async () => {
    const { lookups } = setUp({}, '110000');
    const [failed, answered] = await Promise.allSettled([
      lookups.ask('110000', licence('x', 'name'), context()),
      lookups.ask('130000', licence('x', 'name'), context()),
    ]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'AUDIT_UNAVAILABLE' } });
    expect(answered).toMatchObject({ status: 'fulfilled', value: { region: '130000' } });
  });
});

describe('who is answered about what', () => {
  it('the own region is answered at home, for the partner of the operation', async () => {
    const { lookups, askers } = setUp();
    await lookups.ask('120000', licence('x', 'name'), context());
    expect(askers).toEqual([
      { partner: 'role:integrator', context: context(), deadline: 1, request: 'r', operationDocument: 'd' },
    ]);
  });

  it('a peer is told about this region only', async () => {
    const { lookups, asked } = setUp({
      caller: { kind: 'peer', role: 'peer', entityId: 'https://beijing.example' },
    });
    expect(() => lookups.ask('130000', licence('x', 'name'), context())).toThrow(
      expect.objectContaining({ code: 'REGION_NOT_COMPETENT' }),
    );
    await lookups.ask('120000', licence('x', 'name'), context());
    expect(asked.map(({ region }) => region)).toEqual(['120000']);
  });
});
