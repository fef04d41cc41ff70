/** One thing that is wrong with a configuration file. */
export interface ConfigProblem {
  /** Where: `http.public.port`, `federation.anchors[0].entityId`; empty for the file as a whole. */
  path: string;
  message: string;
  /** Line in the file, from 1, where it is known. */
  line?: number;
}

/** Takes a finding at a place in the data; the caller knows file and line. */
export type Report = (at: readonly PropertyKey[], message: string) => void;

export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number'
        ? `${text}[${String(part)}]`
        : text === ''
          ? String(part)
          : `${text}.${String(part)}`,
    '',
  );
}

/** `config/beijing.yaml:12  node.region: ...`, one per line. */
export function formatProblems(file: string, problems: readonly ConfigProblem[]): string {
  return problems
    .map(
      ({ path, message, line }) =>
        `${file}${line ? `:${String(line)}` : ''}  ${path ? `${path}: ` : ''}${message}`,
    )
    .join('\n');
}
