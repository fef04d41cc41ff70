import { pino } from 'pino';
import { asRefusal } from '#libs/errors';
import { loadDepartmentsConfig } from './config.js';
import { startDepartments } from './server.js';

/** `node dist/apps/departments/src/main.js CONFIG.yaml`: serves until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const [file] = process.argv.slice(2);
  const log = pino({ base: { app: 'departments' } });
  if (file === undefined) {
    log.error('usage: main.js CONFIG.yaml');
    process.exitCode = 2;
    return;
  }
  try {
    const config = loadDepartmentsConfig(file, process.env.TONGBAN_DATA_DIR ?? '');
    const server = await startDepartments(config, Date.now);
    log.info({ origin: server.origin }, 'ready');
    const stop = (): void => {
      setTimeout(() => process.exit(0), 5_000).unref();
      void server.stop();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (thrown) {
    const { code, message, cause } = asRefusal(thrown);
    log.fatal({ code, cause: cause instanceof Error ? cause.message : undefined }, message);
    process.exitCode = 1;
  }
}

await main();
