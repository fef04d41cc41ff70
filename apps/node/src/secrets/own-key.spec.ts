import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOwnKey } from './own-key.js';

describe("a key of the node's own", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'tongban-key-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is made once, and read by nobody else', () => {
    const file = join(folder, 'keys/own.key');
    const key = openOwnKey(file);
    expect(key).toHaveLength(32);
    expect(openOwnKey(file)).toEqual(key);
    expect(openOwnKey(join(folder, 'keys/other.key'))).not.toEqual(key);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
  });
  it('is refused at another length', () => {
    writeFileSync(join(folder, 'k'), 'short');
    expect(() => openOwnKey(join(folder, 'k'))).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
