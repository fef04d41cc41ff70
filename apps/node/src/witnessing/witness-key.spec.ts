import { createPublicKey } from 'node:crypto';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NOTE_COSIGNATURE_V1, verifierKey } from '../audit/ed25519-file.js';
import { openLogKey } from '../audit/index.js';
import { openWitnessKey, witnessName } from './witness-key.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'witness-key-'));

describe('the key of the witness', () => {
  it('is never the key of the log: cosignature/v1 does not sign the name of the cosigner', () => {
    const file = join(folder(), 'log.pem');
    const log = openLogKey(file, 'example.com/log');
    expect(() => openWitnessKey(file, 'example.com/witness', log.privateKey)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });

  it('is made once, readable by its owner only', () => {
    const file = join(folder(), 'keys', 'witness.pem');
    const made = openWitnessKey(file, 'example.com/witness');
    expect(openWitnessKey(file, 'example.com/witness').verifierKey).toBe(made.verifierKey);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is named as C2SP tlog-cosignature says, with signature type 0x04', () => {
    // A witness of the public network (transparency-dev's list).
    const known = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2';
    const bytes = Buffer.from(known.split('+')[2]!, 'base64');
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(1).toString('base64url') },
      format: 'jwk',
    });
    expect(verifierKey('remora.n621.de', key, NOTE_COSIGNATURE_V1)).toBe(known);
    expect(openWitnessKey(join(folder(), 'w.pem'), 'a.example/witness').verifierKey).toMatch(
      /^a\.example\/witness\+[0-9a-f]{8}\+B[A-Za-z0-9+/]{43}$/,
    );
  });

  it('has a schema-less URL for its name', () => {
    expect(witnessName('https://127.0.0.1:7411')).toBe('127.0.0.1:7411/witness');
  });
});
