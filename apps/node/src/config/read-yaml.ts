import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { pathText, type ConfigProblem } from './problem.js';

/** A configuration is a page or two; whatever is larger is a mistake or an attack. */
export const MAX_CONFIG_BYTES = 256 * 1024;
const MAX_DEPTH = 32;

export interface YamlRead {
  /** Plain data: objects, arrays, strings, numbers, booleans, null. */
  value: unknown;
  problems: ConfigProblem[];
  /** Line (from 1) of the value at a path, or of its nearest ancestor that the file has. */
  lineOf: (path: readonly PropertyKey[]) => number | undefined;
}

/**
 * Reads one YAML 1.2 document strictly: UTF-8, core schema, no duplicate keys, no tags of one's own, no aliases
 * (an alias bomb of a hundred bytes can name a gigabyte), no member that JavaScript would take for a prototype.
 * Never throws for what the file says.
 */
export function readYaml(bytes: Uint8Array): YamlRead {
  if (bytes.byteLength > MAX_CONFIG_BYTES) {
    return failed(`larger than ${String(MAX_CONFIG_BYTES / 1024)} KiB`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return failed('not UTF-8');
  }
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: true,
      lineCounter: lines,
      prettyErrors: false,
    });
  } catch (error) {
    return failed(error instanceof RangeError ? 'nested too deeply' : 'cannot be read as YAML');
  }
  const lineOf = (path: readonly PropertyKey[]): number | undefined => lineAt(document, lines, path);
  const problems: ConfigProblem[] = [...document.errors, ...document.warnings].map((error) => ({
    path: '',
    message: `YAML: ${error.message}`,
    line: lines.linePos(error.pos[0]).line,
  }));
  if (problems.length > 0) return { value: undefined, problems, lineOf };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    const message =
      error instanceof ReferenceError
        ? 'aliases (*name) are not allowed; write the value out'
        : 'nested too deeply';
    return { value: undefined, problems: [{ path: '', message }], lineOf };
  }
  const shape = shapeProblem(value);
  return {
    value,
    problems: shape
      ? [{ ...shape, ...lineMember(lineOf(shape.at)) }].map(({ at, ...rest }) => ({
          ...rest,
          path: pathText(at),
        }))
      : [],
    lineOf,
  };
}

function failed(message: string): YamlRead {
  return { value: undefined, problems: [{ path: '', message }], lineOf: () => undefined };
}

export function lineMember(line: number | undefined): { line?: number } {
  return line === undefined ? {} : { line };
}

function lineAt(
  document: Document.Parsed,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

function shapeProblem(
  value: unknown,
  at: PropertyKey[] = [],
): { at: PropertyKey[]; message: string } | undefined {
  if (at.length > MAX_DEPTH) return { at: at.slice(0, 3), message: 'nested too deeply' };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key of Object.getOwnPropertyNames(value)) {
    if (Array.isArray(value) && key === 'length') continue;
    const where = [...at, Array.isArray(value) ? Number(key) : key];
    if (FORBIDDEN_KEYS.has(key)) return { at, message: `a key named ${key} is not allowed` };
    const found = shapeProblem((value as Record<string, unknown>)[key], where);
    if (found) return found;
  }
  return undefined;
}
