import { certificate, dn, ext, newKey } from '../../../../test/support/pki.js';
import { Refusal } from '#libs/errors';
import { parseCertificate } from '../certificate/certificate.js';
import { readTrustList } from './trust-list.js';
import { TrustStore, type TrustEdition } from './trust-store.js';

const root = certificate({ subject: dn('root'), key: newKey(), extensions: [ext.ca()] });
const authority = (more = {}) => ({
  id: 'gov-ca',
  name: { zh: '政务 CA', en: 'Government CA' },
  certificate: Buffer.from(root).toString('base64'),
  purposes: ['seal', 'signature'],
  from: '2020-01-01T00:00:00Z',
  ...more,
});
const list = (authorities: unknown[], edition = 1) => ({ version: 1, name: 'Demo', edition, authorities });
const at = (text: string) => Date.parse(text);
const edition = (recordedAt: string, authorities: unknown[], origin = 'file:demo'): TrustEdition => ({
  origin,
  recordedAt: at(recordedAt),
  digest: '00',
  list: readTrustList(list(authorities)),
});

describe('a trust list is refused', () => {
  it.each<[string, unknown, string]>([
    ['with a member that nobody knows', { ...list([]), more: 1 }, ''],
    ['of another version', { ...list([]), version: 2 }, 'version'],
    ['with an unknown purpose', list([authority({ purposes: ['all'] })]), 'authorities.0.purposes.0'],
    ['without a purpose', list([authority({ purposes: [] })]), 'authorities.0.purposes'],
    ['with an authority twice', list([authority(), authority()]), 'authorities.1.id'],
    [
      'with a certificate that is none',
      list([authority({ certificate: 'AAAA' })]),
      'authorities.0.certificate',
    ],
    [
      'with text for a certificate',
      list([authority({ certificate: 'not base64!' })]),
      'authorities.0.certificate',
    ],
    [
      'that ends before it starts',
      list([authority({ until: '2019-01-01T00:00:00Z' })]),
      'authorities.0.until',
    ],
    ['with a date that is none', list([authority({ from: 'yesterday' })]), 'authorities.0.from'],
    [
      'with decisions out of order',
      list([
        authority({
          status: [
            { at: '2022-01-01T00:00:00Z', status: 'withdrawn' },
            { at: '2021-01-01T00:00:00Z', status: 'granted' },
          ],
        }),
      ]),
      'authorities.0.status',
    ],
  ])('%s', (_, value, hint) => {
    expect(() => readTrustList(value)).toThrow(Refusal);
    expect(() => readTrustList(value)).toThrow(hint);
  });
});

describe('a trust store', () => {
  const names = (store: TrustStore, when: string, purpose: 'seal' | 'timestamp' = 'seal', asOf?: string) =>
    store
      .authorities({ purpose, at: at(when), ...(asOf ? { asOf: at(asOf) } : {}) })
      .map(({ authority: { id } }) => id);

  it('trusts an authority for its purposes, in its period, and nobody else', () => {
    const store = new TrustStore([
      edition('2020-01-01T00:00:00Z', [authority({ until: '2030-01-01T00:00:00Z' })]),
    ]);
    expect(names(store, '2025-01-01T00:00:00Z')).toEqual(['gov-ca']);
    expect(names(store, '2025-01-01T00:00:00Z', 'timestamp')).toEqual([]);
    expect(names(store, '2019-12-31T23:59:59Z')).toEqual([]);
    expect(names(store, '2030-01-01T00:00:00Z')).toEqual([]);
    expect(names(new TrustStore([]), '2025-01-01T00:00:00Z')).toEqual([]);
  });

  it('follows the decisions about an authority', () => {
    const status = [
      { at: '2021-01-01T00:00:00Z', status: 'suspended' },
      { at: '2022-01-01T00:00:00Z', status: 'granted' },
      { at: '2023-01-01T00:00:00Z', status: 'withdrawn', reason: 'ceased' },
    ];
    const store = new TrustStore([edition('2020-01-01T00:00:00Z', [authority({ status })])]);
    const years = ['2020', '2021', '2022', '2023', '2024'];
    expect(years.map((year) => names(store, `${year}-06-01T00:00:00Z`).length)).toEqual([1, 0, 1, 0, 0]);
    expect(store.find(parseCertificate(root))[0]?.authority.status.at(-1)?.reason).toBe('ceased');
  });

  it('can be asked what it knew at an earlier time, and keeps one list an origin', async () => {
    const editions = [
      edition('2021-01-01T00:00:00Z', [authority()]),
      edition('2022-01-01T00:00:00Z', []),
      edition('2023-01-01T00:00:00Z', [authority({ id: 'other' })], 'federation:https://anchor.test'),
    ];
    const store = await TrustStore.from([{ load: async () => editions }]);
    const when = '2025-01-01T00:00:00Z';
    expect(names(store, when)).toEqual(['other']);
    expect(names(store, when, 'seal', '2021-06-01T00:00:00Z')).toEqual(['gov-ca']);
    expect(names(store, when, 'seal', '2020-06-01T00:00:00Z')).toEqual([]);
    expect(store.history()).toHaveLength(3);
    expect(store.anchors({ purpose: 'seal', at: at(when) })).toHaveLength(1);
  });
});
