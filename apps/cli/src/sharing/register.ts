import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, GraphQLError, type GraphQLSchema } from 'graphql';
import { asRefusal } from '#libs/errors';
import { documentId } from '#libs/exchange';
import { readManifest } from '../../../node/src/composition/documents.js';
import { releasableFields } from '../../../node/src/graphql/releasable-fields.js';
import { CliFailure, ExitCode } from '../exit.js';
import type { Io } from '../io.js';
import { ROOT } from '../root.js';

export interface RegisterOptions {
  manifest?: string;
}

/** Prints the hash that an agreement names, and what the operation can release; adds it to a manifest where one is given. */
export function registerCommand(file: string, { manifest }: RegisterOptions, io: Io): void {
  const text = read(file);
  const id = documentId(text);
  const releasable = analysed(text);
  if (manifest !== undefined) {
    const known = existsSync(manifest) ? readManifest(manifest) : {};
    writeFileSync(manifest, `${JSON.stringify({ ...known, [id]: text }, null, 2)}\n`);
  }
  const nothing = releasable.verifies
    ? { zh: '仅核验，不返回数据', en: 'nothing: it verifies' }
    : { zh: '不返回证照数据', en: 'nothing of a licence' };
  io.out({ id, ...releasable }, () =>
    [id, releasable.name, ...(releasable.fields.length > 0 ? releasable.fields : [io.say(nothing)])].join(
      '\n  ',
    ),
  );
}

function analysed(text: string) {
  const schema: GraphQLSchema = buildSchema(read(join(ROOT, 'apps/node/schema.graphql')));
  try {
    return releasableFields(text, schema);
  } catch (error) {
    const message = error instanceof GraphQLError ? error.message : asRefusal(error).message;
    throw new CliFailure(ExitCode.refused, message, {}, { cause: error });
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliFailure(ExitCode.usage, `cannot read ${file}`, {}, { cause });
  }
}
