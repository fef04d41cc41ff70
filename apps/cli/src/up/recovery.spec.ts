import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIo } from '../io.js';
import { eraseData, ensureDataFolder, confirmErase } from './data-folder.js';
import { layoutOf } from './layout.js';
import { busyPorts } from './ports.js';
import { identify, isAlive } from './processes.js';
import { RunState } from './state.js';

let folder: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-up-'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A process that ends only by force. */
async function stubborn(): Promise<ChildProcess & { pid: number }> {
  const script = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.stdout.write('.')";
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(child);
  await once(child.stdout, 'data');
  return child as ChildProcess & { pid: number };
}

describe('leftovers of a crashed run', () => {
  const stateFile = (): string => join(folder, 'up.json');

  it('are ended, and only they', async () => {
    const left = await stubborn();
    const other = await stubborn();
    const gone = { pid: 2 ** 22 - 1, started: '1' };
    writeFileSync(
      stateFile(),
      JSON.stringify({
        supervisor: gone,
        children: [
          { name: 'beijing', ...identify(left.pid) },
          // The number was given to somebody else since.
          { name: 'hebei', pid: other.pid, started: 'long ago' },
        ],
      }),
    );
    const { ended } = await RunState.claim(stateFile());
    expect(ended).toEqual([`beijing (${String(left.pid)})`]);
    expect(identify(left.pid)).toBeUndefined();
    expect(identify(other.pid)).toBeDefined();
  }, 20_000);

  it('are none where the last run is alive: it is named', async () => {
    const running = await stubborn();
    writeFileSync(stateFile(), JSON.stringify({ supervisor: identify(running.pid), children: [] }));
    await expect(RunState.claim(stateFile())).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining(String(running.pid)),
    });
    expect(isAlive(identify(running.pid)!)).toBe(true);
  });

  it.each([
    ['cut short', '{"supervisor":{"pid"'],
    ['of another shape', '{"pid":1}'],
    ['empty', ''],
  ])('a state file %s is none', async (_name, content) => {
    writeFileSync(stateFile(), content);
    const { ended, state } = await RunState.claim(stateFile());
    expect(ended).toEqual([]);
    state.remove();
    expect(existsSync(stateFile())).toBe(false);
  });
});

it('names who holds a port', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const busy = await busyPorts([
    { port, host: '127.0.0.1', wantedBy: 'beijing' },
    { port: 0, host: '127.0.0.1', wantedBy: 'any' },
  ]);
  server.close();
  expect(busy).toMatchObject([{ port, wantedBy: 'beijing' }]);
  if (process.platform === 'linux') expect(busy[0]?.holder?.pid).toBe(process.pid);
});

describe('the data folder', () => {
  const layout = () => layoutOf({ dataDir: join(folder, 'data') });

  it('refuses a folder that holds something else', () => {
    mkdirSync(layout().dataDir);
    writeFileSync(join(layout().dataDir, 'thesis.doc'), 'x');
    expect(() => ensureDataFolder(layout())).toThrow(expect.objectContaining({ exitCode: 4 }));
  });

  it('is erased only where it is ours, and only what we made', async () => {
    mkdirSync(join(layout().dataDir, 'beijing'), { recursive: true });
    await eraseData(layout());
    expect(existsSync(join(layout().dataDir, 'beijing'))).toBe(true);

    rmSync(layout().dataDir, { recursive: true });
    ensureDataFolder(layout());
    mkdirSync(join(layout().dataDir, 'beijing', 'keys'), { recursive: true });
    writeFileSync(join(layout().dataDir, 'notes.txt'), 'mine');
    await eraseData(layout());
    expect(existsSync(join(layout().dataDir, 'beijing'))).toBe(false);
    expect(existsSync(join(layout().dataDir, 'notes.txt'))).toBe(true);
  });

  it('asks nothing where nobody can answer', async () => {
    await expect(confirmErase(layout(), true, createIo({}))).resolves.toBeUndefined();
  });
});
