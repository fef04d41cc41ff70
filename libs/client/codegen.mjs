// Types and registered documents of the SDK and of the console, from apps/node/schema.graphql and their operations/*.graphql.
// `npm run codegen` writes them, `npm run codegen -- --check` says whether they are fresh.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  stripIgnoredCharacters,
  validate,
} from 'graphql';
import { format, resolveConfig } from 'prettier';

const here = import.meta.dirname;
const schema = buildSchema(readFileSync(join(here, '../../apps/node/schema.graphql'), 'utf8'));
const NUMBERS = new Set(['Int', 'Float']);
/** Enums and inputs that the operations of one target name. */
let used = new Map();

const doc = (text, indent = '') =>
  text
    ? `${indent}/** ${text
        .trim()
        .replaceAll('*/', '*\\/')
        .split(/\s*\n\s*/)
        .filter(Boolean)
        .join(' ')} */\n`
    : '';

function leaf(type) {
  if (NUMBERS.has(type.name)) return 'number';
  if (type.name === 'Boolean') return 'boolean';
  // What a form takes is said by the matter's own schema.
  if (type.name === 'CaseForm') return 'Record<string, unknown>';
  if (isEnumType(type) || isInputObjectType(type)) {
    if (!used.has(type.name)) {
      used.set(type.name, '');
      used.set(type.name, isEnumType(type) ? enumText(type) : inputText(type));
    }
    return type.name;
  }
  return 'string';
}

function typeText(type, named) {
  if (isNonNullType(type)) return bare(type.ofType, named);
  return `${bare(type, named)} | null`;
}

function bare(type, named) {
  if (!isListType(type)) return named(type);
  const item = typeText(type.ofType, named);
  return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
}

function enumText(type) {
  const values = type.getValues().map(({ name }) => `'${name}'`);
  return `${doc(type.description)}export type ${type.name} = ${values.join(' | ')};\n`;
}

function inputText(type) {
  const fields = Object.values(type.getFields()).map((field) => {
    const optional = isNonNullType(field.type) ? '' : '?';
    const suffix = optional ? ' | undefined' : '';
    return `${doc(field.description, '  ')}  ${field.name}${optional}: ${typeText(field.type, leaf)}${suffix};`;
  });
  return `${doc(type.description)}export interface ${type.name} {\n${fields.join('\n')}\n}\n`;
}

function selectionText(type, selectionSet, indent) {
  if (!selectionSet) return leaf(type);
  if (!isObjectType(type)) throw new Error(`${type.name}: only object types are generated`);
  const inner = `${indent}  `;
  const fields = selectionSet.selections.map((selection) => {
    if (selection.kind !== Kind.FIELD) throw new Error('fragments are not generated');
    const field = type.getFields()[selection.name.value];
    const named = (of) => selectionText(of, selection.selectionSet, inner);
    // A directive may leave it out of the answer altogether.
    const optional = selection.directives?.length ? '?' : '';
    return `${doc(field.description, inner)}${inner}${(selection.alias ?? selection.name).value}${optional}: ${typeText(field.type, named)}${optional ? ' | undefined' : ''};`;
  });
  return `{\n${fields.join('\n')}\n${indent}}`;
}

function variableType(node) {
  if (node.kind === Kind.NON_NULL_TYPE) return variableType(node.type).replace(/ \| null$/, '');
  if (node.kind === Kind.LIST_TYPE) {
    const item = variableType(node.type);
    return `${item.includes(' | ') ? `(${item})` : item}[] | null`;
  }
  return `${leaf(getNamedType(schema.getType(node.name.value)))} | null`;
}

const roots = {
  query: schema.getQueryType(),
  mutation: schema.getMutationType(),
  subscription: schema.getSubscriptionType(),
};

/** @returns contents of the target's files by path */
async function generate({ operations: folder, source: generated, manifest: manifestFile }) {
  used = new Map();
  const manifest = {};
  const operations = readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => {
      const written = readFileSync(join(folder, name), 'utf8');
      const ast = parse(written);
      const [problem] = validate(schema, ast);
      if (problem) throw new Error(`${name}: ${problem.message}`);
      const [operation] = ast.definitions;
      const title = operation.name.value;
      const text = stripIgnoredCharacters(written);
      const id = `sha256:${createHash('sha256').update(text).digest('hex')}`;
      manifest[id] = text;
      const [root] = operation.selectionSet.selections;
      const field = root.name.value;
      const rootField = roots[operation.operation].getFields()[field];
      const variables = operation.variableDefinitions.map(({ variable, type, defaultValue }) => {
        const optional = type.kind !== Kind.NON_NULL_TYPE || defaultValue !== undefined;
        return `  ${variable.name.value}${optional ? '?' : ''}: ${variableType(type)}${optional ? ' | undefined' : ''};`;
      });
      const result = typeText(rootField.type, (of) => selectionText(of, root.selectionSet, ''));
      const variablesType = variables.length
        ? `export interface ${title}Variables {\n${variables.join('\n')}\n}`
        : `export type ${title}Variables = Record<string, never>;`;
      const constant = `${title[0].toLowerCase()}${title.slice(1)}`;
      return `${variablesType}

export type ${title}Result = ${result};

${doc(rootField.description)}export const ${constant}: TrustedOperation<${title}Variables, ${title}Result> = {
  name: '${title}',
  field: '${field}',
  id: '${id}',
  text: ${JSON.stringify(text)},
};
`;
    });
  const source = `// Generated by \`npm run codegen\` from apps/node/schema.graphql and ${relative(root, folder)}. Do not edit.
import type { TrustedOperation } from '../operation.js';

${[...used.keys()]
  .sort()
  .map((name) => used.get(name))
  .join('\n')}
${operations.join('\n')}`;
  const pretty = await format(source, { ...(await resolveConfig(generated)), filepath: generated });
  return [
    [generated, pretty],
    [manifestFile, `${JSON.stringify(manifest, null, 2)}\n`],
  ];
}

const root = join(here, '../..');
const atConsole = join(root, 'apps/console');
const files = [
  ...(await generate({
    operations: join(here, 'operations'),
    source: join(here, 'src/generated/operations.generated.ts'),
    manifest: join(here, 'operations/manifest.json'),
  })),
  ...(await generate({
    operations: join(atConsole, 'operations'),
    source: join(atConsole, 'src/generated/operations.generated.ts'),
    manifest: join(atConsole, 'operations/manifest.json'),
  })),
];
for (const [path, text] of files) {
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (!isFresh(path, text)) {
    process.stderr.write(`${path} is stale: run npm run codegen\n`);
    process.exitCode = 1;
  }
}

function isFresh(path, text) {
  try {
    return readFileSync(path, 'utf8') === text;
  } catch {
    return false;
  }
}
