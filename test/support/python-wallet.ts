import { spawn, spawnSync } from 'node:child_process';

const FILE = 'test/conformance/python_wallet.py';
const runs = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

/** Whether the wallet in Python can be run here. */
export const hasPythonWallet = runs('python3', '--version') && runs('openssl', 'version');
if (!hasPythonWallet) console.warn('python3 or openssl is absent: the wallet in Python is not tried.');

/** One command of the wallet in Python. Asynchronous: what it speaks to may run in this process. */
export async function pythonWallet<Result extends object = Record<string, never>>(
  command: 'verify' | 'present' | 'receive' | 'answer',
  given: object,
): Promise<Result & { refused?: string }> {
  const child = spawn('python3', [FILE, command], { stdio: ['pipe', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.end(JSON.stringify(given));
  if ((await ended) !== 0) throw new Error(Buffer.concat(errors).toString());
  return JSON.parse(Buffer.concat(chunks).toString()) as Result & { refused?: string };
}
