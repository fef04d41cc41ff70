import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { regionCodes } from '#libs/codes';
import { Clients } from './clients.js';
import type { DepartmentsConfig, ServiceConfig } from './config.js';
import { recordsOf } from './records.js';
import { firmsOf, type Firm } from './subjects.js';

export interface DepartmentsServer {
  origin: string;
  stop(): Promise<void>;
}

/** The demo's departments that have an HTTP service, each as its own software would have it. */
export async function startDepartments(
  config: DepartmentsConfig,
  clock: () => number,
): Promise<DepartmentsServer> {
  const fastify = Fastify({
    bodyLimit: 16_384,
    requestTimeout: 30_000,
    forceCloseConnections: true,
    https: { cert: readFileSync(config.tls.certFile), key: readFileSync(config.tls.keyFile) },
  });
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
  const { seed, count } = config.firms;
  const firms = new Map(
    regionCodes.flatMap((region) => firmsOf(region, seed, count)).map((firm) => [firm.code, firm]),
  );
  let origin = '';
  fastify.get('/status/ready', async () => ({ status: 'ready' }));
  for (const service of config.services)
    register(fastify, service, config.clientsDir, firms, () => origin, clock);
  origin = await fastify.listen(config.listen);
  return { origin, stop: () => fastify.close() };
}

function register(
  fastify: FastifyInstance,
  service: ServiceConfig,
  clientsDir: string,
  firms: ReadonlyMap<string, Firm>,
  origin: () => string,
  clock: () => number,
): void {
  const base = `/${service.name}/${service.dataset}`;
  let clients: Clients | undefined;
  // Out of order from the start, for as long as was said: what is asked again after that is answered.
  const backAt = clock() + (service.brokenForSeconds ?? 0) * 1_000;
  const known = (): Clients =>
    (clients ??= new Clients(service, clientsDir, `${origin()}${base}/token`, clock));
  fastify.post(`${base}/token`, async (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const issued = await known().issue(form, request.headers.authorization);
    if (!issued) return reply.code(401).send({ error: 'invalid_client' });
    return { access_token: issued.token, token_type: 'Bearer', expires_in: issued.seconds };
  });
  fastify.get<{ Params: { code: string } }>(`${base}/v1/firms/:code`, async (request, reply) => {
    if (!known().accepts(request.headers.authorization))
      return reply.code(401).send({ error: 'invalid_token' });
    if (clock() < backAt) return broken(reply, Math.ceil((backAt - clock()) / 1_000));
    if (service.delayMs > 0) await pause(service.delayMs);
    const firm = firms.get(request.params.code.toUpperCase());
    const list = firm ? recordsOf(service.dataset, service.region, firm) : [];
    return {
      code: list.length > 0 ? 0 : 404,
      msg: list.length > 0 ? 'ok' : '未查到',
      time: clock(),
      data: { list },
    };
  });
}

const broken = (reply: FastifyReply, seconds: number): FastifyReply =>
  reply.code(503).header('retry-after', String(seconds)).send({ code: 503, msg: '系统升级' });
