const DATE = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z|([+-])(\d\d)'?(\d\d)?'?)?/;

/** Milliseconds since 1970 of a PDF date (ISO 32000-2 §7.9.4); without a zone it is taken as UTC. */
export function parsePdfDate(text: string | undefined): number | undefined {
  const match = text === undefined ? null : DATE.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const offset = (Number(match[8] ?? 0) * 60 + Number(match[9] ?? 0)) * 60_000;
  const at = Date.UTC(year, month - 1, day, hour, minute, second) - (match[7] === '-' ? -offset : offset);
  return Number.isNaN(at) ? undefined : at;
}
