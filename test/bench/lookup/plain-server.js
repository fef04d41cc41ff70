/**
 * What the full lookup is compared with: a plain Nest and Mercurius server whose resolver reads the same licence from
 * the same store by the same class, in the same types and through the same operation; nothing is verified, decided,
 * logged or signed. As both frameworks come, or `tuned` as the node's engine is: operations by hash, and compiled.
 * Started with its options as JSON; one port in clear text, one behind TLS.
 */
import 'reflect-metadata';
import { createServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Args, GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { MercuriusDriver } from '@nestjs/mercurius';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { LicenceFieldsResolver } from '../../../dist/apps/node/src/graphql/resolvers/licence-fields.resolver.js';
import { LicenceIdentifierScalar } from '../../../dist/apps/node/src/graphql/scalars.js';
import { Region } from '../../../dist/apps/node/src/graphql/types/enums.js';
import { LicenceLookupType } from '../../../dist/apps/node/src/graphql/types/lookup.type.js';
import { LicenceStore } from '../../../dist/apps/node/src/licences/index.js';
import { peerDocuments } from '../../../dist/apps/node/src/lookup/peer-documents.js';
import { createPool } from '../../../dist/apps/node/src/persistence/connection.js';
import { databaseConfig } from '../../../dist/apps/node/src/persistence/index.js';
import { standardCatalogue } from '../../../dist/libs/licences/src/index.js';

const { databaseUrl, port, tlsPort, tls, tuned } = JSON.parse(process.argv[2]);
const config = databaseConfig.parse({});
const pool = createPool(databaseUrl, config, { name: 'plain', size: config.poolSize }, () => undefined);
const store = new LicenceStore(pool, { maxPageSize: 100 });

class PlainResolver {
  async licence(identifier, region) {
    const licence = await store.byIdentifier(identifier);
    if (!licence) return { region, status: 'NOT_FOUND', withheld: [], tookMs: 0 };
    const type = standardCatalogue.find(licence.typeCode);
    const attributes = type.fields
      .filter(({ shortCode }) => licence.attributes[shortCode] !== undefined)
      .map(({ shortCode, zh, en }) => ({
        code: shortCode,
        labelZh: zh,
        labelEn: en,
        value: licence.attributes[shortCode],
      }));
    return { region, status: 'FOUND', withheld: [], tookMs: 0, licence: { ...licence, attributes } };
  }
}
// Decorators by hand: this file runs as it is.
Reflect.defineMetadata('design:paramtypes', [String, String], PlainResolver.prototype, 'licence');
const method = Object.getOwnPropertyDescriptor(PlainResolver.prototype, 'licence');
Args('identifier', { type: () => LicenceIdentifierScalar })(PlainResolver.prototype, 'licence', 0);
Args('region', { type: () => Region })(PlainResolver.prototype, 'licence', 1);
Query(() => LicenceLookupType)(PlainResolver.prototype, 'licence', method);
Resolver()(PlainResolver);

class PlainModule {}
const { id, text } = peerDocuments.byIdentifier;
Module({
  imports: [
    GraphQLModule.forRoot({
      driver: MercuriusDriver,
      autoSchemaFile: true,
      buildSchemaOptions: { noDuplicatedFields: true },
      graphiql: false,
      ...(tuned ? { jit: 1, persistedQueries: { [id]: text }, onlyPersisted: true } : {}),
    }),
  ],
  providers: [PlainResolver, LicenceFieldsResolver],
})(PlainModule);

const app = await NestFactory.create(PlainModule, new FastifyAdapter(), { logger: false });
await app.listen(port, '127.0.0.1');
const fastify = app.getHttpAdapter().getInstance();
const files = { cert: readFileSync(tls.cert), key: readFileSync(tls.key), ca: readFileSync(tls.ca) };
const secure = createServer(
  { ...files, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3', keepAliveTimeout: 60_000 },
  (request, response) => fastify.routing(request, response),
);
secure.listen(tlsPort, '127.0.0.1', () => process.send?.('ready'));
process.on('disconnect', () => process.exit(0));
