import { citizenNumberCheckCharacter } from '#libs/codes';

/** Invented citizen numbers with sound check characters, always the same ones; births from 1950 on, one a day. */
export function citizens(count: number, division = '110105'): string[] {
  return Array.from({ length: count }, (_, n) => citizen(n, division));
}

export function citizen(n: number, division = '110105'): string {
  const born = new Date(Date.UTC(1950, 0, 1) + (n % 20_000) * 86_400_000);
  const serial = String(1 + (Math.floor(n / 20_000) % 999)).padStart(3, '0');
  const first = `${division}${born.toISOString().slice(0, 10).replaceAll('-', '')}${serial}`;
  return `${first}${citizenNumberCheckCharacter(first)}`;
}
