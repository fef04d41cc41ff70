import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { peerDocumentManifest, peerDocuments } from '../lookup/peer-documents.js';
import { buildSchemaOptions, resolverClasses } from './schema.js';

const PROFILE = 'libs/exchange/PROFILE.md';
const ANNEX = /(<!-- operations: [^\n]*-->\n)[\s\S]*?(<!-- end of operations -->)/;

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
  const profile = readOrEmpty(resolve(PROFILE));
  const files = new Map([
    [PROFILE, profile.replace(ANNEX, (_block, begin: string, end: string) => `${begin}\n${annex()}\n${end}`)],
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

/** Annex A of the profile: each operation with its id and text. */
function annex(): string {
  return Object.values(peerDocuments)
    .map(({ field, id, text }) => `### ${field}\n\n\`${id}\`\n\n\`\`\`text\n${text}\n\`\`\`\n`)
    .join('\n');
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

await main();
