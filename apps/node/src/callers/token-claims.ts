import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import type { ClientCaller } from './caller.js';
import { holderSchema } from './holder.js';
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
  /** Holder type (001, 111, ...) and code of whoever a token of role `holder` stands for. */
  holderType: string;
  holderCode: string;
  /** The issuer's names of holder types mapped to ours; empty where it uses ours. */
  holderTypeValues: Readonly<Record<string, string>>;
}

/** As the embedded issuer writes them. */
export const ownClaims: ClaimNames = {
  role: 'role',
  roleValues: {},
  organisationCode: 'org_code',
  organisationName: 'org_name',
  personId: 'person_id',
  personName: 'person_name',
  holderType: 'holder_type',
  holderCode: 'holder_code',
  holderTypeValues: {},
};

const text = z.string().min(1).max(256);
const callerSchema = z.object({
  id: text,
  role: z.enum(CLIENT_ROLES),
  organisation: z.object({ code: text, name: text }),
  person: z.object({ id: text, name: text }).optional(),
  holder: holderSchema.optional(),
  scopes: z.array(text),
});

/**
 * Only of role `holder` the claims about a holder are looked at, and there both are due: a clerk's token does not become
 * a holder's by carrying them.
 */
function holderOf(role: unknown, payload: JWTPayload, names: ClaimNames): object | undefined {
  if (role !== 'holder') return undefined;
  return { type: mapped(payload[names.holderType], names.holderTypeValues), code: payload[names.holderCode] };
}

/** A person is one with both an identifier and a name; half of one is refused, not guessed. */
function personOf(payload: JWTPayload, names: ClaimNames): { id: unknown; name: unknown } | undefined {
  const [id, name] = [payload[names.personId], payload[names.personName]];
  return id === undefined && name === undefined ? undefined : { id, name };
}

/** The value by the issuer's name for it; without a map the value itself. */
function mapped(value: unknown, values: Readonly<Record<string, string>>): unknown {
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
  const role = mapped(payload[names.role], names.roleValues);
  const parsed = callerSchema.safeParse({
    id: payload['client_id'],
    role,
    organisation: { code: payload[names.organisationCode], name: payload[names.organisationName] },
    person: personOf(payload, names),
    holder: holderOf(role, payload, names),
    scopes: typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : [],
  });
  if (!parsed.success) {
    throw new Refusal('TOKEN_CLAIMS_INVALID', { hint: parsed.error.issues[0]?.path.join('.') ?? 'claims' });
  }
  const { person, holder, ...caller } = parsed.data;
  // A holder is a person who signed in (perhaps for a firm), never a system that calls for itself.
  if (holder && !person) throw new Refusal('TOKEN_CLAIMS_INVALID', { hint: 'person' });
  return Object.freeze({
    kind: 'client',
    ...caller,
    ...(person ? { person } : {}),
    ...(holder ? { holder } : {}),
  });
}
