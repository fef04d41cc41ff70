import type { Catalogue, Licence } from '#libs/licences';
import type { Released, ReleasedAttribute } from './lookup.js';

/** Replaces `attributes.*` by the type-specific fields that the catalogue knows for this licence type. */
export function expandFields(fields: readonly string[], typeCode: string, catalogue: Catalogue): string[] {
  const expanded = new Set<string>();
  for (const field of fields)
    if (field === 'attributes.*')
      for (const attribute of catalogue.find(typeCode)?.fields ?? []) expanded.add(attribute.name);
    else expanded.add(field);
  return [...expanded];
}

/** Copies the released fields and nothing else out of a stored licence. */
export function release(licence: Licence, fields: readonly string[], catalogue: Catalogue): Released {
  const released: Released = { fields: {}, attributes: [] };
  const labels = new Map(catalogue.find(licence.typeCode)?.fields.map((field) => [field.shortCode, field]));
  for (const field of fields) {
    if (field.startsWith('attributes.')) {
      const code = field.slice('attributes.'.length);
      const label = labels.get(code);
      const value = licence.attributes[code];
      if (label && value !== undefined) released.attributes.push(attribute(code, label, value));
    } else if (field !== 'documentVerdict') {
      // The verdict is no field of a stored licence; whoever makes it puts it in.
      const value = (licence as unknown as Record<string, unknown>)[field];
      released.fields[field] = typeof value === 'string' && value !== '' ? value : null;
    }
  }
  return released;
}

function attribute(code: string, label: { zh: string; en: string }, value: string): ReleasedAttribute {
  return { code, labelZh: label.zh, labelEn: label.en, value };
}
