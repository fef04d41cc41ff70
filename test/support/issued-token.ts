import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, SignJWT } from 'jose';
import type { TestNode } from './cluster.js';

/** An access token as the node's embedded issuer signs it, with whatever claims a test wants to be in it. */
export async function issuedToken(
  node: TestNode,
  now: number,
  claims: Record<string, unknown>,
): Promise<string> {
  const file = readFileSync(join(node.dataDir, 'keys/oidc/issuer-keys.json'), 'utf8');
  const { signing } = JSON.parse(file) as { signing: { privateJwk: { kid: string } }[] };
  const jwk = signing[0]?.privateJwk;
  const seconds = Math.floor(now / 1000);
  return new SignJWT({
    client_id: 'test',
    scope: 'tongban',
    org_code: '11110000TB90000160',
    org_name: '样例',
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: jwk?.kid ?? '' })
    .setIssuer(`${node.publicUrl}/oidc`)
    .setSubject('test')
    .setAudience(`${node.publicUrl}/graphql`)
    .setJti(randomUUID())
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 600)
    .sign(await importJWK(jwk as never, 'ES256'));
}
