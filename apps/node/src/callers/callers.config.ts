import { z } from 'zod';
import { CLIENT_ROLES, SYSTEM_ROLES } from './roles.js';

/** TLS everywhere but on the loopback interface, where the demo runs. */
const secureUrl = z.url({ protocol: /^https?$/ }).refine(
  (url) => {
    const { protocol, hostname, hash, search } = new URL(url);
    const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
    return (protocol === 'https:' || loopback) && hash === '' && search === '';
  },
  { error: 'must be https (http only on the loopback interface), without query and fragment' },
);

const role = z.enum(CLIENT_ROLES);

export const organisationSchema = z.strictObject({
  code: z
    .string()
    .regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/, 'must be a unified social credit code of 18 characters')
    .describe('Unified social credit code (统一社会信用代码).'),
  name: z.string().min(1).max(200).describe('Name of the organisation.'),
});

const publicJwk = z
  .looseObject({
    kty: z.enum(['EC', 'OKP', 'RSA']).describe('Key type (RFC 7517).'),
    kid: z.string().min(1).optional().describe('Key identifier.'),
  })
  .refine((jwk) => !('d' in jwk) && !('k' in jwk), { error: 'must be a public key' });

export const clientSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{1,63}$/)
      .describe('OAuth client id.'),
    name: z
      .strictObject({
        zh: z.string().min(1).max(80).describe('In Chinese; shown first.'),
        en: z.string().min(1).max(80).describe('In English.'),
      })
      .describe('Name shown on the consent page, Chinese and English.'),
    authentication: z
      .enum(['private_key_jwt', 'none'])
      .default('private_key_jwt')
      .describe('How the client proves itself; `none` only for public clients of the code flow with PKCE.'),
    jwks: z
      .strictObject({ keys: z.array(publicJwk).min(1).describe('The keys.') })
      .optional()
      .describe('Public keys of the client, inline.'),
    jwksFile: z.string().optional().describe('File with the public keys of the client (a JWK Set).'),
    grantTypes: z
      .array(z.enum(['client_credentials', 'authorization_code', 'refresh_token']))
      .min(1)
      .describe('What the client may ask for.'),
    redirectUris: z.array(secureUrl).default([]).describe('Exact redirect URIs of the code flow.'),
    postLogoutRedirectUris: z
      .array(secureUrl)
      .default([])
      .describe('Exact URIs to return to after signing out.'),
    role: z
      .enum(SYSTEM_ROLES)
      .default('integrator')
      .describe('Role of the client when it calls for itself (client credentials).'),
    caseRoles: z
      .array(z.enum(['window', 'handler', 'approver', 'supervisor']))
      .min(1)
      .max(4)
      .default(['window'])
      .describe(
        'Roles of staff in whose name an integrator may take steps in cases (办件): its own system answers for who they are.',
      ),
    organisation: organisationSchema.describe('Organisation that runs the client.'),
  })
  .superRefine((client, context) => {
    const flaw = (message: string): void => context.addIssue({ code: 'custom', message });
    const grants = new Set(client.grantTypes);
    if (client.authentication === 'none') {
      if (client.jwks || client.jwksFile) flaw('a public client has no keys');
      if (grants.has('client_credentials')) flaw('client_credentials needs private_key_jwt');
    } else if (!client.jwks === !client.jwksFile) {
      flaw('give exactly one of jwks and jwksFile');
    }
    if (grants.has('authorization_code') !== client.redirectUris.length > 0) {
      flaw('redirectUris belong to authorization_code and are needed there');
    }
    if (grants.has('refresh_token') && !grants.has('authorization_code')) {
      flaw('refresh_token only goes with authorization_code');
    }
  });

const login = z.strictObject({
  maxFailures: z.int().min(3).max(20).default(5).describe('Failed attempts on one account before it locks.'),
  lockSeconds: z.int().min(1).max(86_400).default(900).describe('How long an account stays locked.'),
  addressMaxFailures: z
    .int()
    .min(5)
    .max(1000)
    .default(50)
    .describe('Failed attempts from one network address (IPv6: /64) before it locks.'),
  addressLockSeconds: z.int().min(1).max(86_400).default(900).describe('How long an address stays locked.'),
  windowSeconds: z.int().min(1).max(86_400).default(900).describe('Failures older than this are forgotten.'),
});

const embeddedIssuer = z.strictObject({
  kind: z.literal('embedded').describe('The node issues the tokens of its own region itself.'),
  url: secureUrl.describe('Issuer identifier: origin of the public listener followed by /oidc.'),
  keysDirectory: z
    .string()
    .default('${dataDir}/keys/oidc')
    .describe('Folder of the signing and cookie keys; made when absent, files mode 0600.'),
  accountsFile: z
    .string()
    .default('${dataDir}/accounts.json')
    .describe('Accounts with scrypt hashes; read again when it changes.'),
  clients: z
    .array(clientSchema)
    .default([])
    .describe('Registered clients; there is no dynamic registration.'),
  sessionSeconds: z.int().min(300).max(86_400).default(28_800).describe('Lifetime of a sign-in session.'),
  refreshTokenSeconds: z
    .int()
    .min(300)
    .max(86_400)
    .default(28_800)
    .describe('Lifetime of a chain of refresh tokens; they also end with the session.'),
  login: login.prefault({}).describe('Delay and lockout after wrong passwords.'),
});

const externalIssuer = z.strictObject({
  kind: z.literal('external').describe('An identity provider outside issues the tokens.'),
  url: secureUrl.describe('Issuer identifier, exactly as `iss` carries it.'),
  jwksUri: secureUrl.optional().describe("Key set; by default taken from the issuer's discovery document."),
  algorithms: z
    .array(z.enum(['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256']))
    .min(1)
    .default(['ES256', 'PS256', 'EdDSA'])
    .describe('Signature algorithms accepted on access tokens.'),
  claims: z
    .strictObject({
      role: z.string().default('role').describe('Claim with the role.'),
      roleValues: z
        .record(z.string(), role)
        .default({})
        .describe("The issuer's role names mapped to ours; empty means that it uses ours."),
      organisationCode: z
        .string()
        .default('org_code')
        .describe("Claim with the organisation's social credit code."),
      organisationName: z.string().default('org_name').describe("Claim with the organisation's name."),
      personId: z.string().default('person_id').describe("Claim with the person's identifier."),
      personName: z.string().default('person_name').describe("Claim with the person's name."),
      holderType: z
        .string()
        .default('holder_type')
        .describe('Claim with the holder type (001 USCC, 111 citizen number, ...) of role `holder`.'),
      holderCode: z
        .string()
        .default('holder_code')
        .describe('Claim with the code of whom a token of role `holder` stands for; verified by the issuer.'),
      holderTypeValues: z
        .record(z.string(), z.string())
        .default({})
        .describe("The issuer's names of holder types mapped to ours; empty means that it uses ours."),
    })
    .prefault({})
    .describe('Where the claims that a caller is made of stand in the token.'),
});

const secondFactor = z.strictObject({
  roles: z
    .array(role)
    .default(['auditor', 'securityAdministrator', 'systemAdministrator'])
    .describe(
      'Roles whose people sign in with a second factor; by default those who see everything or can change everything. The embedded issuer asks for it and sets one up at the first sign-in; a token of such a person that does not tell of two factors is refused, whoever issued it.',
    ),
  acr: z
    .array(z.string().min(1))
    .default(['https://refeds.org/profile/mfa'])
    .describe('Values of the claim `acr` that stand for two factors; asked for at sign-in.'),
  amr: z
    .array(z.string().min(1))
    .default(['mfa'])
    .describe('Values in the claim `amr` (RFC 8176) that stand for two factors.'),
});

export const callersConfig = z.strictObject({
  issuer: z
    .discriminatedUnion('kind', [embeddedIssuer, externalIssuer])
    .describe('Who issues access tokens to integrators and people of the own region.'),
  audience: secureUrl.describe(
    "The node's GraphQL endpoint: audience of access tokens, `resource` of requests.",
  ),
  secondFactor: secondFactor.prefault({}).describe('Who must show two factors, and how a token tells of it.'),
  requiredScope: z
    .string()
    .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)
    .default('tongban')
    .describe('Scope that every access token must carry.'),
  accessTokenSeconds: z
    .int()
    .min(60)
    .max(3600)
    .default(600)
    .describe('Lifetime of access tokens issued by the embedded issuer; they cannot be revoked before.'),
  clockSkewSeconds: z
    .int()
    .min(0)
    .max(120)
    .default(30)
    .describe("Tolerance between the issuer's clock and ours."),
});

export type CallersConfig = z.infer<typeof callersConfig>;
export type EmbeddedIssuerConfig = z.infer<typeof embeddedIssuer>;
export type ExternalIssuerConfig = z.infer<typeof externalIssuer>;
export type ClientConfig = z.infer<typeof clientSchema>;
export type ClientConfigInput = z.input<typeof clientSchema>;
export type SecondFactorConfig = z.infer<typeof secondFactor>;
export type LoginConfig = z.infer<typeof login>;
