import type { CredentialContent } from '#libs/credentials';
import { licenceFields, type Licence, type LicenceType } from '#libs/licences';

const PREFIX = 'urn:tongban:licence:';
const DAY_MS = 86_400_000;
/** Licences count by the calendar of China, which has one time zone. */
const BEIJING_OFFSET_MS = 8 * 3_600_000;

/** Verifiable credential type of a licence type (证照类型代码). */
export const vctOf = (typeCode: string): string => `${PREFIX}${typeCode}`;

/** The licence type of a verifiable credential type; undefined for one that is not of this project. */
export const typeCodeOf = (vct: string): string | undefined =>
  vct.startsWith(PREFIX) ? vct.slice(PREFIX.length) : undefined;

/**
 * Common fields that go into a credential. The status is none of them: it is looked up, a copy of it would only age, and
 * `status` means something else in a credential.
 */
const COMMON = licenceFields.map(({ name }) => name).filter((name) => name !== 'status');

/** Names of all fields that a credential of this type may show. */
export const shownFieldsOf = (type: LicenceType): string[] => [
  ...COMMON,
  ...type.fields.map(({ name }) => name),
];

/**
 * A licence as content of a credential: every field may be shown by itself. Times are rounded to the day, so that two
 * credentials of one day cannot be told from each other by them.
 * @param now milliseconds since 1970
 */
export function contentOf(
  licence: Licence,
  { now, validityDays }: { now: number; validityDays: number },
): Pick<CredentialContent, 'type' | 'claims' | 'frame' | 'issuedAt' | 'expiresAt'> & { expiresAt: number } {
  const issuedAt = Math.floor(now / DAY_MS) * DAY_MS;
  const fields = Object.fromEntries(
    COMMON.flatMap((name) => {
      const value = (licence as unknown as Record<string, unknown>)[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
  const attributes = { ...licence.attributes };
  const inside = Object.keys(attributes);
  return {
    type: vctOf(licence.typeCode),
    issuedAt,
    expiresAt: Math.min(issuedAt + validityDays * DAY_MS, endOf(licence) ?? Number.POSITIVE_INFINITY),
    claims: { ...fields, ...(inside.length > 0 ? { attributes } : {}) },
    frame: {
      conceal: Object.keys(fields),
      ...(inside.length > 0 ? { inside: { attributes: { conceal: inside } } } : {}),
    },
  };
}

/** The end of the last day of validity; undefined for a licence without end (长期). */
function endOf({ validUntil }: Licence): number | undefined {
  return validUntil === undefined
    ? undefined
    : Date.parse(`${validUntil}T00:00:00Z`) + DAY_MS - BEIJING_OFFSET_MS;
}
