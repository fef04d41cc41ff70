import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import type { LookupContext } from '#libs/exchange';
import { standardCatalogue, wellKnownSample, type Licence } from '#libs/licences';
import { policyOf, type Agreement } from '#libs/sharing';
import type { DocumentVerdict, ExpectedIssuer, JudgedLicence } from '../verdicts/index.js';
import { concluded, recordsOf } from './asked-record.js';
import { HomeDatasets } from './home-datasets.js';
import { HomeLookups } from './home-lookups.js';
import { Ledger } from './ledger.js';
import type { Lookup } from './lookup.js';
import { withOwnVerdict } from './own-verdict.js';
import { readPeerAnswer } from './peer-answer.js';
import { peerDocuments } from './peer-documents.js';
import { noAuthorisations } from './sharing-ports.js';
import { openList } from '../../../../test/support/open-list.js';

const at = Date.parse('2026-11-24T02:00:00Z');
const licence: Licence = wellKnownSample('110000');
const bytes = Buffer.from('%PDF-');
const sha256 = createHash('sha256').update(bytes).digest('base64url');
const verdict: DocumentVerdict = {
  sha256,
  format: 'pdf',
  indication: 'TOTAL_FAILED',
  subIndication: 'HASH_FAILURE',
  issuer: 'mismatch',
  signer: 'CN=张三',
  trustEdition: 'e1',
  checkedAt: '2026-11-24T01:00:00.000Z',
  checks: [{ name: 'integrity', outcome: 'failed' }],
};
const logged = {
  sha256,
  indication: 'TOTAL_FAILED',
  subIndication: 'HASH_FAILURE',
  issuer: 'mismatch',
};
/** The verdict as it crosses the border. */
const told = {
  ...verdict,
  code: null,
  seal: null,
  issuer: 'MISMATCH',
  checks: [{ name: 'integrity', outcome: 'FAILED' }],
};
const context: LookupContext = {
  purpose: { itemCode: '11110000000023456711' + '00123456700'.slice(0, 11), itemName: '样例' },
  caseNumber: '1',
  legalBasis: '样例',
  reason: '样例',
  organisation: { code: licence.holderCode, name: '样例' },
  person: { id: '1', name: '样例' },
  channel: 'counter',
};
const agreement = (fields: string[], id = 'a-1'): Agreement => ({
  id,
  partner: 'https://tianjin.example',
  licenceTypes: [licence.typeCode],
  operations: ['byIdentifier', 'byNumber', 'byHolder', 'document'],
  purposes: [`${context.purpose.itemCode.slice(0, 8)}*`],
  fields,
  legalBasis: '样例',
  requiresHolderAuthorisation: false,
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
});

function atHome(agreements: Agreement[], found: DocumentVerdict | 'none' = verdict) {
  const judged: { licences: readonly JudgedLicence[]; deadline: number }[] = [];
  const ledger = new Ledger();
  const policy = policyOf({ agreements, responsibilityList: openList(agreements) });
  const home = new HomeLookups({
    region: '110000',
    self: 'https://beijing.example',
    licences: {
      byIdentifier: async () => licence,
      byNumber: async () => licence,
      byHolder: async () => ({ items: [{ cursor: 'c', licence }], hasNextPage: false, endCursor: 'c' }),
    },
    documents: { ofLicence: async () => ({ mediaType: 'application/pdf', sha256, bytes }) },
    verdicts: {
      ofLicences: async (licences, deadline) => {
        judged.push({ licences, deadline });
        return new Map(found === 'none' ? [] : licences.map((one) => [one.identifier, found] as const));
      },
    },
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
    authorisations: noAuthorisations,
    clock: () => at,
  });
  const asker = {
    partner: 'https://tianjin.example',
    context,
    deadline: at + 5000,
    request: 'r-1',
    operationDocument: 'sha256:0',
  };
  return { ask: (lookup: Lookup) => home.answer(lookup, asker, ledger), ledger, judged };
}

const { identifier, typeCode, number } = licence;
const byIdentifier = (...fields: string[]): Lookup => ({ operation: 'byIdentifier', identifier, fields });
const byHolder: Lookup = {
  operation: 'byHolder',
  holder: { type: '001', code: licence.holderCode },
  typeCodes: [],
  first: 20,
  fields: ['name', 'documentVerdict'],
};
const document: Lookup = { operation: 'document', identifier, verdicts: ['own', 'provider'] };

describe('the verdict on a licence’s document, at home', () => {
  it('is withheld without an agreement that names it, and nothing is verified', async () => {
    const { ask, ledger, judged } = atHome([agreement(['name', 'document', 'attributes.*'])]);
    const result = await ask(byIdentifier('name', 'documentVerdict'));
    expect(result).toMatchObject({
      status: 'REDUCED',
      withheld: [{ field: 'documentVerdict', reason: 'FIELD_NOT_AGREED' }],
    });
    expect(result.licence).not.toHaveProperty('documentVerdict');
    expect(judged).toEqual([]);
    expect(ledger.records[0]).not.toHaveProperty('documents');
  });

  it('costs nothing where nobody asks for it', async () => {
    const { ask, judged } = atHome([agreement(['name', 'documentVerdict'])]);
    await ask(byIdentifier('name'));
    await ask({ ...byHolder, fields: ['name'] });
    expect(judged).toEqual([]);
  });

  it.each<[string, Lookup]>([
    ['by identifier', byIdentifier('documentVerdict')],
    ['by number', { operation: 'byNumber', typeCode, number, fields: ['documentVerdict'] }],
  ])('is told %s, and stands in the record without the signer', async (_name, lookup) => {
    const { ask, ledger, judged } = atHome([agreement(['documentVerdict'])]);
    const result = await ask(lookup);
    expect(result).toMatchObject({ status: 'FOUND', licence: { fields: {}, documentVerdict: verdict } });
    expect(judged).toEqual([{ licences: [licence], deadline: at + 5000 }]);
    expect(ledger.records[0]).toMatchObject({ fieldsReleased: ['documentVerdict'] });
    expect(ledger.records[0]?.documents).toEqual([{ ...logged, by: 'provider' }]);
  });

  it('is told of each licence of a holder', async () => {
    const { ask, ledger } = atHome([agreement(['name', 'documentVerdict'])]);
    const result = await ask(byHolder);
    expect(result.page?.items[0]?.licence.documentVerdict).toEqual(verdict);
    expect(ledger.records[0]?.documents).toEqual([{ ...logged, by: 'provider' }]);
  });

  it('is null where there is no document', async () => {
    const { ask, ledger } = atHome([agreement(['name', 'documentVerdict'])], 'none');
    const result = await ask(byIdentifier('name', 'documentVerdict'));
    expect(result).toMatchObject({ status: 'FOUND', licence: { documentVerdict: null } });
    expect(ledger.records[0]).not.toHaveProperty('documents');
  });

  it('of a document that is handed out needs an agreement of its own; the document needs none of it', async () => {
    const { ask, judged } = atHome([agreement(['document'])]);
    const result = await ask(document);
    expect(result).toMatchObject({
      status: 'REDUCED',
      withheld: [{ field: 'documentVerdict', reason: 'FIELD_NOT_AGREED' }],
      document: { sha256, issuerName: licence.issuerName, issuerCode: licence.issuerCode },
    });
    expect(result.document).not.toHaveProperty('verdict');
    expect(judged).toEqual([]);
  });

  it.each([
    ['first', ['a-1', 'b-1']],
    ['last', ['b-1', 'a-1']],
  ])('agreed alone never hides an agreement on the document (%s)', async (_name, [one = '', other = '']) => {
    const { ask } = atHome([agreement(['documentVerdict'], one), agreement(['document'], other)]);
    expect((await ask(document)).document?.sha256).toBe(sha256);
    const alone = atHome([agreement(['documentVerdict'])]);
    const denied = await alone.ask(document);
    expect(denied).toMatchObject({ status: 'DENIED', refusal: { code: 'FIELD_NOT_AGREED' } });
    expect(denied.document).toBeUndefined();
  });

  it('is told beside its own bytes only', async () => {
    const { ask, ledger } = atHome([agreement(['document', 'documentVerdict'])], {
      ...verdict,
      sha256: 'A'.repeat(43),
    });
    const result = await ask(document);
    expect(result.document).not.toHaveProperty('verdict');
    expect(ledger.records[0]).not.toHaveProperty('documents');
  });
});

describe('the verdict that a peer tells', () => {
  const read = (lookup: Lookup, result: object) => {
    const { field } = peerDocuments[lookup.operation];
    const body = { data: { [field]: { status: 'FOUND', withheld: [], ...result } } };
    return readPeerAnswer(lookup, field, Buffer.from(JSON.stringify(body)), 1 << 20);
  };
  const file = {
    mediaType: 'application/pdf',
    sha256,
    size: bytes.length,
    content: bytes.toString('base64'),
    issuerName: licence.issuerName,
    issuerCode: licence.issuerCode,
  };

  it.each<[string, Lookup, object]>([
    [
      'with a member more',
      byIdentifier('documentVerdict'),
      { licence: { documentVerdict: { ...told, trusted: true } } },
    ],
    ['of a wrong type', byIdentifier('documentVerdict'), { licence: { documentVerdict: 'TOTAL_PASSED' } }],
    [
      'that contradicts itself',
      byIdentifier('documentVerdict'),
      { licence: { documentVerdict: { ...told, indication: 'TOTAL_PASSED' } } },
    ],
    [
      'though nobody asked, in a form that nobody reads',
      byIdentifier('name'),
      { licence: { name: 'x', documentVerdict: [] } },
    ],
    [
      'of a list',
      byHolder,
      {
        licences: {
          edges: [{ cursor: 'c', node: { documentVerdict: { ...told, checks: 'all' } } }],
          pageInfo: { hasNextPage: false },
        },
      },
    ],
    [
      'on another document',
      document,
      { document: { ...file, verdict: { ...told, sha256: 'A'.repeat(43) } } },
    ],
    [
      'with a member more, on a document',
      document,
      { document: { ...file, verdict: { ...told, by: 'us' } } },
    ],
    ['with an issuer that cannot be shown', document, { document: { ...file, issuerName: 'a\u0000b' } }],
  ])('is refused %s', (_name, lookup, result) => {
    expect(() => read(lookup, result)).toThrow(expect.objectContaining({ code: 'PEER_BAD_ANSWER' }));
  });

  it('is read in the words of this node, and dropped where nobody asked for it', () => {
    const answer = { licence: { name: 'x', documentVerdict: told } };
    expect(read(byIdentifier('documentVerdict'), answer).licence?.documentVerdict).toEqual(verdict);
    expect(read(byIdentifier('name'), answer).licence).not.toHaveProperty('documentVerdict');
    const withoutAsking = { ...document, verdicts: ['own'] } as Lookup;
    const given = { document: { ...file, verdict: told } };
    expect(read(withoutAsking, given).document).not.toHaveProperty('providerVerdict');
    expect(read(document, given).document).toMatchObject({
      providerVerdict: verdict,
      issuerName: licence.issuerName,
    });
  });

  it('is null where the licence has no document', () => {
    const { licence: one } = read(byIdentifier('documentVerdict'), {
      licence: { name: 'x', documentVerdict: null },
    });
    expect(one?.documentVerdict).toBeNull();
  });
});

describe('the verdict on a document that was received', () => {
  const own: DocumentVerdict = {
    ...verdict,
    indication: 'INDETERMINATE',
    subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
  };
  const received = {
    status: 'FOUND' as const,
    withheld: [],
    document: {
      mediaType: 'application/pdf',
      sha256,
      size: bytes.length,
      content: bytes.toString('base64'),
      issuerName: '别的局',
      issuerCode: '11120000MB00000029',
      providerVerdict: verdict,
    },
  };
  const judging = () => {
    const asked: { bytes: Uint8Array; issuer: ExpectedIssuer }[] = [];
    const verdicts = {
      ofBytes: async (given: { bytes: Uint8Array }, issuer: ExpectedIssuer) => {
        asked.push({ bytes: given.bytes, issuer });
        return own;
      },
    };
    return { asked, verdicts };
  };

  it('is this node’s own, of the bytes, against the issuer told and the one in the identifier', async () => {
    const { asked, verdicts } = judging();
    const { document: judged } = await withOwnVerdict(verdicts, document, received, at);
    expect(judged).toMatchObject({ verdict: own, providerVerdict: verdict });
    expect(Buffer.from(asked[0]!.bytes)).toEqual(bytes);
    expect(asked[0]?.issuer).toEqual({
      code: '11120000MB00000029',
      name: '别的局',
      inIdentifier: licence.issuerCode,
    });
  });

  it('is not made where nobody asked for it, or nothing came', async () => {
    const { asked, verdicts } = judging();
    await withOwnVerdict(verdicts, { operation: 'document', identifier }, received, at);
    await withOwnVerdict(verdicts, { ...document, verdicts: ['provider'] }, received, at);
    await withOwnVerdict(verdicts, document, { status: 'NOT_FOUND', withheld: [] }, at);
    expect(asked).toEqual([]);
  });

  it('stands in the record beside the provider’s, each by whom it is', async () => {
    const result = await withOwnVerdict(judging().verdicts, document, received, at);
    const [record] = concluded(recordsOf('110000', document), document, { result });
    expect(record).toMatchObject({
      fieldsAsked: ['document', 'documentVerdict'],
      fieldsReleased: ['document', 'documentVerdict'],
      outcome: 'granted',
    });
    expect(record?.documents).toEqual([
      { ...logged, by: 'provider' },
      {
        ...logged,
        indication: 'INDETERMINATE',
        subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
        by: 'requester',
      },
    ]);
  });

  it('leaves no trace where the peer gave no trustworthy answer', () => {
    const [record] = concluded(recordsOf('110000', document), document, {
      refusal: new Refusal('PEER_BAD_ANSWER'),
    });
    expect(record).toMatchObject({ outcome: 'failed', code: 'PEER_BAD_ANSWER' });
    expect(record).not.toHaveProperty('documents');
  });
});
