import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogKey } from '../audit/index.js';
import { openWitnessKey } from '../witnessing/index.js';
import { noteKeyStanding } from './note-keys.js';

const AT = Date.UTC(2026, 0, 1);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-note-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const keyOf = (use: 'log' | 'witness') => {
  const place = join(folder, `${use}.pem`);
  const { verifierKey } =
    use === 'log' ? openLogKey(place, 'node.example/log') : openWitnessKey(place, 'node.example/witness');
  utimesSync(place, AT / 1000, AT / 1000);
  return { use, verifierKey, place };
};

describe.each(['log', 'witness'] as const)('the key of the %s', (use) => {
  it('signs since its file was written', () => {
    const key = keyOf(use);
    expect(noteKeyStanding(key)).toEqual({
      use,
      id: key.verifierKey,
      algorithm: 'Ed25519',
      state: 'signing',
      from: AT,
      place: key.place,
    });
  });

  it('is told to be replaced where its file holds another one', () => {
    const key = keyOf(use);
    rmSync(key.place);
    keyOf(use);
    expect(noteKeyStanding(key)).toMatchObject({ state: 'replaced', id: key.verifierKey });
  });

  it('is told to be unreadable where its file is gone, which stays gone', () => {
    const key = keyOf(use);
    rmSync(key.place);
    expect(noteKeyStanding(key)).toMatchObject({ state: 'unreadable' });
    expect(noteKeyStanding(key)).toMatchObject({ state: 'unreadable' });
  });
});

it('keeps the two apart, were they of one key', () => {
  const log = keyOf('log');
  expect(noteKeyStanding({ ...log, use: 'witness' })).toMatchObject({ state: 'replaced' });
});
