import { Refusal } from '#libs/errors';
import { TAG } from './tags.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const invalid = (hint: string) => new Refusal('ASN1_VALUE_INVALID', { hint });

/**
 * Text of a string type. PrintableString takes all of ASCII, because authorities in use write `@`, `*`, `&` and `_`
 * into it; TeletexString is read as Latin-1, as everybody does.
 */
export function readText(tag: number, content: Uint8Array): string {
  switch (tag) {
    case TAG.UTF8_STRING:
      try {
        return utf8.decode(content);
      } catch (cause) {
        throw new Refusal('ASN1_VALUE_INVALID', { hint: 'UTF8String', cause });
      }
    case TAG.NUMERIC_STRING:
      for (const octet of content) {
        if (octet !== 0x20 && (octet < 0x30 || octet > 0x39)) throw invalid('NumericString');
      }
      return Buffer.from(content).toString('latin1');
    case TAG.PRINTABLE_STRING:
    case TAG.IA5_STRING:
    case TAG.VISIBLE_STRING:
      if (content.some((octet) => octet >= 0x80)) throw invalid('a character outside ASCII');
      return Buffer.from(content).toString('latin1');
    case TAG.TELETEX_STRING:
      return Buffer.from(content).toString('latin1');
    case TAG.BMP_STRING: {
      if (content.length % 2 !== 0) throw invalid('BMPString');
      const text = Buffer.from(content).swap16().toString('utf16le');
      if (!text.isWellFormed()) throw invalid('BMPString');
      return text;
    }
    case TAG.UNIVERSAL_STRING:
      return universal(content);
    default:
      throw new Refusal('ASN1_UNEXPECTED', { hint: 'a string is due' });
  }
}

function universal(content: Uint8Array): string {
  if (content.length % 4 !== 0) throw invalid('UniversalString');
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let text = '';
  for (let at = 0; at < content.length; at += 4) {
    const point = view.getUint32(at);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) throw invalid('UniversalString');
    text += String.fromCodePoint(point);
  }
  return text;
}
