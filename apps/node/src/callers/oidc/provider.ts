import { createHash } from 'node:crypto';
import {
  Provider,
  errors,
  type AdapterFactory,
  type ClientMetadata,
  type Configuration,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { AccountsFile } from '../accounts/accounts-file.js';
import type { CallersConfig, ClientConfig, EmbeddedIssuerConfig } from '../callers.config.js';
import type { Clock, Database } from '../ports.js';
import { clientClaims, personClaims } from './claims.js';
import { ISSUER_ALGORITHM, type IssuerKeyRing } from './key-ring.js';
import { postgresAdapter } from './postgres-adapter.js';
import { factorClaims, signInPolicy } from './sign-in-policy.js';
import type { SecondFactors } from '../second-factor/second-factors.js';
import { ONE_FACTOR, TWO_FACTORS } from '../second-factor/two-factors.js';

export interface ProviderParts {
  config: CallersConfig;
  issuer: EmbeddedIssuerConfig;
  /** Registered clients with their keys read. */
  clients: ReadonlyMap<string, ClientConfig>;
  keys: IssuerKeyRing;
  accounts: AccountsFile;
  factors: Pick<SecondFactors, 'of'>;
  database: Database;
  clock: Clock;
  pages: {
    logout(ctx: KoaContextWithOIDC, form: string): void;
    loggedOut(ctx: KoaContextWithOIDC): void;
    problem(ctx: KoaContextWithOIDC, code: string, thrown: Error): void;
  };
}

/** RFC 7523 §3: an assertion is for one use at once; longer-lived ones would only fill the replay table. */
const MAX_ASSERTION_SECONDS = 300;
const INTERACTION_SECONDS = 600;
const CODE_SECONDS = 60;
const CLIENT_ALGORITHMS = ['ES256', 'EdDSA', 'PS256'] as const;

function metadata(client: ClientConfig): ClientMetadata {
  const people = client.grantTypes.includes('authorization_code');
  return {
    client_id: client.id,
    client_name: client.name.zh,
    application_type: 'web', // redirect URIs are compared character by character; `native` would let ports differ
    token_endpoint_auth_method: client.authentication,
    grant_types: [...client.grantTypes],
    response_types: people ? ['code'] : [],
    ...(people ? { response_modes: ['query'] } : {}),
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...client.postLogoutRedirectUris],
    id_token_signed_response_alg: ISSUER_ALGORITHM,
    ...(client.jwks ? { jwks: { keys: client.jwks.keys } } : {}),
  };
}

/** The issuer identifier alone is an audience that no other server shares (RFC 7523bis; token endpoints are kept). */
function checkAssertion(clock: Clock, claims: Record<string, unknown>): void {
  const { exp, aud } = claims;
  if (typeof exp !== 'number' || exp > clock() / 1000 + MAX_ASSERTION_SECONDS) {
    throw new errors.InvalidClientAuth(`client assertions may live ${MAX_ASSERTION_SECONDS} s at most`);
  }
  if (Array.isArray(aud) && aud.length !== 1) {
    throw new errors.InvalidClientAuth('client assertions name one audience');
  }
}

/** Cookies know no ports: nodes on one host must not overwrite each other's. */
const cookiePrefix = (issuer: string): string =>
  `tongban_${createHash('sha256').update(issuer).digest('hex').slice(0, 8)}`;

/** Registered clients come from the configuration, everything else from the database. */
function storage({ clients, database, clock }: ProviderParts): AdapterFactory {
  const registered = new Map([...clients].map(([id, client]) => [id, metadata(client)]));
  const inDatabase = postgresAdapter(database, clock);
  return (model) => {
    const adapter = inDatabase(model);
    return model === 'Client'
      ? Object.assign(adapter, { find: async (id: string) => registered.get(id) })
      : adapter;
  };
}

/** The embedded issuer with everything switched off that this node does not need. */
export function createProvider(parts: ProviderParts): Provider {
  const { config, issuer, clients, keys, accounts, factors, clock, pages } = parts;
  const mount = new URL(issuer.url).pathname;
  const secure = new URL(issuer.url).protocol === 'https:';
  const signing = keys.signingJwks();
  const cookie = { httpOnly: true, sameSite: 'lax' as const, secure, signed: true };
  const prefix = cookiePrefix(issuer.url);

  const configuration: Configuration = {
    adapter: storage(parts),
    jwks: { keys: signing },
    cookies: {
      names: {
        session: `${prefix}_session`,
        interaction: `${prefix}_interaction`,
        resume: `${prefix}_resume`,
      },
      long: { ...cookie, path: mount },
      short: cookie,
      keys: keys.cookieSecrets(),
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      userinfo: { enabled: false },
      introspection: { enabled: false },
      registration: { enabled: false },
      deviceFlow: { enabled: false },
      revocation: { enabled: true },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx, form) => pages.logout(ctx, form),
        postLogoutSuccessSource: async (ctx) => pages.loggedOut(ctx),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => config.audience,
        useGrantedResource: async () => true,
        getResourceServerInfo: async (_ctx, indicator) => {
          if (indicator !== config.audience) throw new errors.InvalidTarget();
          return {
            audience: config.audience,
            scope: config.requiredScope,
            accessTokenTTL: config.accessTokenSeconds,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: ISSUER_ALGORITHM, kid: signing[0]?.kid } },
          };
        },
      },
    },
    responseTypes: ['code'],
    scopes: ['openid'],
    // `factors=manage`: the person wants to look after their second factors. It asks for more, never for less.
    extraParams: ['factors'],
    acrValues: [ONE_FACTOR, TWO_FACTORS],
    claims: { openid: ['sub', 'name', 'role', 'org_code', 'org_name', 'acr', 'amr'] },
    conformIdTokenClaims: false,
    subjectTypes: ['public'],
    clientAuthMethods: ['private_key_jwt', 'none'],
    clientDefaults: { id_token_signed_response_alg: ISSUER_ALGORITHM, grant_types: [], response_types: [] },
    enabledJWA: {
      clientAuthSigningAlgValues: [...CLIENT_ALGORITHMS],
      idTokenSigningAlgValues: [ISSUER_ALGORITHM],
    },
    pkce: { required: () => true },
    allowOmittingSingleRegisteredRedirectUri: false,
    // A public client's page may call the token endpoint from where it lives; nobody else's page may.
    clientBasedCORS: (_ctx, origin, client) =>
      client.clientAuthMethod === 'none' &&
      client.redirectUris?.some((uri) => new URL(uri).origin === origin) === true,
    assertJwtClientAuthClaimsAndHeader: async (_ctx, claims) => checkAssertion(clock, claims),
    findAccount: async (_ctx, id) => {
      const account = await accounts.active(id);
      if (!account) return undefined;
      const {
        person_id: _id,
        person_name: name,
        holder_type: _t,
        holder_code: _c,
        ...rest
      } = personClaims(account);
      return { accountId: id, claims: async () => ({ sub: id, name, ...rest }) };
    },
    extraTokenClaims: async (ctx, token) => {
      if (token.kind === 'ClientCredentials') {
        const client = clients.get(token.clientId ?? '');
        if (!client) throw new errors.InvalidClient('client is invalid', 'client not found');
        return clientClaims(client);
      }
      const account = await accounts.active(token.accountId);
      if (!account) throw new errors.InvalidGrant('account is not active');
      return { ...personClaims(account), ...factorClaims(ctx) };
    },
    // Refresh tokens end with the sign-in session, so that signing out ends them too (expiresWithSession).
    expiresWithSession: async () => true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: {
      AccessToken: config.accessTokenSeconds,
      ClientCredentials: config.accessTokenSeconds,
      AuthorizationCode: CODE_SECONDS,
      IdToken: config.accessTokenSeconds,
      Interaction: INTERACTION_SECONDS,
      Session: issuer.sessionSeconds,
      Grant: issuer.sessionSeconds,
      // A rotated token inherits what was left: a chain of refreshes does not live for ever.
      RefreshToken: (ctx) =>
        ctx.oidc.entities.RotatedRefreshToken?.remainingTTL ?? issuer.refreshTokenSeconds,
    },
    interactions: {
      url: (_ctx, interaction) => `${mount}/interaction/${interaction.uid}`,
      policy: signInPolicy({ accounts, factors, roles: config.secondFactor.roles }),
    },
    renderError: async (ctx, out, error) => pages.problem(ctx, out.error, error),
  };

  const provider = new Provider(issuer.url, configuration);
  provider.proxy = true; // the X-Forwarded-* headers that it sees are ours: see pinOrigin in register-oidc.ts
  return provider;
}
