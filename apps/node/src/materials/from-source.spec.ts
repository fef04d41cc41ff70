import type { ClientBase } from 'pg';
import type { Material } from '#libs/handling';
import type { CaseActor, CaseSubject } from '../cases/ports.js';
import type { Lookup, LookupResult, LookupsWithin } from '../lookup/index.js';
import type { Transactions } from '../persistence/index.js';
import { FromSource, type SourceQuestion } from './from-source.js';
import { digestOf, type FileVault } from './file-vault.js';
import type { MaterialRecord } from './material.js';
import type { MaterialStore, NewFile } from './material-store.js';
import { readSheet } from './sheet.js';

const NOW = Date.UTC(2026, 10, 29, 2);
const LICENCE = '11100000MB0143028R001';
const OTHER = '11100000MB0143028R018';
const holder = { type: '001', code: '91110000TB00000K05' };
const material = (more: Partial<Material> = {}): Material =>
  ({
    id: 'licence',
    proves: [LICENCE],
    accepts: [],
    trust: 'A',
    name: { zh: '证照', en: 'licence' },
    ...more,
  }) as Material;
const answer = (more: Partial<LookupResult>): LookupResult => ({
  region: '110000',
  status: 'FOUND',
  withheld: [],
  tookMs: 1,
  ...more,
});
const fields = (more: Record<string, string | null> = {}) => ({
  identifier: 'one',
  typeCode: LICENCE,
  holderCode: holder.code,
  status: '01',
  ...more,
});
const page = (...all: Record<string, string | null>[]) =>
  answer({
    page: {
      items: all.map((one) => ({ cursor: '', licence: { fields: one, attributes: [] } })),
      hasNextPage: false,
      endCursor: null,
    },
    receipt: { log: 'bj/log', leaf: 'leaf-1' },
    logged: { entry: '019ab4f0-1c80-7a3b-8c4d-000000000001', request: 'r' },
  });

/** A source that says what the test wants, and a store that remembers what was kept. */
function stage(said: (lookup: Lookup) => LookupResult) {
  const asked: Lookup[] = [];
  const kept: { files: NewFile[]; notes: MaterialRecord[]; bytes: Map<string, Buffer> } = {
    files: [],
    notes: [],
    bytes: new Map(),
  };
  const lookups: LookupsWithin = {
    ask: async (_region, lookup) => {
      asked.push(lookup);
      return Promise.resolve(said(lookup));
    },
  };
  const source = new FromSource({
    store: {
      hold: async (_client: ClientBase, file: NewFile) => void kept.files.push(file),
      note: async (_client: ClientBase, record: MaterialRecord) => {
        kept.notes.push(record);
        return Promise.resolve(record);
      },
    } as unknown as MaterialStore,
    vault: {
      put: async (digest: string, parts: readonly Uint8Array[]) =>
        void kept.bytes.set(digest, Buffer.concat(parts)),
    } as unknown as FileVault,
    transactions: {
      run: (work: (t: object) => Promise<unknown>) => work({ client: {} }),
    } as unknown as Transactions,
    subjectOf: () => 'subject',
    itemsOf: (dataset) => (dataset === 'penalties' ? ['decision', 'status'] : undefined),
    maxFileBytes: 1000,
    clock: () => NOW,
  });
  const ask = (more: Partial<SourceQuestion> = {}) =>
    source.ask(lookups, {
      subject: { id: '120101-20260302-0001' } as CaseSubject,
      actor: { role: 'window', organisation: { code: '11120000TB9000024Y', name: '样例' } } as CaseActor,
      material: material(),
      region: '110000',
      holder,
      deadline: NOW + 1000,
      ...more,
    });
  return { ask, asked, kept };
}
const noDocument = answer({ status: 'NOT_FOUND' });

describe('what a source gives that is of no use', () => {
  it.each<[string, LookupResult, object]>([
    ['nothing', answer({ status: 'NOT_FOUND' }), { state: 'nothing-found' }],
    [
      'a refusal',
      answer({ status: 'DENIED', refusal: { code: 'NO_AGREEMENT' } as never }),
      { state: 'refused', code: 'NO_AGREEMENT' },
    ],
    [
      'silence',
      answer({ status: 'UNAVAILABLE', refusal: { code: 'PEER_TIMEOUT' } as never }),
      { state: 'not-available', code: 'PEER_TIMEOUT' },
    ],
    [
      'one that was revoked',
      page(fields({ status: '07' })),
      { state: 'nothing-found', code: 'MATERIAL_NOT_VALID' },
    ],
    [
      'one that is over',
      page(fields({ validUntil: '2026-11-28' })),
      { state: 'nothing-found', code: 'MATERIAL_NOT_VALID' },
    ],
  ])('%s', async (_, said, expected) => {
    const { ask, kept } = stage(() => said);
    expect(await ask()).toMatchObject(expected);
    expect(kept.files).toEqual([]);
  });

  it('several that would do: a person has to say which', async () => {
    const { ask, kept } = stage(() => page(fields(), fields({ identifier: 'two' })));
    await expect(ask()).rejects.toMatchObject({ code: 'MATERIAL_SEVERAL', hint: 'one, two' });
    expect(kept.files).toEqual([]);
  });

  it.each<[string, Record<string, string | null>]>([
    ["another holder's", fields({ holderCode: '91110000TB00000A0K' })],
    ['of another type', fields({ typeCode: OTHER })],
    ['whose holder was withheld', { identifier: 'one', typeCode: LICENCE, status: '01' }],
  ])('a licence that was named and is %s', async (_, given) => {
    const { ask, kept } = stage(() => answer({ licence: { fields: given, attributes: [] } }));
    expect(await ask({ identifier: 'one' })).toMatchObject({ state: 'nothing-found' });
    expect(kept.files).toEqual([]);
  });
});

describe('what is kept', () => {
  it('data as a sheet, with entry and receipt, where there is no document', async () => {
    const { ask, kept } = stage((lookup) =>
      lookup.operation === 'document' ? noDocument : page(fields({ validUntil: '2030-01-01' })),
    );
    expect(await ask()).toMatchObject({ state: 'found' });
    const [record] = kept.notes;
    expect(record).toMatchObject({
      origin: 'lookup',
      trust: 'A',
      verdict: 'passed',
      receipt: 'bj/log#leaf-1',
      validUntil: '2030-01-01',
      subject: 'subject',
    });
    expect(kept.files).toMatchObject([
      { purpose: 'material', mediaType: 'application/json', digest: record?.digest },
    ]);
    const sheet = readSheet(kept.bytes.get(record?.digest ?? '') ?? Buffer.alloc(0));
    expect(sheet).toMatchObject({
      licence: { identifier: 'one' },
      noDocument: 'NOT_FOUND',
      entries: ['019ab4f0-1c80-7a3b-8c4d-000000000001'],
    });
  });

  it.each<[string, Buffer]>([
    ['larger than a case takes', Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(1000)])],
    ['a page', Buffer.from('<html>')],
    ['empty', Buffer.alloc(0)],
  ])('no document that is %s', async (_, bytes) => {
    const { ask, kept } = stage((lookup) =>
      lookup.operation === 'document'
        ? answer({
            document: {
              mediaType: 'application/pdf',
              sha256: digestOf(bytes),
              size: bytes.length,
              content: bytes.toString('base64'),
              issuerName: null,
              issuerCode: null,
            },
          })
        : page(fields()),
    );
    expect(await ask()).toMatchObject({ state: 'found' });
    expect(kept.files.map(({ mediaType }) => mediaType)).toEqual(['application/json']);
  });

  it('a type that the region has in place of ours, asked there alone and marked', async () => {
    const accepts = [{ region: '110000' as const, licenceType: OTHER }];
    const said = (lookup: Lookup) =>
      lookup.operation === 'document' ? noDocument : page(fields({ typeCode: OTHER }));
    const there = stage(said);
    await there.ask({ material: material({ accepts }) });
    expect(there.asked[0]).toMatchObject({ operation: 'byHolder', typeCodes: [LICENCE, OTHER] });
    const [bytes] = there.kept.bytes.values();
    expect(readSheet(bytes ?? Buffer.alloc(0)).acceptedFor).toBe(LICENCE);
    const here = stage(said);
    await here.ask({ material: material({ accepts }), region: '120000' });
    expect(here.asked[0]).toMatchObject({ typeCodes: [LICENCE] });
  });

  it("a department's records where no licence proves it; what was cut short proves nothing", async () => {
    const records = (truncated: boolean) => (lookup: Lookup) =>
      lookup.operation === 'records'
        ? answer({
            records: { records: [{ decision: '1', status: '已履行' }], truncated },
            receipt: { log: 'l', leaf: 'x' },
          })
        : answer({ status: 'NOT_FOUND' });
    const dataset = material({ proves: [], dataset: 'penalties' });
    const whole = stage(records(false));
    expect(await whole.ask({ material: dataset })).toMatchObject({ state: 'found' });
    expect(whole.asked).toMatchObject([
      { operation: 'records', dataset: 'penalties', items: ['decision', 'status'], limit: 100 },
    ]);
    expect(whole.kept.notes).toMatchObject([{ trust: 'A', verdict: 'passed', receipt: 'l#x' }]);
    const cut = stage(records(true));
    await cut.ask({ material: dataset });
    expect(cut.kept.notes).toMatchObject([{ verdict: 'undecided' }]);
    const none = stage(() => answer({ records: { records: [], truncated: false } }));
    expect(await none.ask({ material: dataset })).toMatchObject({ state: 'nothing-found' });
    const unknown = stage(records(false));
    expect(await unknown.ask({ material: material({ proves: [], dataset: 'diaries' }) })).toMatchObject({
      state: 'nothing-found',
    });
    expect(unknown.asked).toEqual([]);
  });
});
