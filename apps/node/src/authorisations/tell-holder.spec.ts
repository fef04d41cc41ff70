import { policyOf } from '#libs/sharing';
import { sampleAgreement } from '../../../../test/support/agreement.js';
import { openList } from '../../../../test/support/open-list.js';
import { TellHolder } from './tell-holder.js';

const PAGE = 'https://identity.example/a/';
const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const NOW = Date.parse('2026-11-30T00:00:00Z');
const ASKER = 'https://hebei.example';
const TYPE = '11100000000013338W011';
const ITEM = '11120000TB9000024Y2000131001000';

const AGREEMENTS = [
  sampleAgreement('open', ASKER, { licenceTypes: [TYPE], fields: ['name'] }),
  sampleAgreement('consent', ASKER, {
    licenceTypes: [TYPE],
    fields: ['name', 'validUntil'],
    requiresHolderAuthorisation: true,
  }),
];
const POLICY = policyOf({ responsibilityList: openList(AGREEMENTS), agreements: AGREEMENTS });
const tell = (platform: string | undefined = 'https://identity.example'): TellHolder =>
  new TellHolder(
    { platform },
    {
      client: {
        metadataOf: async () => ({
          authorisation_request_endpoint: 'https://identity.example/authorisation-requests',
          holder_page: PAGE,
          jwks: { keys: [] },
          name: { zh: '平台', en: 'Platform' },
        }),
      },
      policy: { current: () => POLICY },
      providerOf: async (region) => (region === '130000' ? ASKER : undefined),
      clock: () => NOW,
    },
  );

describe('where a code leads', () => {
  it.each([
    ['another host', `https://evil.example/a/${ID}`],
    ['the same host beside the page', `https://identity.example/b/${ID}`],
    ['a host that begins alike', `https://identity.example.evil/a/${ID}`],
    ['a path that goes on', `${PAGE}${ID}/../../given`],
    ['a query', `${PAGE}${ID}?next=//evil.example`],
    ['a script', 'javascript:alert(1)'],
    ['nothing', ''],
    ['far too much', 'A'.repeat(5_000)],
  ])('is not told of %s', async (_what, code) => {
    await expect(tell().pageOf(code)).rejects.toMatchObject({ code: 'AUTHORISATION_CODE_UNKNOWN' });
  });

  it.each([
    ['address', `${PAGE}${ID}`],
    ['bare code', ID],
  ])('is told of an %s', async (_what, code) => {
    await expect(tell().pageOf(code)).resolves.toEqual({
      url: `${PAGE}${ID}`,
      platform: { zh: '平台', en: 'Platform' },
    });
  });
});

describe('what would be released', () => {
  it('is told by name, apart from what needs consent and from what stays', async () => {
    const licences = [{ typeCode: TYPE, fields: ['name', 'validUntil', 'holderCode'] }];
    await expect(tell().preview('130000', ITEM, licences)).resolves.toEqual([
      {
        typeCode: TYPE,
        released: ['name', 'validUntil'],
        byAuthorisation: ['validUntil'],
        legalBasis: '样例',
      },
    ]);
  });

  it('refuses fields that nobody can agree on, too many, none, and regions that no node answers for', async () => {
    const licences = [{ typeCode: TYPE, fields: ['name'] }];
    await expect(tell().preview('130000', ITEM, [])).rejects.toMatchObject({
      code: 'AUTHORISATION_REQUEST_INVALID',
    });
    await expect(
      tell().preview('130000', ITEM, [{ typeCode: TYPE, fields: ['__proto__'] }]),
    ).rejects.toMatchObject({ code: 'AUTHORISATION_REQUEST_INVALID' });
    await expect(
      tell().preview('130000', ITEM, [{ typeCode: TYPE, fields: Array<string>(65).fill('name') }]),
    ).rejects.toMatchObject({ code: 'AUTHORISATION_REQUEST_INVALID' });
    await expect(tell().preview('120000', ITEM, licences)).rejects.toMatchObject({ code: 'REGION_UNKNOWN' });
  });
});
