import { Refusal } from '#libs/errors';
import { findField, type Catalogue } from './catalogue/index.js';
import type { Licence } from './model.js';
import { normaliseValue } from './normalise.js';

export interface ClaimVerdict {
  /** The field that was claimed, as the asker named it. */
  field: string;
  matches: boolean;
}

export interface Verification {
  /** True where every claim matches. */
  matches: boolean;
  /** One verdict per claim, in the order of the claims. */
  fields: ClaimVerdict[];
}

/**
 * 核验: compares claimed values with a licence and says yes or no per field. It releases nothing else: a field that the
 * licence leaves empty is a plain no, unless the claim is empty too (`validUntil: ''` or 长期 claims "without end").
 * Values are compared after normalisation, see `normaliseValue`.
 * @throws Refusal VERIFY_CLAIMS_EMPTY, VERIFY_FIELD_UNKNOWN, LICENCE_TYPE_UNKNOWN
 */
export function verifyClaims(
  licence: Licence,
  claims: Readonly<Record<string, string>>,
  catalogue: Catalogue,
): Verification {
  const type = catalogue.find(licence.typeCode);
  if (!type) throw new Refusal('LICENCE_TYPE_UNKNOWN');
  const entries = Object.entries(claims);
  if (!entries.length) throw new Refusal('VERIFY_CLAIMS_EMPTY');
  const fields = entries.map(([name, claimed]) => {
    const field = findField(type, name);
    if (!field) throw new Refusal('VERIFY_FIELD_UNKNOWN', { hint: name.slice(0, 64) });
    const held = valueOf(licence, name) ?? '';
    return { field: name, matches: normaliseValue(field.type, held) === normaliseValue(field.type, claimed) };
  });
  return { matches: fields.every((field) => field.matches), fields };
}

/** The value of a field by its name (`holderName`, `attributes.KZ_ZS`); undefined where the licence has none. */
export function valueOf(licence: Licence, name: string): string | undefined {
  const attribute = name.startsWith('attributes.') ? name.slice('attributes.'.length) : undefined;
  const holder: object = attribute === undefined ? licence : licence.attributes;
  const key = attribute ?? name;
  const value: unknown = Object.hasOwn(holder, key) ? (holder as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
