import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeMetadata } from '#libs/federation';
import { openLogKey } from '../audit/index.js';
import { trustedWitnesses } from './trusted-witnesses.js';
import { openWitnessKey } from './witness-key.js';

const folder = mkdtempSync(join(tmpdir(), 'trusted-witnesses-'));
const keyOf = (name: string, file = name): string =>
  openWitnessKey(join(folder, encodeURIComponent(file)), name).verifierKey;

const peer = (host: string, witness?: { name: string; verifier_key: string }) => ({
  entityId: `https://${host}`,
  endpoint: `https://${host}/graphql`,
  metadata: { ...(witness ? { witness } : {}) } as NodeMetadata,
});
const good = (host: string) =>
  peer(host, { name: `${host}/witness`, verifier_key: keyOf(`${host}/witness`) });

describe('a peer is no witness', () => {
  const name = 'b.test/witness';
  const log = openLogKey(join(folder, 'log'), name).verifierKey;
  it.each<[string, { name: string; verifier_key: string } | undefined, string | undefined]>([
    ['that publishes no key', undefined, undefined],
    ['whose key is garbage', { name, verifier_key: `${name}+x` }, 'WITNESS_KEY_INVALID'],
    ['whose key is that of a log', { name, verifier_key: log }, 'WITNESS_KEY_INVALID'],
    [
      'whose key id is not of its key',
      { name, verifier_key: keyOf(name).replace(/\+[0-9a-f]{8}\+/, '+00000000+') },
      'WITNESS_KEY_INVALID',
    ],
    [
      'that takes the name of another',
      { name: 'a.test/witness', verifier_key: keyOf('a.test/witness', 'mallory') },
      'WITNESS_KEY_INVALID',
    ],
  ])('%s', (_name, witness, code) => {
    const faults: string[] = [];
    const found = trustedWitnesses([good('a.test'), peer('b.test', witness)], (entityId, refusal) =>
      faults.push(`${entityId} ${refusal.code}`),
    );
    expect(found.map(({ entityId }) => entityId)).toEqual(['https://a.test']);
    expect(faults).toEqual(code === undefined ? [] : [`https://b.test ${code}`]);
  });
});

it('who copies the key of another under a name of its own does not displace it', () => {
  const copied = keyOf('a.test/witness', 'b.test/witness');
  const found = trustedWitnesses([
    peer('a.test', { name: 'a.test/witness', verifier_key: copied }),
    good('b.test'),
  ]);
  expect(found.map(({ name }) => name)).toContain('b.test/witness');
});
