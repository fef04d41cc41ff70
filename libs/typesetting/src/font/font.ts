import type { Path } from '../draw/path.js';
import { characterMap } from './character-map.js';
import { outlineOf } from './outline.js';
import { rewind } from './rewind.js';
import { readSfnt, type SfntTables } from './sfnt.js';
import { supplementOf, type SupplementGlyph } from './supplement.js';

/** Glyph 0, which is drawn where a font has no glyph for a character. */
export const NO_GLYPH = 0;

/** A font with TrueType outlines, read where it is asked. Lengths are in ems unless said otherwise. */
export class Font {
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  /** PostScript name, ASCII without spaces. */
  readonly postScriptName: string;
  readonly family: string;
  private readonly longOffsets: boolean;
  private readonly metrics: number;
  private readonly glyphOf: (codePoint: number) => number;
  private readonly glyphs: number;
  private added: readonly SupplementGlyph[] = [];
  private addedByCode: ReadonlyMap<number, number> = new Map();
  /** Glyphs that were mended, which is dear: documents of one node use the same few hundred. */
  private readonly mended = new Map<number, Buffer>();

  /**
   * @param options.rewind the font has holes that run the wrong way, which are mended as they are read
   * @param options.supplement marks that it lacks (·, 〓, ①, ㎡ and others) are drawn for it
   * @throws RangeError where a table that is needed is not there
   */
  constructor(
    bytes: Uint8Array,
    private readonly options: { rewind?: boolean; supplement?: boolean } = {},
  ) {
    this.tables = readSfnt(bytes);
    const head = this.table('head');
    const hhea = this.table('hhea');
    this.unitsPerEm = head.readUInt16BE(18);
    this.longOffsets = head.readInt16BE(50) === 1;
    this.ascent = hhea.readInt16BE(4) / this.unitsPerEm;
    this.descent = hhea.readInt16BE(6) / this.unitsPerEm;
    this.metrics = hhea.readUInt16BE(34);
    this.glyphOf = characterMap(this.table('cmap'));
    this.family = this.nameOf(1) ?? 'Font';
    this.postScriptName = (this.nameOf(6) ?? this.family).replace(/[^A-Za-z0-9-]/g, '');
    this.glyphs = this.table('maxp').readUInt16BE(4);
    if (options.supplement) this.added = supplementOf(this);
    this.addedByCode = new Map(this.added.map(({ codePoint }, index) => [codePoint, this.glyphs + index]));
  }

  readonly tables: SfntTables;

  table(tag: string): Buffer {
    const table = this.tables.get(tag);
    if (!table) throw new RangeError(`the font has no table ${tag}`);
    return table;
  }

  /** Index of the glyph for a character; {@link NO_GLYPH} where there is none. */
  glyph(character: string): number {
    const codePoint = character.codePointAt(0) ?? 0;
    return this.glyphOf(codePoint) || (this.addedByCode.get(codePoint) ?? NO_GLYPH);
  }

  has(character: string): boolean {
    return this.glyph(character) !== NO_GLYPH;
  }

  /** Advance width and left side bearing of a glyph, in units of the font (ISO/IEC 14496-22 §5.2.6). */
  metricsOf(glyph: number): { advance: number; bearing: number } {
    const added = this.added[glyph - this.glyphs];
    if (added) return added;
    const hmtx = this.table('hmtx');
    const full = Math.min(glyph, this.metrics - 1);
    const bearingAt = glyph < this.metrics ? glyph * 4 + 2 : this.metrics * 4 + (glyph - this.metrics) * 2;
    return { advance: hmtx.readUInt16BE(full * 4), bearing: hmtx.readInt16BE(bearingAt) };
  }

  /** Width of a text in ems, without kerning. */
  width(text: string): number {
    let units = 0;
    for (const character of text) units += this.metricsOf(this.glyph(character)).advance;
    return units / this.unitsPerEm;
  }

  /** The glyph's description as it stands in `glyf`; empty for a space. */
  glyphData(glyph: number): Buffer {
    const own = this.added[glyph - this.glyphs]?.data ?? this.mended.get(glyph);
    if (own) return own;
    const loca = this.table('loca');
    const at = (index: number) =>
      this.longOffsets ? loca.readUInt32BE(index * 4) : loca.readUInt16BE(index * 2) * 2;
    const data = this.table('glyf').subarray(at(glyph), at(glyph + 1));
    if (!this.options.rewind) return data;
    const mended = rewind(data);
    this.mended.set(glyph, mended);
    return mended;
  }

  /** For {@link supplementOf}. */
  readonly described = (character: string): { data: Buffer; advance: number } | undefined => {
    const glyph = this.glyph(character);
    return glyph === NO_GLYPH
      ? undefined
      : { data: this.glyphData(glyph), advance: this.metricsOf(glyph).advance };
  };

  /** Outline of a character with its origin on the base line, one em high, y upwards. */
  outline(character: string): Path {
    return outlineOf(this, this.glyph(character));
  }

  /** An English name (ISO/IEC 14496-22 §5.2.7). */
  private nameOf(id: number): string | undefined {
    const name = this.table('name');
    const texts = name.readUInt16BE(4);
    for (let index = 0, at = 6; index < name.readUInt16BE(2); index++, at += 12) {
      if (name.readUInt16BE(at) !== 3 || name.readUInt16BE(at + 6) !== id) continue;
      if (name.readUInt16BE(at + 4) !== 0x409) continue;
      const from = texts + name.readUInt16BE(at + 10);
      return Buffer.from(name.subarray(from, from + name.readUInt16BE(at + 8)))
        .swap16()
        .toString('utf16le');
    }
    return undefined;
  }
}
