import { z } from 'zod';

interface JsonSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  required?: string[];
  default?: unknown;
  description?: string;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  $ref?: string;
}

interface Row {
  path: string;
  type: string;
  fallback: string;
  description: string;
}

const HEAD = `# Configuration of a node

<!-- Generated from the modules' schemas by \`npm run docs:config\`; do not edit. -->

One YAML file per node, such as [config/beijing.yaml](../../../config/beijing.yaml); \`tongban config check FILE\` checks one.
Unknown keys are refused. The configuration is read once, at the start, and frozen.

- \`./x\` and \`../x\` are paths relative to the file's folder; \`\${dataDir}/x\` is one below the node's data directory.
- Division codes, dates and hashes are text: write them in quotes.
- Secrets do not stand in the file. From the environment come only \`TONGBAN_DATABASE_URL\` (PostgreSQL, with its
  password) and \`TONGBAN_DATA_DIR\` (the data directory: private keys, documents).
`;

/** The reference page, from the schema alone; the same schema gives the same bytes. */
export function configurationReference(schema: z.ZodType): string {
  const root = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  }) as JsonSchema;
  const sections = Object.entries(root.properties ?? {}).map(([name, section]) => {
    const rows = rowsOf(section, name, new Set());
    const table = rows.map(
      ({ path, type, fallback, description }) => `| \`${path}\` | ${type} | ${fallback} | ${description} |`,
    );
    return [
      `## ${name}`,
      '',
      ...(section.description ? [cell(section.description), ''] : []),
      '| key | value | default | meaning |',
      '|---|---|---|---|',
      ...table,
    ].join('\n');
  });
  return `${HEAD}\n${sections.join('\n\n')}\n`;
}

/** Paths of keys without a word on what they mean; CI wants none. */
export function undescribedKeys(schema: z.ZodType): string[] {
  const root = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  }) as JsonSchema;
  return Object.entries(root.properties ?? {}).flatMap(([name, section]) => [
    ...(section.description ? [] : [name]),
    ...rowsOf(section, name, new Set())
      .filter((row) => row.description === '')
      .map((row) => row.path),
  ]);
}

function rowsOf(schema: JsonSchema, path: string, required: ReadonlySet<string>): Row[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const at = `${path}.${key}`;
    const needed = schema.required?.includes(key) ?? false;
    const row: Row = {
      path: at,
      type: typeText(child),
      fallback: defaultText(child, needed),
      description: cell(child.description ?? ''),
    };
    return [row, ...rowsOf(child, at, required)];
  });
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const nested = [
    ...branches.flatMap((branch) => rowsOf(branch, path, required)),
    ...(schema.items ? rowsOf(schema.items, `${path}[]`, required) : []),
    ...(typeof schema.additionalProperties === 'object'
      ? rowsOf(schema.additionalProperties, `${path}.<name>`, required)
      : []),
  ];
  const seen = new Set<string>();
  return [...inner, ...nested].filter(({ path: at }) => !seen.has(at) && seen.add(at));
}

function typeText(schema: JsonSchema): string {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(', ');
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return [...new Set(branches.map(typeText))].join(' or ');
  if (schema.type === 'array') return `list of ${schema.items ? typeText(schema.items) : 'values'}`;
  if (schema.type === 'object') {
    return typeof schema.additionalProperties === 'object'
      ? `map to ${typeText(schema.additionalProperties)}`
      : 'section';
  }
  if (schema.type === 'integer' || schema.type === 'number') return numberText(schema);
  if (schema.type === 'boolean') return 'yes/no (`true`, `false`)';
  if (schema.type === 'string') return schema.format === 'uri' ? 'URL' : 'text';
  return Array.isArray(schema.type) ? schema.type.join(' or ') : 'any';
}

function numberText({ type, minimum, maximum }: JsonSchema): string {
  const word = type === 'integer' ? 'whole number' : 'number';
  const low = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? String(minimum) : undefined;
  const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? String(maximum) : undefined;
  if (low !== undefined && high !== undefined) return `${word} ${low}-${high}`;
  if (low !== undefined) return `${word} from ${low}`;
  return high !== undefined ? `${word} up to ${high}` : word;
}

function defaultText(schema: JsonSchema, needed: boolean): string {
  if (schema.default !== undefined) {
    return schema.type === 'object' && schema.properties ? '' : code(schema.default);
  }
  return needed ? '**required**' : '';
}

function code(value: unknown): string {
  return `\`${cell(typeof value === 'string' ? value : JSON.stringify(value))}\``;
}

function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
