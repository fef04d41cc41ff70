import type { FastifyInstance } from 'fastify';

/** What readiness depends on; each check throws where it fails. */
export interface Readiness {
  /** False while starting and from the first moment of shutdown. */
  accepting: () => boolean;
  checks: Record<string, () => Promise<void> | void>;
  /** Figures beside the checks; nothing that not anybody may know. */
  figures: Record<string, () => unknown>;
}

/**
 * `/status/live`: the process answers. `/status/ready`: it can do its work; names each check and says yes or no,
 * no more, because anybody may ask.
 */
export function registerStatus(fastify: FastifyInstance, readiness: Readiness): void {
  fastify.get('/status/live', async () => ({ status: 'live' }));
  fastify.get('/status/ready', async (_request, reply) => {
    const results = await Promise.all(
      Object.entries(readiness.checks).map(async ([name, check]) => {
        try {
          await check();
          return [name, true] as const;
        } catch {
          return [name, false] as const;
        }
      }),
    );
    const accepting = readiness.accepting();
    const ready = accepting && results.every(([, ok]) => ok);
    return reply.code(ready ? 200 : 503).send({
      status: ready ? 'ready' : 'not ready',
      accepting,
      checks: Object.fromEntries(results),
      ...Object.fromEntries(Object.entries(readiness.figures).map(([name, figure]) => [name, figure()])),
    });
  });
}
