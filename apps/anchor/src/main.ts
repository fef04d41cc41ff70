import { pino } from 'pino';
import { asRefusal } from '#libs/errors';
import { loadAnchorConfig } from './config.js';
import { startAnchorServer } from './server.js';

/** `node dist/apps/anchor/src/main.js CONFIG.yaml`: serves one or more authorities until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const [file] = process.argv.slice(2);
  const log = pino({ base: { app: 'anchor' } });
  if (file === undefined) {
    log.error('usage: main.js CONFIG.yaml');
    process.exitCode = 2;
    return;
  }
  try {
    const config = await loadAnchorConfig(file, process.env.TONGBAN_DATA_DIR);
    log.level = config.log.level;
    const server = await startAnchorServer(config, { clock: Date.now, log });
    log.info({ port: server.port, authorities: config.authorities }, 'ready');
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
