import type { CopyNote } from '#libs/seals';

const GAP = '\u3000';
/** Longest name that is drawn, in characters; the whole name stands in the note itself. */
const DRAWN = 48;

/** What a note shows: for what, to whom, until when, by whom. Names of organisations only. */
export function noteWords({
  matter,
  organisation,
  caseNumber,
  releasedBy,
  releasedAt,
  validUntil,
  original,
}: CopyNote): { title: string; text: string } {
  const title = `加注件${GAP}仅用于“${short(matter.name)}”（事项编码 ${matter.code}）`;
  return {
    title,
    text: [
      title,
      `提供给 ${short(organisation.name)}（${organisation.code}）${GAP}办件编号 ${short(caseNumber)}`,
      `有效期至 ${chinaTime(validUntil)}${GAP}加注单位 ${short(releasedBy.name)}${GAP}加注时间 ${chinaTime(releasedAt)}`,
      `原件及其签章未改动，原件摘要 SHA-256 ${original.sha256}${GAP}Annotated copy, for this matter only`,
    ].join(GAP),
  };
}

function short(name: string): string {
  const characters = [...name];
  return characters.length <= DRAWN ? name : `${characters.slice(0, DRAWN - 1).join('')}…`;
}

const CHINA_MS = 8 * 3_600_000;

function chinaTime(instant: string): string {
  return new Date(Date.parse(instant) + CHINA_MS).toISOString().slice(0, 16).replace('T', ' ');
}
