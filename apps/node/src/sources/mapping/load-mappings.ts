import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { EvidenceCatalogue } from '#libs/catalogue';
import { Refusal } from '#libs/errors';
import { resolvePaths } from '../../config/paths.js';
import { pathText } from '../../config/problem.js';
import { readYaml } from '../../config/read-yaml.js';
import { findSecrets } from '../../config/secrets.js';
import { mappingFile, type SourceMapping } from './mapping-file.js';
import { isIdentifier } from './sql-mapping.js';

export interface MappingProblem {
  file: string;
  line?: number | undefined;
  path: string;
  message: string;
}

/**
 * The mappings of a region's sources. A node does not start with a wrong one: what it would take for an item of a
 * dataset, somebody would act upon.
 * @param dataDir what `${dataDir}` stands for
 * @throws Refusal SOURCE_MAPPING_INVALID with the first problem; all of them in `details`
 */
export function loadMappings(
  files: readonly string[],
  catalogue: Pick<EvidenceCatalogue, 'datasets'> | undefined,
  dataDir: string | undefined,
): SourceMapping[] {
  const { mappings, problems } = readMappings(files, catalogue, dataDir);
  const [first] = problems;
  if (!first) return mappings;
  const more = problems.length > 1 ? ` and ${problems.length - 1} more` : '';
  throw new Refusal('SOURCE_MAPPING_INVALID', {
    hint: `${first.file}${first.line === undefined ? '' : `:${first.line}`} ${first.path}: ${first.message}${more}`,
    details: { problems },
  });
}

/** As {@link loadMappings}, with every problem told. */
export function readMappings(
  files: readonly string[],
  catalogue: Pick<EvidenceCatalogue, 'datasets'> | undefined,
  dataDir: string | undefined,
): { mappings: SourceMapping[]; problems: MappingProblem[] } {
  const mappings: SourceMapping[] = [];
  const problems: MappingProblem[] = [];
  const seen = new Map<string, string>();
  for (const file of files) {
    const name = basename(file);
    let bytes: Buffer;
    try {
      bytes = readFileSync(file);
    } catch {
      problems.push({ file: name, path: '', message: 'cannot be read' });
      continue;
    }
    const read = readYaml(bytes);
    const tell = (at: readonly PropertyKey[], message: string): void =>
      void problems.push({ file: name, line: read.lineOf(at), path: pathText(at), message });
    if (read.problems.length > 0) {
      problems.push(...read.problems.map((problem) => ({ ...problem, file: name })));
      continue;
    }
    findSecrets(read.value, tell);
    const parsed = mappingFile.safeParse(read.value);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) tell(issue.path, issue.message);
      continue;
    }
    const resolved = resolvePaths(parsed.data, { config: dirname(file), data: dataDir }, tell);
    for (const [index, source] of (resolved as typeof parsed.data).sources.entries()) {
      const at = ['sources', index];
      for (const key of [`id ${source.id}`, `dataset ${source.dataset}`]) {
        const other = seen.get(key);
        if (other !== undefined) tell(at, `${key} stands in ${other} as well`);
        seen.set(key, name);
      }
      checkItems(source, catalogue, (path, message) => tell([...at, ...path], message));
      checkIdentifiers(source, (path, message) => tell([...at, ...path], message));
      mappings.push(source);
    }
  }
  return { mappings, problems };
}

type Tell = (path: readonly PropertyKey[], message: string) => void;

function checkItems(
  source: SourceMapping,
  catalogue: Pick<EvidenceCatalogue, 'datasets'> | undefined,
  tell: Tell,
): void {
  const dataset = catalogue?.datasets.find(({ code }) => code === source.dataset);
  if (!dataset) {
    tell(
      ['dataset'],
      catalogue ? 'no dataset of the catalogue' : 'the node has no catalogue (catalogue.files)',
    );
    return;
  }
  const codes = dataset.items.map(({ code }) => code);
  for (const code of Object.keys(source.items))
    if (!codes.includes(code)) tell(['items', code], 'no item of the dataset');
  for (const code of source.without)
    if (!codes.includes(code)) tell(['without'], `${code} is no item of the dataset`);
  for (const code of codes)
    if (!Object.hasOwn(source.items, code) && !source.without.includes(code))
      tell(['items'], `${code} is neither mapped nor in \`without\``);
}

/** Names that become part of a statement. */
function checkIdentifiers({ postgresql, mysql, items, subjects }: SourceMapping, tell: Tell): void {
  if (!postgresql && !mysql) return;
  const check = (path: readonly PropertyKey[], name: string | undefined): void => {
    if (name !== undefined && !isIdentifier(name)) tell(path, 'not the name of a table or column');
  };
  for (const [type, column] of Object.entries(subjects)) check(['subjects', type], column);
  for (const [code, { from, list }] of Object.entries(items)) {
    check(['items', code, 'from'], from);
    if (!list) continue;
    check(['items', code, 'list', 'schema'], list.schema);
    check(['items', code, 'list', 'table'], list.table);
    check(['items', code, 'list', 'column'], list.column);
    check(['items', code, 'list', 'match', 'own'], list.match.own);
    check(['items', code, 'list', 'match', 'theirs'], list.match.theirs);
  }
}
