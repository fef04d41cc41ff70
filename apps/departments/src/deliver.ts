import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegionCode } from '#libs/codes';
import { recordsOf } from './records.js';
import type { Firm } from './subjects.js';

const COLUMNS = ['合同编号', '企业代码', '坐落', '状态'] as const;

/** What the housing department's export job does: a whole state, the checksum last. @returns the file's name */
export function deliverHousing(
  folder: string,
  region: RegionCode,
  firms: readonly Firm[],
  now: number,
): string {
  const rows = firms.flatMap((firm) => recordsOf('housing', region, firm));
  const lines = [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column] ?? ''))];
  const text = `${lines.map((line) => line.map(quoted).join(',')).join('\r\n')}\r\n`;
  const minute = new Date(now + 8 * 3_600_000).toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
  const name = `housing-${minute}.csv`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [file, content] of [
    [name, text],
    [`${name}.sha256`, `${createHash('sha256').update(text).digest('hex')}  ${name}\n`],
  ] as const) {
    writeFileSync(join(folder, `${file}.part`), content);
    renameSync(join(folder, `${file}.part`), join(folder, file));
  }
  return name;
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
