/** Characters that RFC 4518 §2.2 maps to nothing, besides the controls. */
const IGNORED = new RegExp(
  String.raw`\u00ad|\u034f|\u1806|[\u180b-\u180d]|[\u200b-\u200f]|[\u202a-\u202e]|[\u2060-\u2063]` +
    String.raw`|[\u206a-\u206f]|[\ufe00-\ufe0f]|\ufeff|\ufffc`,
  'gu',
);
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/gu; // eslint-disable-line no-control-regex
const SPACES = /[\t\n\v\f\r\u0085\p{Z}]+/gu;

/**
 * A text made comparable as caseIgnoreMatch has it (RFC 4518 §2 by way of RFC 5280 §7.1): spaces at the ends go and
 * several become one, case is folded, compatibility forms become one.
 */
export function comparable(text: string): string {
  if (/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text)) return text.toLowerCase();
  const mapped = text.replace(SPACES, ' ').replace(CONTROLS, '').replace(IGNORED, '');
  const folded = mapped.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
  return folded.replace(/ +/g, ' ').trim();
}
