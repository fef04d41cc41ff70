import { standardCatalogue, wellKnownSample, type Licence } from '#libs/licences';
import { policyOf, type Agreement } from '#libs/sharing';
import { Refusal } from '#libs/errors';
import type { LookupContext } from '#libs/exchange';
import { HomeDatasets } from './home-datasets.js';
import { HomeLookups } from './home-lookups.js';
import type { LicenceReader } from './home-ports.js';
import { Ledger } from './ledger.js';
import type { Lookup } from './lookup.js';
import { noAuthorisations, type GrantedAuthorisation, type HolderAuthorisations } from './sharing-ports.js';
import { openList } from '../../../../test/support/open-list.js';

const at = Date.parse('2026-11-24T02:00:00Z');
const licence: Licence = wellKnownSample('110000');
const purpose = '11110000000023456711' + '00123456700'.slice(0, 11);
const context: LookupContext = {
  purpose: { itemCode: purpose, itemName: '企业变更（样例）' },
  caseNumber: 'TJ-2026-0001',
  legalBasis: '政务数据共享条例',
  reason: '办理企业变更',
  organisation: { code: licence.holderCode, name: '样例机构' },
  person: { id: 'w-1', name: '样例人员' },
  channel: 'counter',
};
const agreement: Agreement = {
  id: 'a-1',
  partner: 'https://tianjin.example',
  licenceTypes: [licence.typeCode],
  operations: ['byIdentifier', 'byNumber', 'byHolder', 'verify'],
  purposes: [`${purpose.slice(0, 8)}*`],
  fields: ['name', 'number', 'holderName', 'status', 'identifier'],
  legalBasis: '样例',
  requiresHolderAuthorisation: false,
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
};

function setUp(
  agreements: Agreement[],
  stored: Licence | 'nothing' = licence,
  authorisations: HolderAuthorisations = noAuthorisations,
) {
  const found = stored === 'nothing' ? undefined : stored;
  let reads = 0;
  const reader: LicenceReader = {
    byIdentifier: async () => (reads++, found),
    byNumber: async () => (reads++, found),
    byHolder: async () => (
      reads++,
      {
        items: found ? [{ cursor: 'c', licence: found }] : [],
        hasNextPage: false,
        endCursor: found ? 'c' : null,
      }
    ),
  };
  const policy = policyOf({ agreements, responsibilityList: openList(agreements) }, 7);
  const home = new HomeLookups({
    region: '110000',
    self: 'https://beijing.example',
    licences: reader,
    documents: { ofLicence: async () => undefined },
    verdicts: { ofLicences: async () => new Map() },
    copies: { handOut: async (document) => document },
    catalogue: standardCatalogue,
    datasets: new HomeDatasets({
      region: '110000',
      sources: { find: () => undefined, list: () => [] },
      clock: () => at,
      report: () => undefined,
    }),
    policy: { current: () => policy },
    rates: { take: async () => undefined },
    authorisations,
    clock: () => at,
  });
  const ledger = new Ledger();
  const ask = (lookup: Lookup, partner = agreement.partner, holderAuthorisation?: string) =>
    home.answer(
      lookup,
      {
        partner,
        context: { ...context, ...(holderAuthorisation ? { holderAuthorisation } : {}) },
        deadline: at + 10_000,
        request: 'r-1',
        operationDocument: 'sha256:0',
      },
      ledger,
    );
  return { ask, ledger, reads: () => reads };
}

const byIdentifier = (...fields: string[]): Lookup => ({
  operation: 'byIdentifier',
  identifier: licence.identifier,
  fields,
});

describe('lookups answered at home', () => {
  it('denies without an agreement, and does not even read', async () => {
    const { ask, ledger, reads } = setUp([]);
    const result = await ask(byIdentifier('name'));
    expect(result).toMatchObject({ status: 'DENIED', refusal: { code: 'NO_AGREEMENT' } });
    expect(result.licence).toBeUndefined();
    expect(reads()).toBe(0);
    expect(ledger.records).toMatchObject([{ outcome: 'denied', code: 'NO_AGREEMENT', fieldsReleased: [] }]);
  });

  it('denies another partner what is agreed with one', async () => {
    const { ask } = setUp([agreement]);
    expect((await ask(byIdentifier('name'), 'https://hebei.example')).status).toBe('DENIED');
  });

  it('does not take an unverified authorisation for one', async () => {
    const { ask } = setUp([{ ...agreement, requiresHolderAuthorisation: true }]);
    expect(await ask(byIdentifier('name'))).toMatchObject({
      status: 'DENIED',
      refusal: { code: 'HOLDER_AUTHORISATION_REQUIRED' },
    });
  });

  it('says why an authorisation that was shown did not do, to the caller and in the ledger', async () => {
    const { ask, ledger } = setUp([{ ...agreement, requiresHolderAuthorisation: true }]);
    const refusal = { code: 'AUTHORISATION_PLATFORM_UNKNOWN' };
    expect(await ask(byIdentifier('name'), agreement.partner, 'token')).toMatchObject({
      status: 'DENIED',
      refusal,
    });
    expect(ledger.records).toMatchObject([{ outcome: 'denied', ...refusal, fieldsReleased: [] }]);
  });

  describe('with the authorisation of a holder', () => {
    const consent = { ...agreement, id: 'a-2', fields: ['holderCode'], requiresHolderAuthorisation: true };
    const granted = (changes: Partial<GrantedAuthorisation> = {}) => {
      let uses = 0;
      const authorisation: GrantedAuthorisation = {
        id: 'h-1',
        fieldsFor: (type) => (type === licence.typeCode ? ['holderCode'] : []),
        covers: ({ type, code }) => type === licence.holderType && code === licence.holderCode,
        use: async () => void uses++,
        ...changes,
      };
      return { judge: async () => ({ granted: true as const, authorisation }), uses: () => uses };
    };
    const asked = byIdentifier('name', 'holderCode');

    it('releases the rest, by both agreements, and counts the use', async () => {
      const authorisations = granted();
      const { ask, ledger } = setUp([agreement, consent], licence, authorisations);
      const result = await ask(asked, agreement.partner, 'token');
      expect(result).toMatchObject({ status: 'FOUND', withheld: [] });
      expect(Object.keys(result.licence?.fields ?? {})).toEqual(['name', 'holderCode']);
      expect(ledger.records[0]).toMatchObject({ rule: 'a-1@7+a-2@7', outcome: 'granted' });
      expect(authorisations.uses()).toBe(1);
    });

    it('counts nothing where nothing was opened by it', async () => {
      const authorisations = granted();
      const { ask } = setUp([agreement, consent], licence, authorisations);
      await ask(byIdentifier('name'), agreement.partner, 'token');
      expect(authorisations.uses()).toBe(0);
    });

    it.each<[string, Partial<GrantedAuthorisation>, string]>([
      ['of somebody else', { covers: () => false }, 'AUTHORISATION_OTHER_HOLDER'],
      [
        'that is used up',
        { use: () => Promise.reject(new Refusal('AUTHORISATION_USED_UP')) },
        'AUTHORISATION_USED_UP',
      ],
    ])('%s, releases what needs none', async (_, changes, reason) => {
      const { ask, ledger } = setUp([agreement, consent], licence, granted(changes));
      const result = await ask(asked, agreement.partner, 'token');
      expect(result).toMatchObject({ status: 'REDUCED', withheld: [{ field: 'holderCode', reason }] });
      expect(Object.keys(result.licence?.fields ?? {})).toEqual(['name']);
      expect(ledger.records[0]).toMatchObject({ rule: 'a-1@7', code: reason, fieldsReleased: ['name'] });
    });

    it('tells a licence of somebody else and none at all alike', async () => {
      const other = granted({ covers: () => false });
      const answers = await Promise.all(
        [licence, 'nothing' as const].map((stored) =>
          setUp([consent], stored, other).ask(asked, agreement.partner, 'token'),
        ),
      );
      expect(answers[0]).toMatchObject({ status: 'DENIED', refusal: { code: 'AUTHORISATION_OTHER_HOLDER' } });
      expect(answers[1]).toEqual(answers[0]);
    });

    it('of somebody else opens nothing by holder either', async () => {
      const { ask, reads } = setUp([consent], licence, granted({ covers: () => false }));
      const holder = { type: licence.holderType, code: licence.holderCode };
      const lookup = { operation: 'byHolder' as const, holder, typeCodes: [licence.typeCode], first: 5 };
      const result = await ask({ ...lookup, fields: ['holderCode'] }, agreement.partner, 'token');
      expect(result).toMatchObject({ status: 'DENIED', refusal: { code: 'AUTHORISATION_OTHER_HOLDER' } });
      expect(reads()).toBe(0);
    });
  });

  it('releases exactly the fields that were asked and agreed', async () => {
    const { ask, ledger } = setUp([agreement]);
    const result = await ask(byIdentifier('name', 'holderCode', 'attributes.*'));
    expect(result.status).toBe('REDUCED');
    expect(Object.keys(result.licence?.fields ?? {})).toEqual(['name']);
    expect(result.licence?.attributes).toEqual([]);
    expect(result.withheld.map(({ field }) => field)).toContain('holderCode');
    expect(ledger.records[0]).toMatchObject({ outcome: 'reduced', fieldsReleased: ['name'], rule: 'a-1@7' });
    expect(ledger.records[0]?.subject).toBe(`${licence.holderType}:${licence.holderCode}`);
  });

  it('releases attributes with both labels where they are agreed', async () => {
    const { ask } = setUp([{ ...agreement, fields: ['attributes.*'] }]);
    const result = await ask(byIdentifier('attributes.*'));
    expect(result.status).toBe('FOUND');
    const [first] = result.licence?.attributes ?? [];
    expect(first?.code).toMatch(/^KZ_/);
    expect(first?.labelZh).toBeTruthy();
  });

  it('says NOT_FOUND to whoever may ask', async () => {
    const { ask, ledger } = setUp([agreement], 'nothing');
    expect(await ask(byIdentifier('name'))).toMatchObject({ status: 'NOT_FOUND', withheld: [] });
    expect(ledger.records).toMatchObject([{ outcome: 'not-found', fieldsReleased: [] }]);
  });

  it('verifies without releasing', async () => {
    const { ask, ledger } = setUp([agreement]);
    const result = await ask({
      operation: 'verify',
      identifier: licence.identifier,
      claims: [
        { field: 'holderName', value: licence.holderName },
        { field: 'number', value: 'WRONG' },
        { field: 'holderCode', value: licence.holderCode },
      ],
    });
    expect(result.matches).toEqual([
      { field: 'holderName', matches: true },
      { field: 'number', matches: false },
      { field: 'holderCode', matches: null },
    ]);
    expect(result.licence).toBeUndefined();
    expect(ledger.records[0]).toMatchObject({
      fieldsReleased: [],
      verdicts: { holderName: 'match', number: 'mismatch', holderCode: 'unknown' },
    });
  });

  it('asks the store only for the types that are agreed, and keeps silent about the others', async () => {
    const { ask, ledger } = setUp([agreement]);
    const result = await ask({
      operation: 'byHolder',
      holder: { type: '001', code: licence.holderCode },
      typeCodes: [],
      first: 20,
      fields: ['name'],
    });
    expect(result.status).toBe('FOUND');
    expect(result.withheld).toEqual([]);
    expect(ledger.records.map((record) => record.licenceType)).toEqual([licence.typeCode]);
  });

  it('tells of a named type that was denied', async () => {
    const other = standardCatalogue.types.find((type) => type.code !== licence.typeCode);
    const { ask, ledger } = setUp([agreement]);
    const result = await ask({
      operation: 'byHolder',
      holder: { type: '001', code: licence.holderCode },
      typeCodes: [licence.typeCode, other?.code ?? ''],
      first: 20,
      fields: ['name'],
    });
    expect(result).toMatchObject({ status: 'REDUCED', withheld: [{ field: 'typeCodes' }] });
    expect(ledger.outcome()).toBe('mixed');
  });
});
