import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rotateIssuerKeys } from '../callers/index.js';
import { ensureExchangeKey, rotateExchangeKey } from '../exchange/exchange-keys.js';
import { ReadKeys, type ReadKeysParts } from './read-keys.js';

const NOW = Date.UTC(2026, 10, 30);
const HOUR = 3_600_000;
let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-read-keys-'));
  for (const kind of ['exchange', 'federation', 'credential'] as const)
    ensureExchangeKey(at(kind), 'ES256', NOW - 9 * HOUR);
  rotateExchangeKey(at('federation'), 'ES256', NOW, 3_600);
  await rotateIssuerKeys(at('oidc'), { clock: () => NOW, overlapSeconds: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const reader = (more: Partial<ReadKeysParts> = {}): ReadKeys =>
  new ReadKeys({
    config: {
      exchange: { keysDir: at('exchange') },
      federation: { keysDir: at('federation') },
      credentials: { keysDir: at('credential') },
      callers: { issuer: { kind: 'embedded', keysDirectory: at('oidc') } },
      http: { public: {}, peer: { tls: { cert: at('nowhere.crt') } } },
      peers: { tls: { cert: at('nowhere.crt') } },
      sealing: {},
    } as unknown as ReadKeysParts['config'],
    file: '/etc/tongban/beijing.yaml',
    notes: [],
    clock: () => NOW,
    ...more,
  });

describe('keys of the node', () => {
  it('are told with the command that rotates them, those that sign alone', async () => {
    const keys = await reader().read();
    const command = (kind: string): string =>
      `tongban keys rotate ${kind} --config /etc/tongban/beijing.yaml`;
    expect(keys.map(({ use, state, command: told }) => [use, state, told])).toEqual([
      ['exchange', 'signing', command('exchange')],
      ['federation', 'waiting', undefined],
      ['federation', 'signing', command('federation')],
      ['credential', 'signing', command('credential')],
      ['issuer', 'signing', command('oidc')],
      ['peer-tls', 'unreadable', undefined],
      ['client-tls', 'unreadable', undefined],
    ]);
  });

  it('are named in a command that a shell takes as it is', async () => {
    const file = "/etc/北京 's/a.yaml";
    const [key] = await reader({ file }).read();
    expect(key?.command).toBe(`tongban keys rotate exchange --config '/etc/北京 '\\''s/a.yaml'`);
  });

  it('that cannot be read are told to be so', async () => {
    rmSync(at('oidc'), { recursive: true });
    const keys = await reader().read();
    expect(keys.find(({ use }) => use === 'issuer')).toMatchObject({ state: 'unreadable' });
  });
});
