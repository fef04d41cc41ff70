import { parseArgs } from 'node:util';
import { asRefusal } from '#libs/errors';
import { loadConfig } from './config/index.js';
import { createNode } from './node.js';
import { createLogger, describeError } from './observability/logger.js';

/**
 * Runs one exchange node: `main.js --config config/beijing.yaml`, with TONGBAN_DATABASE_URL and TONGBAN_DATA_DIR in
 * the environment. SIGTERM and SIGINT end it after it has finished what it has begun.
 * Exit codes: 0 ended as asked, 3 configuration, 4 environment not usable, 70 defect.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  const loaded = loadConfig(values.config ?? 'config/beijing.yaml', process.env);
  const logger = createLogger({ level: loaded.config.log.level, node: loaded.config.node.entityId });
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'unhandled rejection'));
  const node = await createNode(loaded, { logger, environment: process.env });
  let ending = false;
  const end = (signal: string): void => {
    if (ending) return;
    ending = true;
    logger.info({ signal }, 'shutting down');
    node.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'shutdown failed');
        process.exit(70);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  await node.start();
  logger.info({ public: node.publicUrl, peer: loaded.config.node.entityId }, 'ready');
}

main().catch((error: unknown) => {
  const refusal = asRefusal(error);
  const status = refusal.code === 'CONFIG_INVALID' ? 3 : refusal.code === 'INTERNAL' ? 70 : 4;
  process.stderr.write(
    `${JSON.stringify({ level: 'fatal', msg: refusal.message, err: describeError(error) })}\n`,
  );
  process.exit(status);
});
