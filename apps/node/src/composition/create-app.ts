import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { standardCatalogue } from '#libs/licences';
import { AppModule, type AppParts } from '../app.module.js';
import type { NodeConfiguration } from '../config/index.js';
import type { Engine } from '../graphql/execute-operation.js';
import { BorderAdapter } from '../http/border-adapter.js';
import { nestLogger, type Logger } from '../observability/logger.js';

export interface App {
  app: NestFastifyApplication;
  fastify: FastifyInstance;
  /** Mercurius, as the border calls it. */
  engine: Engine;
}

/** Nest with its schema on a Fastify whose border is ours. Listens nowhere yet. */
export async function createApp(
  config: NodeConfiguration,
  { logger, ...parts }: { logger: Logger } & Omit<AppParts, 'graphql' | 'catalogue'>,
): Promise<App> {
  const { bodyLimitBytes, headerLimitBytes, requestTimeoutMs, public: listener } = config.http;
  const tls = listener.tls && {
    cert: readFileSync(listener.tls.cert),
    key: readFileSync(listener.tls.key),
  };
  const adapter = new BorderAdapter({
    genReqId: () => randomUUID(),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: { maxHeaderSize: headerLimitBytes },
    ...(tls ? { https: tls } : {}),
    forceCloseConnections: false,
  } as ConstructorParameters<typeof BorderAdapter>[0]);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with({ graphql: config.graphql, catalogue: standardCatalogue, ...parts }),
    adapter,
    { logger: nestLogger(logger), bodyParser: false },
  );
  const fastify = app.getHttpAdapter().getInstance();
  const engine: Engine = (source, context, variables, operationName) =>
    (fastify as unknown as { graphql: Engine }).graphql(source, context, variables, operationName);
  return { app, fastify, engine };
}
