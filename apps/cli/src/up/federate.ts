import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logOrigin } from '#libs/audit-log';
import { jwksSchema, keyByKid } from '#libs/federation';
import {
  enrolEntity,
  initAuthority,
  refreshAuthority,
  type AuthorityReport,
} from '../../../anchor/src/authority/commands.js';
import { openCredentialKeys } from '../../../node/src/credentials/index.js';
import { federationIdentity } from '../../../node/src/composition/open-federation.js';
import type { NodeConfiguration } from '../../../node/src/config/index.js';
import { ensureExchangeKey, ExchangeKeys } from '../../../node/src/exchange/exchange-keys.js';
import { openFederationModule } from '../../../node/src/federation/index.js';

/** A node that the anchor takes in, and where it keeps its copy of the anchor's keys. */
export interface Member {
  config: NodeConfiguration;
  dataDir: string;
}

/**
 * The work of the anchor's operator in the demo: makes the anchor, signs anew what is about to expire, enrols each
 * node with the accreditation that its configuration asks for, and hands out the anchor's keys to be pinned. Done at
 * each start; what stands is kept.
 */
export async function federate(
  authorityDir: string,
  members: readonly Member[],
  clock: () => number,
): Promise<AuthorityReport & { signs: string }> {
  const entityId = members[0]?.config.federation.anchors[0]?.entityId ?? '';
  const ports = { clock };
  let report = existsSync(join(authorityDir, 'authority.json'))
    ? await refreshAuthority(authorityDir, ports)
    : await initAuthority(
        authorityDir,
        {
          entityId,
          organizationName: '通办信任锚（样例）',
          resolver: true,
          suite: members[0]?.config.federation.suite ?? 'ES256',
        },
        ports,
      );
  for (const { config, dataDir } of members) {
    copyFileSync(report.trustAnchorFile, join(dataDir, 'trust-anchor.json'));
    // Whom the operator has withdrawn stays out: a restart of the demo is no readmission.
    if (report.revoked.includes(config.node.entityId)) continue;
    ensureExchangeKey(config.federation.keysDir, config.federation.suite, clock());
    report = await enrolEntity(
      authorityDir,
      {
        token: await ownConfiguration(config, clock),
        // Operator of both sides: a node whose keys were made anew is taken in again.
        confirm: new ExchangeKeys(config.federation.keysDir, clock).signingKey().kid,
        trustMarks: config.federation.trustMarks.map(({ type }) => type),
      },
      ports,
    );
  }
  return { ...report, signs: suiteOfAnchor(report) };
}

/** In which suite the anchor signs now. */
function suiteOfAnchor({ trustAnchorFile, signingKey }: AuthorityReport): string {
  const { jwks } = JSON.parse(readFileSync(trustAnchorFile, 'utf8')) as { jwks: unknown };
  return keyByKid(jwksSchema.parse(jwks), signingKey)?.suite.name ?? '';
}

/** The entity configuration that the node will publish, from its files; the node need not run. */
async function ownConfiguration(config: NodeConfiguration, clock: () => number): Promise<string> {
  const origin = config.audit.origin ?? logOrigin(config.node.entityId);
  const exchangeKeys = new ExchangeKeys(config.exchange.keysDir, clock);
  const module = openFederationModule({
    ...federationIdentity(
      config,
      exchangeKeys,
      origin,
      openCredentialKeys(config.credentials.keysDir, clock),
    ),
    clock,
    random: () => 0,
  });
  try {
    return await module.configuration();
  } finally {
    await module.stop();
  }
}
