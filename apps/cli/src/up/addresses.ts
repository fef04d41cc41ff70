import type { NodeConfiguration } from '../../../node/src/config/index.js';

/** Origin of the public listener, as a person or a probe on this machine reaches it. */
export function publicOrigin({ http }: NodeConfiguration): string {
  const { host, port, tls } = http.public;
  return `${tls ? 'https' : 'http'}://${host}:${String(port)}`;
}

/** Every address that a run needs, with who needs it. */
export function wantedPorts(
  nodes: readonly { name: string; config: NodeConfiguration }[],
  anchor: { host: string; port: number },
  postgresPort: number | undefined,
  identity?: { host: string; port: number },
  departments?: { host: string; port: number },
): { port: number; host: string; wantedBy: string }[] {
  return [
    { ...anchor, wantedBy: 'anchor' },
    ...(identity ? [{ ...identity, wantedBy: 'identity' }] : []),
    ...(departments ? [{ ...departments, wantedBy: 'departments' }] : []),
    ...nodes.flatMap(({ name, config: { http } }) => [
      { host: http.public.host, port: http.public.port, wantedBy: `${name} (public)` },
      { host: http.peer.host, port: http.peer.port, wantedBy: `${name} (peer)` },
    ]),
    ...(postgresPort === undefined
      ? []
      : [{ host: '127.0.0.1', port: postgresPort, wantedBy: 'PostgreSQL' }]),
  ];
}
