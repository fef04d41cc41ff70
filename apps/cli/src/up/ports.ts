import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

export interface BusyPort {
  port: number;
  /** Who wants it: `beijing (public)`. */
  wantedBy: string;
  /** Who has it, where the system lets us see. */
  holder?: { pid: number; command: string };
}

/** Which of the wanted ports cannot be listened on at the moment. */
export async function busyPorts(
  wanted: readonly { port: number; host: string; wantedBy: string }[],
): Promise<BusyPort[]> {
  const checked = await Promise.all(
    wanted.map(async ({ port, host, wantedBy }): Promise<BusyPort[]> => {
      if (port === 0 || (await canListen(port, host))) return [];
      const holder = portHolder(port);
      return [{ port, wantedBy, ...(holder ? { holder } : {}) }];
    }),
  );
  return checked.flat();
}

async function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The process that listens on a TCP port (Linux only, and only where we may look into it). */
export function portHolder(port: number): { pid: number; command: string } | undefined {
  const inodes = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)),
  );
  if (inodes.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const sockets = readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`));
      if (sockets.some((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? ''))) {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return { pid: Number(pid), command: command.slice(0, 120) };
      }
    } catch {
      // Another user's process, or one that has just ended.
    }
  }
  return undefined;
}

const LISTEN = '0A';

function listeningInodes(table: string, port: number): string[] {
  try {
    const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
    return readFileSync(table, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hexPort}`) && fields[3] === LISTEN)
      .flatMap((fields) => fields[9] ?? []);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
