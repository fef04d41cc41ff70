import { pino } from 'pino';
import { asRefusal } from '#libs/errors';
import { loadIdentityConfig } from './config.js';
import { startIdentityServer } from './server.js';

/** `node dist/apps/identity/src/main.js CONFIG.yaml`: serves until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const [file] = process.argv.slice(2);
  const log = pino({ base: { app: 'identity' } });
  if (file === undefined) {
    log.error('usage: main.js CONFIG.yaml');
    process.exitCode = 2;
    return;
  }
  try {
    const config = await loadIdentityConfig(file, process.env.TONGBAN_DATA_DIR);
    log.level = config.log.level;
    const server = await startIdentityServer(config, { clock: Date.now, log });
    log.info({ origin: server.origin }, 'ready');
    const stop = () => {
      log.info('stopping');
      // A connection that does not end by itself must not hold the process for ever.
      setTimeout(() => process.exit(0), 5_000).unref();
      void server.stop();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (thrown) {
    const { code, message, details, cause } = asRefusal(thrown);
    log.fatal({ code, details, cause: cause instanceof Error ? cause.message : undefined }, message);
    process.exitCode = 1;
  }
}

await main();
