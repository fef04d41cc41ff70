import type { HolderTypeCode } from '#libs/codes';
import type { FieldDescription, Sensitivity, ValueType } from '../fields.js';

/** 证照类型: a kind of licence with the fields of its own. */
export interface LicenceType {
  /** 21 characters: unified social credit code of the defining authority and three digits. */
  code: string;
  /** True where the code is not known from a real system and stands in until the catalogue of the national platform is at hand. */
  assumed: boolean;
  zh: string;
  en: string;
  /** Who defines the type. */
  authority: string;
  /** Which kinds of holder codes may hold one. */
  holders: readonly HolderTypeCode[];
  /** The licence number is the code of the holder, and so personal where the holder is a person. */
  numberIsHolderCode: boolean;
  /** Type-specific fields, `name` is `attributes.KZ_*`. */
  fields: readonly FieldDescription[];
  /** The service items (高效办成一件事) that need it. */
  usedBy: readonly string[];
}

export const organisations = ['001', '099'] as const;
export const persons = ['111', '414', '516', '511', '999'] as const;
export const anyone = [...organisations, ...persons] as const;

/** A type-specific field. Required unless said otherwise. */
export function kz(
  code: string,
  zh: string,
  en: string,
  type: ValueType,
  sensitivity: Sensitivity,
  presence: 'required' | 'optional' = 'required',
): FieldDescription {
  const shortCode = `KZ_${code}`;
  return {
    name: `attributes.${shortCode}`,
    shortCode,
    zh,
    en,
    type,
    sensitivity,
    required: presence === 'required',
  };
}
