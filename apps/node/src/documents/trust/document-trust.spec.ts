import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import { signTrustListToken, type TrustAnchor } from '#libs/federation';
import { newKey } from '../../../../../test/support/federation.js';
import * as ofd from '../../../../../test/support/sealed-ofd.js';
import type { TrustMaterial } from '../pool/protocol.js';
import { readSource } from '../pool/read-source.js';
import { inForce } from '../pool/trust-in-thread.js';
import { DocumentTrust, type DocumentTrustOptions } from './document-trust.js';
import { EditionHistory } from './edition-history.js';
import { FederatedSource } from './federated-source.js';

const ANCHOR = 'https://anchor.example';
const T = 1_800_000_000_000;
const HOUR = 3_600_000;

let folder: string;
let now: number;
let faults: string[];
let changes: TrustMaterial[];
let anchor: TrustAnchor;
let published: () => Promise<string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-trust-'));
  now = T;
  faults = [];
  changes = [];
  published = () => Promise.reject(new Refusal('FEDERATION_UNREACHABLE'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Uint8Array = ''): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const authorities = [ofd.root, ofd.otherRoot].map(({ certificate }, index) => ({
  id: `a${String(index)}`,
  name: { zh: '甲', en: 'A' },
  certificate: Buffer.from(certificate).toString('base64'),
  purposes: ['seal'],
  from: '2025-01-01T00:00:00Z',
}));
const list = (edition: number, ...trusted: number[]) => ({
  version: 1,
  name: 'n',
  edition,
  authorities: trusted.map((index) => authorities[index]),
});
const listText = (edition: number, ...trusted: number[]): string => JSON.stringify(list(edition, ...trusted));

async function trustOf(config: Partial<DocumentTrustOptions['config']>): Promise<DocumentTrust> {
  const federated = new FederatedSource({ anchors: () => [anchor], fetcher: {} as never }, () => now, 30);
  federated.fetch = () => published();
  return new DocumentTrust({
    config: {
      files: [],
      folders: [],
      certificates: [],
      crls: [],
      federation: [],
      reloadSeconds: 60,
      ...config,
    },
    history: await EditionHistory.open(join(folder, 'history')),
    read: (input) => readSource(input),
    federated,
    onChange: (material) => changes.push(material),
    onFault: ({ code }) => faults.push(code),
    fetching: false,
    clock: () => now,
    skewSeconds: 30,
  });
}
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (thrown) {
    return thrown instanceof Refusal ? thrown.code : String(thrown);
  }
};
/** Names of the authorities that the newest material trusts at an instant. */
const trusted = (asOf?: number): string[] =>
  inForce(changes.at(-1)?.editions ?? [], now, asOf).flatMap(({ text }) => {
    const read = JSON.parse(Buffer.from(Uint8Array.from(text)).toString()) as {
      authorities: { id: string }[];
    };
    return read.authorities.map(({ id }) => id);
  });

describe('trust by files', () => {
  it('is that of the newest edition now, and of the edition of the time for a time', async () => {
    const path = file('list.json', listText(1, 0));
    const trust = await trustOf({ files: [path] });
    await trust.open();
    now = T + HOUR;
    file('list.json', listText(2, 0, 1));
    await trust.refresh();
    expect(trusted()).toEqual(['a0', 'a1']);
    expect(trusted(T + HOUR - 1)).toEqual(['a0']);
    expect(trusted(T - HOUR)).toEqual(['a0']);
    await trust.stop();
  });

  it('keeps its history and its name over a restart', async () => {
    const path = file('list.json', listText(1, 0));
    const first = await trustOf({ files: [path] });
    await first.open();
    now = T + HOUR;
    file('list.json', listText(2, 1));
    await first.refresh();
    const second = await trustOf({ files: [path] });
    await second.open();
    expect(second.edition).toBe(first.edition);
    expect([trusted(), trusted(T)]).toEqual([['a1'], ['a0']]);
  });

  it('has a name that changes with lists, certificates and revocation lists, and with nothing else', async () => {
    const path = file('list.json', listText(1, 0));
    const crl = file(
      'a.crl',
      ofd.root.issueCrl({ thisUpdate: T, nextUpdate: T + HOUR, number: 1n, revoked: [] }),
    );
    const certificate = file('a.crt', ofd.authority.certificate);
    const names = new Set<string>();
    for (const config of [
      { files: [path] },
      { files: [path], crls: [crl] },
      { files: [path], crls: [crl], certificates: [certificate] },
    ]) {
      const trust = await trustOf(config);
      await trust.open();
      names.add(trust.edition);
      now += HOUR;
      await trust.refresh();
      names.add(trust.edition);
    }
    expect(names.size).toBe(3);
    expect(changes).toHaveLength(3);
  });

  it.each([
    ['is missing', 'missing.json', undefined],
    ['is no JSON', 'list.json', '{'],
    ['says something else', 'list.json', '{"version":2}'],
    ['is YAML with an alias bomb', 'list.yaml', 'a: &a [x]\nb: [*a, *a]'],
  ])('keeps the node from starting where a list %s', async (_rule, name, content) => {
    if (content !== undefined) file(name, content);
    const trust = await trustOf({ files: [join(folder, name)] });
    expect(await codeOf(trust.open())).toBe('CONFIG_INVALID');
    expect(changes).toEqual([]);
  });

  it('stays as it was where a file breaks later, told once, until it is mended', async () => {
    const path = file('list.json', listText(1, 0));
    const trust = await trustOf({ files: [path] });
    await trust.open();
    const { edition } = trust;
    file('list.json', '{');
    await trust.refresh();
    await trust.refresh();
    rmSync(path);
    await trust.refresh();
    expect([trust.edition, trusted()]).toEqual([edition, ['a0']]);
    expect(faults).toEqual(['TRUST_STORE_INVALID', 'TRUST_STORE_INVALID']);
    file('list.json', listText(2, 1));
    await trust.refresh();
    expect(trusted()).toEqual(['a1']);
  });

  it('ends for an origin that is not asked any more', async () => {
    const path = file('list.json', listText(1, 0));
    await (await trustOf({ files: [path] })).open();
    now = T + HOUR;
    await (await trustOf({})).open();
    expect([trusted(), trusted(T)]).toEqual([[], ['a0']]);
  });

  it('is refused where its history was altered', async () => {
    const path = file('list.json', listText(1, 0));
    await (await trustOf({ files: [path] })).open();
    const history = join(folder, 'history');
    const [kept] = readdirSync(history).filter((name) => /^[0-9a-f]{64}\.json$/.test(name));
    writeFileSync(join(history, kept ?? ''), listText(1, 1));
    expect(await codeOf(trustOf({ files: [path] }))).toBe('CONFIG_INVALID');
  });
});

describe('trust by a folder', () => {
  it('is in whoever issued himself; others complete paths, lists are used, notes are left alone', async () => {
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(folder, 'ca'));
    file('ca/root.crt', ofd.root.certificate);
    file('ca/issuing.crt', ofd.authority.certificate);
    file('ca/root.crl', ofd.root.issueCrl({ thisUpdate: T, nextUpdate: T + HOUR, number: 1n, revoked: [] }));
    file('ca/notes.txt', 'notes');
    const trust = await trustOf({ folders: [join(folder, 'ca')] });
    await trust.open();
    expect(trusted()).toHaveLength(1);
    expect(changes[0]).toMatchObject({ certificates: [expect.anything()], crls: [expect.anything()] });
    file('ca/broken.crt', Buffer.from('3003020101', 'hex'));
    await trust.refresh();
    expect(faults).toHaveLength(1);
    expect(trusted()).toHaveLength(1);
  });
});

describe('trust by the federation', () => {
  const sign = async (key: ReturnType<typeof newKey>, edition: number, ...ids: number[]): Promise<string> =>
    signTrustListToken(
      { iss: ANCHOR, iat: now / 1000, exp: now / 1000 + 7200, trust_list: list(edition, ...ids) },
      key,
    );
  const pin = (key: ReturnType<typeof newKey>): void => {
    anchor = { entityId: ANCHOR, jwks: { keys: [{ ...key.publicJwk, kid: key.kid }] } };
  };
  const open = async (): Promise<DocumentTrust> => {
    const trust = await trustOf({ federation: [ANCHOR] });
    await trust.open();
    return trust;
  };
  const publish = (token: string): void => void (published = () => Promise.resolve(token));
  let key: ReturnType<typeof newKey>;
  beforeEach(() => pin((key = newKey())));

  it('counts while it verifies and until it ends, whether the anchor answers or not', async () => {
    publish(await sign(key, 1, 0));
    const trust = await open();
    await trust.refresh();
    expect(trusted()).toEqual(['a0']);
    const { edition } = trust;
    published = () => Promise.reject(new Refusal('FEDERATION_UNREACHABLE'));
    now += HOUR;
    await trust.refresh();
    expect([trust.edition, faults]).toEqual([edition, ['FEDERATION_UNREACHABLE']]);
    now += HOUR;
    expect(trust.edition).not.toBe(edition);
    expect(trusted()).toEqual([]);
  });

  it('is renewed without becoming another edition', async () => {
    publish(await sign(key, 1, 0));
    const trust = await open();
    await trust.refresh();
    const { edition } = trust;
    now += HOUR;
    publish(await sign(key, 1, 0));
    await trust.refresh();
    now += HOUR + 1;
    expect([trust.edition, trusted()]).toEqual([edition, ['a0']]);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['another key signed', () => sign(newKey(), 2, 1), 'TRUST_LIST_INVALID'],
    ['is older', () => sign(key, 1, 1), 'TRUST_LIST_OLDER'],
    ['says something else under the same edition', () => sign(key, 2, 1), 'TRUST_LIST_OLDER'],
    ['is none', () => Promise.resolve('x'), 'TRUST_LIST_INVALID'],
  ])('is not taken over where it %s', async (_rule, next, code) => {
    publish(await sign(key, 2, 0));
    const trust = await open();
    await trust.refresh();
    publish(await next());
    await trust.refresh();
    expect([trusted(), faults]).toEqual([['a0'], [code]]);
  });

  it('counts after a restart only once it was verified again', async () => {
    publish(await sign(key, 1, 0));
    await (await open()).refresh();
    published = () => Promise.reject(new Refusal('FEDERATION_UNREACHABLE'));
    const trust = await open();
    expect(trusted()).toEqual([]);
    await trust.refresh();
    expect(trusted()).toEqual(['a0']);
  });

  it('ends with the key that signed it, and a new key begins anew', async () => {
    publish(await sign(key, 9, 0));
    const trust = await open();
    await trust.refresh();
    const next = newKey();
    pin(next);
    await trust.refresh();
    expect(trusted()).toEqual([]);
    publish(await sign(next, 1, 1));
    await trust.refresh();
    expect(trusted()).toEqual(['a1']);
  });

  it('ends where the anchor says, signed, that it has none', async () => {
    publish(await sign(key, 1, 0));
    const trust = await open();
    await trust.refresh();
    published = (() => Promise.resolve(undefined)) as never;
    now += 1000;
    await trust.refresh();
    expect([trusted(), trusted(T)]).toEqual([[], ['a0']]);
  });

  it('is taken from anchors of this node only', async () => {
    const trust = await trustOf({ federation: ['https://other.example'] });
    await trust.open();
    expect(await codeOf(trust.start())).toBe('CONFIG_INVALID');
    await trust.stop();
  });
});
