import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Refusal } from '#libs/errors';
import { newKey, TestFederation } from '../../../../test/support/federation.js';
import { AnchorKeys } from './anchor-keys.js';

const ANCHOR = 'https://anchor.example';

let folder: string;
let keysFile: string;
let federation: TestFederation;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anchor-keys-'));
  keysFile = join(folder, 'trust-anchor.json');
  federation = new TestFederation();
  federation.add(ANCHOR, []);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const pin = () => writeFile(keysFile, JSON.stringify(federation.anchor(ANCHOR)));
const kids = (keys: AnchorKeys) => keys.current()[0]?.jwks.keys.map(({ kid }) => kid);
const faults: string[] = [];
const follow = (keys: AnchorKeys) =>
  keys.follow({ fetcher: federation, clock: federation.clock, skewSeconds: 0 }, ({ code }) =>
    faults.push(code),
  );

describe("the anchors' keys of a node", () => {
  it.each([
    ['absent', undefined],
    ['not JSON', '{'],
    [
      'of another anchor',
      JSON.stringify({ entityId: 'https://other.example', jwks: { keys: [newKey().publicJwk] } }),
    ],
    ['without keys', JSON.stringify({ entityId: ANCHOR, jwks: { keys: [] } })],
  ])('are refused at the start where the file is %s', async (_case, text) => {
    if (text !== undefined) await writeFile(keysFile, text);
    await expect(new AnchorKeys([{ entityId: ANCHOR, keysFile }]).read()).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    } satisfies Partial<Refusal>);
  });

  it('follow a rotation, also over a restart, and a new pin wins over what was followed', async () => {
    await pin();
    const keys = new AnchorKeys([{ entityId: ANCHOR, keysFile }]);
    await keys.read();
    const { key: old } = federation.entity(ANCHOR);
    const next = newKey();
    federation.add(ANCHOR, [], { jwks: { keys: [old.publicJwk, next.publicJwk] } }, old);
    await follow(keys);
    federation.add(ANCHOR, [], {}, next);
    await follow(keys);
    expect(kids(keys)).toEqual([next.kid]);

    const restarted = new AnchorKeys([{ entityId: ANCHOR, keysFile }]);
    await restarted.read(keys.followed());
    expect(kids(restarted)).toEqual([next.kid]);

    federation.add(ANCHOR, [], {}, newKey());
    await pin();
    await restarted.read();
    expect(kids(restarted)).toEqual([federation.entity(ANCHOR).key.kid]);
  });

  it('stay as they are where the anchor is away, signs with a stranger’s key, or the file vanishes', async () => {
    await pin();
    const keys = new AnchorKeys([{ entityId: ANCHOR, keysFile }]);
    await keys.read();
    const before = kids(keys);
    federation.silent.add(ANCHOR);
    await follow(keys);
    federation.silent.clear();
    federation.add(ANCHOR, [], {}, newKey());
    await follow(keys);
    await rm(keysFile);
    await keys.read();
    expect([kids(keys), faults]).toEqual([before, ['FEDERATION_UNREACHABLE', 'ANCHOR_KEY_UNKNOWN']]);
  });
});
