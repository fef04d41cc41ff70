import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { loadConfig } from '../../../node/src/config/index.js';
import { layoutOf } from './layout.js';
import { withSecondFactor } from './second-factor.js';

describe('the demo with a second factor', () => {
  let dataDir: string;
  beforeEach(() => void (dataDir = mkdtempSync(`${tmpdir()}/tongban-factor-`)));
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it.each([0, 1, 2])('has the configuration of region %d but for the exception', (n) => {
    const place = layoutOf({ dataDir }).nodes[n]!;
    const read = ({ configFile, dataDir: data }: typeof place) =>
      loadConfig(configFile, { TONGBAN_DATA_DIR: data }).config;
    const usual = read(place);
    expect(usual.callers.secondFactor.roles).toEqual([]);
    const strict = read(withSecondFactor(place));
    expect(strict.callers.secondFactor.roles).toEqual([
      'auditor',
      'securityAdministrator',
      'systemAdministrator',
    ]);
    expect({ ...strict, callers: { ...strict.callers, secondFactor: usual.callers.secondFactor } }).toEqual(
      usual,
    );
  });
});
