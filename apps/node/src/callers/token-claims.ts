import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import type { ClientCaller } from './caller.js';
import { CLIENT_ROLES, type ClientRole } from './roles.js';

/** Names of the claims that a caller is made of. */
export interface ClaimNames {
  role: string;
  /** The issuer's role names mapped to ours; empty where it uses ours. */
  roleValues: Readonly<Record<string, ClientRole>>;
  organisationCode: string;
  organisationName: string;
  personId: string;
  personName: string;
}

/** As the embedded issuer writes them. */
export const ownClaims: ClaimNames = {
  role: 'role',
  roleValues: {},
  organisationCode: 'org_code',
  organisationName: 'org_name',
  personId: 'person_id',
  personName: 'person_name',
};

const text = z.string().min(1).max(256);
const callerSchema = z.object({
  id: text,
  role: z.enum(CLIENT_ROLES),
  organisation: z.object({ code: text, name: text }),
  person: z.object({ id: text, name: text }).optional(),
  scopes: z.array(text),
});

/** A person is one with both an identifier and a name; half of one is refused, not guessed. */
function personOf(payload: JWTPayload, names: ClaimNames): { id: unknown; name: unknown } | undefined {
  const [id, name] = [payload[names.personId], payload[names.personName]];
  return id === undefined && name === undefined ? undefined : { id, name };
}

function roleOf(value: unknown, values: ClaimNames['roleValues']): unknown {
  if (Object.keys(values).length === 0) return value;
  return typeof value === 'string' && Object.hasOwn(values, value) ? values[value] : undefined;
}

/**
 * The caller that a verified token names.
 *
 * @throws Refusal `TOKEN_CLAIMS_INVALID` naming the member, never its value
 */
export function callerOf(payload: JWTPayload, names: ClaimNames): ClientCaller {
  const scope = payload['scope'];
  const parsed = callerSchema.safeParse({
    id: payload['client_id'],
    role: roleOf(payload[names.role], names.roleValues),
    organisation: { code: payload[names.organisationCode], name: payload[names.organisationName] },
    person: personOf(payload, names),
    scopes: typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : [],
  });
  if (!parsed.success) {
    throw new Refusal('TOKEN_CLAIMS_INVALID', { hint: parsed.error.issues[0]?.path.join('.') ?? 'claims' });
  }
  const { person, ...caller } = parsed.data;
  return Object.freeze({ kind: 'client', ...caller, ...(person ? { person } : {}) });
}
