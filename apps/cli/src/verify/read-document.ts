import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Largest document in bytes; the node's limit for stored documents is no larger. */
export const MAX_DOCUMENT_BYTES = 64 << 20;

/** Why a file could not be judged: not what is wrong with its signatures. */
export interface Problem {
  /** One of the codes below, a code of the catalogue of refusals, or INTERNAL. */
  code: string;
  message: string;
  messageZh: string;
}

type Read = { bytes: Uint8Array } | { problem: Problem };

const PROBLEMS: Readonly<Record<string, Problem>> = {
  ENOENT: { code: 'FILE_NOT_FOUND', message: 'There is no such file.', messageZh: '文件不存在。' },
  ENOTDIR: {
    code: 'FILE_NOT_FOUND',
    message: 'There is no such folder.',
    messageZh: '目录不存在。',
  },
  EACCES: {
    code: 'FILE_NOT_PERMITTED',
    message: 'There is no permission to read the file.',
    messageZh: '没有读取该文件的权限。',
  },
};

const notRegular: Problem = {
  code: 'FILE_NOT_REGULAR',
  message: 'This is a device, a pipe or a socket, not a file.',
  messageZh: '不是普通文件（设备、管道或套接字）。',
};

const tooLarge = (limit: number): Problem => ({
  code: 'FILE_TOO_LARGE',
  message: `The file is larger than ${String(limit)} bytes, which is the most that is verified.`,
  messageZh: `文件超过 ${String(limit)} 字节的验证上限。`,
});

/** The problem of a failed system call. */
export function problemOf(thrown: unknown): Problem {
  const { code } = thrown as NodeJS.ErrnoException;
  const known = code === 'EPERM' ? PROBLEMS['EACCES'] : PROBLEMS[code ?? ''];
  return (
    known ?? {
      code: 'FILE_READ_FAILED',
      message: `The file cannot be read (${code ?? 'unknown error'}).`,
      messageZh: `文件无法读取（${code ?? '未知错误'}）。`,
    }
  );
}

/**
 * Reads a regular file of at most `limit` bytes. A pipe is not waited for, and a file that grows meanwhile is not read
 * beyond the limit.
 * @param follow false where a symbolic link is to be refused (a link may have been put in place of a listed file)
 */
export async function readDocument(
  path: string,
  { limit = MAX_DOCUMENT_BYTES, follow = true }: { limit?: number; follow?: boolean } = {},
): Promise<Read> {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  try {
    await using file = await open(path, O_RDONLY | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW));
    const stat = await file.stat();
    if (!stat.isFile()) return { problem: notRegular };
    if (stat.size > limit) return { problem: tooLarge(limit) };
    const buffer = Buffer.allocUnsafeSlow(stat.size + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) return { bytes: new Uint8Array(buffer.buffer, 0, length) };
      length += bytesRead;
    }
    return { problem: problemOf({ code: 'changed while it was read' }) };
  } catch (thrown) {
    return { problem: problemOf(thrown) };
  }
}
