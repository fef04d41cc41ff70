import { Refusal } from '#libs/errors';

/** An entity identifier (§1.2): an https URL with a host, optionally a port and a path, and nothing else. */
export type EntityId = string;

const MAX_LENGTH = 2048; // §1.2 sets no limit; 2,048 is what common servers accept in a request line

/** True where `value` is written as an entity identifier must be written. */
export function isEntityId(value: unknown): value is EntityId {
  if (typeof value !== 'string' || value.length > MAX_LENGTH || !URL.canParse(value)) return false;
  // Control characters, blanks and backslashes are dropped or rewritten by the URL parser: refuse before it helps.
  if (/[^\x21-\x7e]|\\/.test(value)) return false;
  const url = new URL(value);
  return (
    url.protocol === 'https:' &&
    url.hostname !== '' &&
    url.username === '' &&
    url.password === '' &&
    !value.includes('?') &&
    !value.includes('#') &&
    // Identifiers are compared as strings (§3.1), so only the normal form may stand for an entity.
    (url.href === value || url.href === `${value}/`)
  );
}

/** @throws Refusal `ENTITY_ID_INVALID` */
export function parseEntityId(value: unknown): EntityId {
  if (isEntityId(value)) return value;
  throw new Refusal('ENTITY_ID_INVALID', { details: { value: String(value).slice(0, 200) } });
}

/** Where the entity configuration stands: identifier without a trailing slash, then the well-known path (§9). */
export function configurationUrl(entityId: EntityId): string {
  return `${entityId.replace(/\/$/, '')}/.well-known/openid-federation`;
}

/** The path under which an entity's own endpoints begin: '' for an origin, '/hebei' for `https://host/hebei`. */
export function basePath(entityId: EntityId): string {
  return new URL(entityId).pathname.replace(/\/$/, '');
}
