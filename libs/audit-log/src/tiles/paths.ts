import { Refusal } from '#libs/errors';
import { SIZE_MAX } from '../numbers.js';

/** Hashes in a full tile, entries in a full bundle (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;
/** A tile stands for this many levels of the tree. */
export const TILE_HEIGHT = 8;
const LEVEL_MAX = 63;

export interface TilePlace {
  level: number;
  index: bigint;
  /** 1 to 256; less than 256 is a partial tile. */
  width: number;
}
export type EntriesPlace = Omit<TilePlace, 'level'>;

/** C2SP tlog-tiles: `tile/<L>/<N>[.p/<W>]`, e.g. `tile/0/x001/x234/067` or `tile/1/000.p/17`. */
export function tilePath(level: number, index: bigint, width: number = TILE_WIDTH): string {
  if (!Number.isInteger(level) || level < 0 || level > LEVEL_MAX) throw new RangeError(`tile level ${level}`);
  return `tile/${level}/${place(index, width)}`;
}

/** C2SP tlog-tiles: `tile/entries/<N>[.p/<W>]`. */
export function entriesPath(index: bigint, width: number = TILE_WIDTH): string {
  return `tile/entries/${place(index, width)}`;
}

/** @throws Refusal `TILE_PATH_MALFORMED` for anything that {@link tilePath} does not write. */
export function parseTilePath(path: string): TilePlace {
  const [, level, rest] = /^tile\/(0|[1-9]\d?)\/(.+)$/s.exec(path) ?? [];
  if (level === undefined || rest === undefined || Number(level) > LEVEL_MAX) throw malformed();
  return { level: Number(level), ...parsePlace(rest) };
}

/** @throws Refusal `TILE_PATH_MALFORMED` for anything that {@link entriesPath} does not write. */
export function parseEntriesPath(path: string): EntriesPlace {
  const [, rest] = /^tile\/entries\/(.+)$/s.exec(path) ?? [];
  if (rest === undefined) throw malformed();
  return parsePlace(rest);
}

/** How many hashes the tile has in the tree of `size` leaves: 0 (there is none) to 256. */
export function tileWidth(level: number, index: bigint, size: bigint): number {
  const hashes = (size >> BigInt(TILE_HEIGHT * level)) - index * BigInt(TILE_WIDTH);
  return hashes <= 0n ? 0 : hashes >= BigInt(TILE_WIDTH) ? TILE_WIDTH : Number(hashes);
}

function place(index: bigint, width: number): string {
  if (index < 0n || index > SIZE_MAX) throw new RangeError(`tile index ${index}`);
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH)
    throw new RangeError(`tile width ${width}`);
  const groups: string[] = [];
  let rest = index;
  do {
    groups.unshift(String(rest % 1000n).padStart(3, '0'));
    rest /= 1000n;
  } while (rest > 0n);
  const last = groups.length - 1;
  const path = groups.map((group, at) => (at < last ? `x${group}` : group)).join('/');
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}

function parsePlace(text: string): EntriesPlace {
  // Seven groups hold every index below 2^63.
  const match = /^((?:x\d{3}\/){0,6})(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(text);
  if (!match) throw malformed();
  const [, groups = '', last = '', width] = match;
  if (groups.startsWith('x000/')) throw malformed();
  const index = BigInt(groups.replaceAll(/[x/]/g, '') + last);
  if (index > SIZE_MAX || (width !== undefined && Number(width) >= TILE_WIDTH)) throw malformed();
  return { index, width: width === undefined ? TILE_WIDTH : Number(width) };
}

function malformed(): Refusal {
  return new Refusal('TILE_PATH_MALFORMED');
}
