import { lstat, opendir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { problemOf, type Problem } from './read-document.js';

/** Bounds of a walk: a tree beyond them is no folder of documents, or is meant to keep a program busy. */
export const WALK_LIMITS: WalkLimits = { depth: 16, entries: 50_000 };
export interface WalkLimits {
  depth: number;
  entries: number;
}

/** One file to look at. */
export interface Found {
  path: string;
  /** True where it was named, false where a walk came across it. */
  named: boolean;
}

export interface Finding {
  files: Found[];
  /** Places that were not looked at, and why. */
  problems: (Found & { problem: Problem })[];
  /** Symbolic links that a walk met and left alone. */
  links: number;
}

/**
 * Files that the arguments name, folders walked in order of names. What is named is followed where it is a symbolic
 * link; in a walk no link is, so that a walk never leaves its folder and never goes in circles.
 * @param leaveOut a folder that walks do not enter
 */
export async function findDocuments(
  paths: readonly string[],
  limits: WalkLimits = WALK_LIMITS,
  leaveOut?: string,
): Promise<Finding> {
  const finding: Walk = { files: [], problems: [], links: 0, seen: 0 };
  if (leaveOut !== undefined) finding.leaveOut = resolve(leaveOut);
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) await walk(path, 0, limits, finding);
      else finding.files.push({ path, named: true });
    } catch (thrown) {
      finding.problems.push({ path, named: true, problem: problemOf(thrown) });
    }
  }
  const { files, problems, links } = finding;
  return { files, problems, links };
}

/** Files, folders and links that the walks have met. */
interface Walk extends Finding {
  seen: number;
  leaveOut?: string;
}

async function walk(folder: string, depth: number, limits: WalkLimits, finding: Walk): Promise<void> {
  if (depth > limits.depth) return stop(finding, folder, `more than ${String(limits.depth)} folders deep`);
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(folder)) {
      if (finding.seen >= limits.entries) {
        stop(finding, folder, `more than ${String(limits.entries)} entries`);
        break;
      }
      finding.seen += 1;
      names.push(name);
    }
  } catch (thrown) {
    finding.problems.push({ path: folder, named: false, problem: problemOf(thrown) });
    return;
  }
  for (const name of names.sort()) {
    const path = join(folder, name);
    try {
      const entry = await lstat(path);
      if (entry.isSymbolicLink()) finding.links += 1;
      else if (entry.isDirectory() && resolve(path) === finding.leaveOut) continue;
      else if (entry.isDirectory()) await walk(path, depth + 1, limits, finding);
      else if (entry.isFile()) finding.files.push({ path, named: false });
    } catch (thrown) {
      finding.problems.push({ path, named: false, problem: problemOf(thrown) });
    }
  }
}

function stop(finding: Finding, path: string, why: string): void {
  if (finding.problems.some(({ problem }) => problem.code === 'FOLDER_LIMIT')) return;
  const problem: Problem = {
    code: 'FOLDER_LIMIT',
    message: `Not everything here was looked at: ${why}.`,
    messageZh: `该目录未全部检查：超出目录深度或文件数量上限（${why}）。`,
  };
  finding.problems.push({ path, named: false, problem });
}
