import { findLicenceField } from '#libs/licences';

/**
 * A field that an agreement may name. `document` is the file itself, which shows every field; `documentVerdict` is what
 * verifying its seals and signatures gave, with the name of who sealed it; `documentOriginal` the file without the note
 * that a copy bears.
 */
export function isShareableField(name: string): boolean {
  return (
    name === 'document' ||
    name === 'documentVerdict' ||
    name === 'documentOriginal' ||
    name === 'attributes.*' ||
    findLicenceField(name) !== undefined ||
    /^attributes\.KZ_[A-Z0-9_]{1,40}$/.test(name)
  );
}

/** An item of a dataset, as the catalogue names them. */
export const isDatasetItem = (name: string): boolean => /^[a-z][A-Za-z0-9]{0,39}$/.test(name);

const isAttribute = (field: string): boolean => field.startsWith('attributes.');

/** Whether a list of names gives a field: every name gives itself, `attributes.*` every type-specific one. */
export function coversField(named: readonly string[], field: string): boolean {
  return named.includes(field) || (isAttribute(field) && named.includes('attributes.*'));
}

/** Whether telling `asked` would tell something of `kept`: a file shows every field, a star every attribute. */
export function touchesField(asked: string, kept: string): boolean {
  if (asked === kept || asked === 'document' || asked === 'documentOriginal') return true;
  return isAttribute(asked) && isAttribute(kept) && (asked === 'attributes.*' || kept === 'attributes.*');
}
