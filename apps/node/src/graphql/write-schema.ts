import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { peerDocumentManifest, peerDocuments } from '../lookup/peer-documents.js';
import { buildSchemaOptions, resolverClasses } from './schema.js';

/**
 * Writes the SDL and the peers' trusted documents, or with `--check` says whether the checked-in files are fresh.
 */
async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const schema = await app.get(GraphQLSchemaFactory).create(resolverClasses, buildSchemaOptions);
  await app.close();
  const documents = Object.values(peerDocuments)
    .map(({ operation, id, text }) => `# ${operation}: ${id}\n${text}\n`)
    .join('\n');
  const files = new Map([
    ['apps/node/schema.graphql', `${printSchema(lexicographicSortSchema(schema))}\n`],
    ['apps/node/documents/peer-documents.json', `${JSON.stringify(peerDocumentManifest(), null, 2)}\n`],
    ['apps/node/documents/peer-documents.graphql', documents],
  ]);
  let stale = false;
  for (const [name, text] of files) {
    const path = resolve(name);
    if (process.argv.includes('--check')) {
      if (readOrEmpty(path) === text) continue;
      stale = true;
      process.stderr.write(`${name} is stale: run npm run schema\n`);
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  if (stale) process.exitCode = 1;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

await main();
