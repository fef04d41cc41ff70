import { createPublicKey } from 'node:crypto';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogKey, verifierKey } from './log-key.js';

describe('the key of the log', () => {
  it('is made once, readable by its owner only', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'log-key-')), 'keys', 'log.pem');
    const made = openLogKey(file, 'example.com/log');
    expect(openLogKey(file, 'example.com/log').verifierKey).toBe(made.verifierKey);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is named as C2SP signed-note says', () => {
    // The example of the specification: PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW
    const bytes = Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64');
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: bytes.subarray(1).toString('base64url') },
      format: 'jwk',
    });
    expect(verifierKey('PeterNeumann', key)).toBe(
      'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    );
  });
});
