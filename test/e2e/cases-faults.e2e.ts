import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../cases-faults/index.js', import.meta.url));
const TONGBAN = fileURLToPath(new URL('../../apps/cli/bin/tongban.js', import.meta.url));

/** The short form of `npm run cases:faults` needs the compiled program; any command brings it up to date. */
beforeAll(() => void spawnSync(process.execPath, [TONGBAN, '--version'], { stdio: 'ignore' }));

it('two regions end in the same state after kills and a bad line between them', async () => {
  const args = ['--steps', '40', '--kills', '2', '--days', '5', '--seed', '3', '--json'];
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const { counts, faults } = JSON.parse(output) as { counts: Record<string, number>; faults: string[] };
  expect(faults).toEqual([]);
  expect(counts['kills']).toBeGreaterThan(0);
  expect(counts['events']).toBeGreaterThan(5);
  expect(status).toBe(0);
}, 180_000);
