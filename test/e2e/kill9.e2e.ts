import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../kill9/index.js', import.meta.url));

const TONGBAN = fileURLToPath(new URL('../../apps/cli/bin/tongban.js', import.meta.url));

/** The short forms of `npm run kill9` need the compiled program, as the processes run it; any command brings it up to date. */
beforeAll(() => void spawnSync(process.execPath, [TONGBAN, '--version'], { stdio: 'ignore' }));

it('no answered lookup is missing from either log after three kills under load', async () => {
  const { status, output } = await run(['--kills', '3', '--callers', '8', '--seed', '7', '--json']);
  const { counts, faults } = JSON.parse(output) as { counts: Record<string, number>; faults: string[] };
  expect(faults).toEqual([]);
  expect(counts['lookups answered to integrators']).toBeGreaterThan(150);
  expect(status).toBe(0);
}, 180_000);

it('three processes on one database lose no receipt when the one that signs is killed, and PostgreSQL too', async () => {
  const args = ['replicas', '--kills', '1', '--restarts', '1', '--callers', '6', '--seed', '7', '--json'];
  const { status, output } = await run(args);
  const { counts, faults } = JSON.parse(output) as { counts: Record<string, number>; faults: string[] };
  expect(faults).toEqual([]);
  expect(counts).toMatchObject({ 'of these of the one that signed': 1, 'restarts of PostgreSQL': 1 });
  expect(counts['answered with a receipt']).toBeGreaterThan(100);
  expect(status).toBe(0);
}, 180_000);

async function run(args: string[]): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, output };
}
