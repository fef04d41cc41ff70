import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../kill9/run.js', import.meta.url));

const TONGBAN = fileURLToPath(new URL('../../apps/cli/bin/tongban.js', import.meta.url));

/** The short form of `npm run kill9`; needs the compiled program, as the processes run it. */
it('no answered lookup is missing from either log after three kills under load', async () => {
  // Any command brings dist/ up to date first.
  spawnSync(process.execPath, [TONGBAN, '--version'], { stdio: 'ignore' });
  const { status, output } = await run(['--kills', '3', '--callers', '8', '--seed', '7', '--json']);
  const { counts, faults } = JSON.parse(output) as { counts: Record<string, number>; faults: string[] };
  expect(faults).toEqual([]);
  expect(counts['lookups answered to integrators']).toBeGreaterThan(150);
  expect(status).toBe(0);
}, 180_000);

async function run(args: string[]): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, output };
}
