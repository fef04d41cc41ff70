import type { CallersConfig } from '../callers/callers.config.js';
import type { GraphiqlOptions } from './register-graphiql.js';

/** The public client of the code flow that belongs to this page, where the configuration has one. */
const CLIENT_ID = 'graphiql';

/** Options of the page from the node's configuration. */
export function optionsFor(config: {
  node: { name: { zh: string; en: string } };
  callers: CallersConfig;
}): GraphiqlOptions {
  const { issuer, audience, requiredScope } = config.callers;
  const known = issuer.kind === 'embedded' && issuer.clients.some((client) => client.id === CLIENT_ID);
  return {
    graphqlUrl: new URL(audience).pathname,
    title: config.node.name,
    ...(known
      ? { signIn: { issuer: issuer.url, clientId: CLIENT_ID, scope: requiredScope, resource: audience } }
      : {}),
  };
}
