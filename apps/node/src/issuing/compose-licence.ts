import { composeLicenceIdentifier, licenceIdentifier, type RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { Form, FormField, Matter } from '#libs/handling';
import { parseLicence, type Catalogue, type Licence } from '#libs/licences';
import type { LicenceRecipe, ValueSource } from './recipe.js';

export interface LicenceParts {
  matter: Matter;
  recipe: LicenceRecipe;
  form: Readonly<Record<string, unknown>>;
  /** Who decides, and so issues. */
  issuer: { code: string; name: string };
  region: RegionCode;
  /** `YYYY-MM-DD`, in China. */
  today: string;
  /** Milliseconds since 1970. */
  now: number;
  /** Of this node, never given twice. */
  serial: number;
  /** What this region's store has of the holder, valid ones, by type. */
  held: ReadonlyMap<string, Licence>;
}

/**
 * The licence that a case yields, or undefined where it yields none: another service of the matter, or a renewal of what
 * this region does not hold.
 * @throws Refusal ISSUING_INCOMPLETE naming the first field without a value, LICENCE_INVALID
 */
export function composeLicence(parts: LicenceParts, catalogue: Catalogue): Licence | undefined {
  const { matter, recipe, form, issuer, region, today, now, held } = parts;
  const typeCode = matter.outcome.licenceType;
  const type = typeCode === undefined ? undefined : catalogue.find(typeCode);
  if (!type) return undefined;
  if (recipe.when && !applies(recipe.when, form)) return undefined;
  const before = recipe.renews ? held.get(type.code) : undefined;
  if (recipe.renews && !before) return undefined;

  const take = (name: string, sources: readonly ValueSource[]): string => {
    const value = first(sources, parts, type.code);
    if (value === undefined) throw new Refusal('ISSUING_INCOMPLETE', { hint: name });
    return value;
  };
  const number =
    recipe.number && `${recipe.number.prefix}${region}${today.slice(0, 4)}${padded(parts.serial, 8)}`;
  const code = typeof recipe.holder.code === 'string' ? shown(matter.form, form, recipe.holder.code) : number;
  if (code === undefined) throw new Refusal('ISSUING_INCOMPLETE', { hint: 'holderCode' });
  const attributes: Record<string, string> = { ...before?.attributes };
  for (const { shortCode, required } of type.fields) {
    const sources = recipe.attributes[shortCode];
    if (!sources) continue;
    const value = required ? take(shortCode, sources) : first(sources, parts, type.code);
    if (value !== undefined) attributes[shortCode] = value;
  }
  const area = recipe.area === undefined ? undefined : form[recipe.area];
  const until = recipe.years === undefined ? undefined : lastDay(today, recipe.years);
  return parseLicence(
    {
      name: type.zh,
      typeCode: type.code,
      number: number ?? before?.number ?? code,
      identifier: identifierOf(parts, type.code, before),
      issuerName: issuer.name,
      issuerCode: issuer.code,
      issueDate: today,
      holderName: take('holderName', recipe.holder.name),
      holderCode: code,
      holderType: recipe.holder.type,
      validFrom: before?.validFrom ?? today,
      ...(until === undefined ? {} : { validUntil: until }),
      ...(until === undefined && before?.validUntil !== undefined ? { validUntil: before.validUntil } : {}),
      sealedBy: issuer.name,
      sealedAt: `${new Date(now).toISOString().slice(0, 19)}Z`,
      areaCode: typeof area === 'string' ? area : (before?.areaCode ?? region),
      status: '01',
      attributes,
    },
    catalogue,
  ).licence;
}

/** A renewal is the next version of the same licence (GB/T 36904 §5); another issuer begins a series of its own. */
function identifierOf({ issuer, today, serial }: LicenceParts, typeCode: string, before?: Licence): string {
  const old =
    before && licenceIdentifier.is(before.identifier)
      ? licenceIdentifier.parse(before.identifier)
      : undefined;
  if (old?.issuer === issuer.code && Number(old.version) < 999)
    return composeLicenceIdentifier({
      typeCode,
      issuer: old.issuer,
      serial: old.serial,
      version: padded(Number(old.version) + 1, 3),
    });
  return composeLicenceIdentifier({
    typeCode,
    issuer: issuer.code,
    serial: `${today.slice(0, 4)}${padded(serial, 9)}`,
    version: '001',
  });
}

function first(sources: readonly ValueSource[], parts: LicenceParts, typeCode: string): string | undefined {
  for (const source of sources) {
    const value = valueOf(source, parts, typeCode);
    if (value !== undefined && value.trim() !== '') return value;
  }
  return undefined;
}

function valueOf(
  source: ValueSource,
  { matter, form, issuer, today, held }: LicenceParts,
  typeCode: string,
): string | undefined {
  if ('text' in source) return source.text;
  if ('day' in source) return today;
  if ('issuer' in source) return issuer.name;
  if ('held' in source) return held.get(source.of ?? typeCode)?.attributes[source.held];
  if (source.when && !applies(source.when, form)) return undefined;
  return shown(matter.form, form, source.form);
}

function applies(
  { field, in: values }: { field: string; in: readonly string[] },
  form: LicenceParts['form'],
): boolean {
  return values.includes(String(Object.hasOwn(form, field) ? form[field] : undefined));
}

/** A field of a form as people read it: titles of choices, lists joined; undefined where it was left empty. */
export function shown(
  schema: Form,
  form: Readonly<Record<string, unknown>>,
  name: string,
): string | undefined {
  const field = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  return field && value !== undefined && value !== null ? textOf(field, value) : undefined;
}

function textOf(field: FormField, value: unknown): string | undefined {
  if (field.type === 'array')
    return Array.isArray(value)
      ? value
          .map((one) => textOf(field.items, one))
          .filter((one) => one !== undefined)
          .join('、')
      : undefined;
  if (field.type === 'object') return undefined;
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return undefined;
  const titles = field.type === 'string' ? field.enumTitles : undefined;
  return titles && Object.hasOwn(titles, value) ? titles[value]?.zh : value;
}

const padded = (number: number, digits: number): string => String(number).padStart(digits, '0');

/** The last day of so many years; 29 February ends on the 28th. */
export function lastDay(from: string, years: number): string {
  const start = new Date(`${from}T00:00:00Z`);
  const end = new Date(Date.UTC(start.getUTCFullYear() + years, start.getUTCMonth(), start.getUTCDate()));
  if (end.getUTCMonth() !== start.getUTCMonth()) end.setUTCDate(0);
  else end.setUTCDate(end.getUTCDate() - 1);
  return end.toISOString().slice(0, 10);
}
