import { Argument, Command, InvalidArgumentError } from 'commander';
import { rotateIssuerKeys } from '../../../node/src/callers/index.js';
import { loadConfig, type NodeConfiguration } from '../../../node/src/config/index.js';
import { DEFAULT_OVERLAP_SECONDS, rotateExchangeKey } from '../../../node/src/exchange/exchange-keys.js';
import { CliFailure, ExitCode } from '../exit.js';
import { ioOf } from '../io.js';
import { layoutOf } from '../up/layout.js';

const KINDS = ['exchange', 'federation', 'oidc', 'credential'] as const;
type Kind = (typeof KINDS)[number];

interface RotateOptions {
  overlap?: number;
  config?: string;
  at: string;
  dataDir?: string;
}

interface Rotation {
  kid: string;
  /** When the new key begins to sign, ISO 8601. */
  signsFrom: string;
  /** What is left for a person to do. */
  next: { zh: string; en: string };
}

/** A peer looks at a chain again after `federation.refreshSeconds`, 60 by default, and may miss one round. */
const PEERS_REFRESH_SECONDS = 120;

const EXPLANATION = `
exchange     signs requests and answers. Published in the node's metadata at once, used after the overlap, so that
             every peer has read it by then; the old one stays published until its last token has expired.
federation   signs the node's entity configuration. Published at once, used after the overlap; enrol the node again
             at its authority within that time, or peers will not believe the new key.
credential   signs credentials, status lists and presentation requests. Published at once, used after the overlap; the old one
             stays published until the last credential that it signed has expired.
oidc         signs access tokens and cookies of the embedded issuer. Used at once; the old one verifies for the overlap.

A running node notices by itself. The anchor's own key: tongban federation rotate.`;

/** `tongban keys rotate`: a new key beside the old one, without a restart. */
export function keysCommand(): Command {
  const keys = new Command('keys').description('keys of a node (密钥)');
  keys
    .command('rotate')
    .description('bring in a new key; the old one stays valid for the overlap (轮换密钥)')
    .addArgument(new Argument('<kind>', 'which key').choices([...KINDS]))
    .option(
      '--overlap <seconds>',
      `how long both keys count (default: ${String(DEFAULT_OVERLAP_SECONDS)})`,
      wholeSeconds,
    )
    .option('--at <region>', 'a node of the demo', 'beijing')
    .option('--config <file>', 'configuration of the node, in place of --at')
    .option('--data-dir <folder>', 'data directory of that node (otherwise TONGBAN_DATA_DIR, or the demo)')
    .addHelpText('after', EXPLANATION)
    .action(async (kind: Kind, options: RotateOptions, command: Command) => {
      const io = ioOf(command);
      const overlap = options.overlap ?? DEFAULT_OVERLAP_SECONDS;
      if (kind !== 'oidc' && overlap < PEERS_REFRESH_SECONDS) {
        io.warn(
          io.say({
            zh: `注意：对端节点最长每 ${String(PEERS_REFRESH_SECONDS)} 秒刷新一次，重叠期更短时应答会暂时不被信任。`,
            en: `Careful: peers may take ${String(PEERS_REFRESH_SECONDS)} s to read new keys; until then they will not trust what is signed with this one.`,
          }),
        );
      }
      const rotation = await rotate(kind, configurationOf(options), overlap);
      io.out(
        { kind, ...rotation },
        () => `${kind}  ${rotation.kid}  ${rotation.signsFrom}\n${io.say(rotation.next)}`,
      );
    });
  return keys;
}

async function rotate(kind: Kind, config: NodeConfiguration, overlapSeconds: number): Promise<Rotation> {
  const now = Date.now();
  if (kind === 'oidc') {
    const { issuer } = config.callers;
    if (issuer.kind !== 'embedded') {
      throw new CliFailure(ExitCode.refused, 'this node has an issuer outside; rotate its keys there');
    }
    const { kid } = await rotateIssuerKeys(issuer.keysDirectory, { clock: Date.now, overlapSeconds });
    return {
      kid,
      signsFrom: new Date(now).toISOString(),
      next: {
        zh: '新密钥立即启用，旧密钥在重叠期内仍可验证。',
        en: 'In use now; the old key verifies for the overlap.',
      },
    };
  }
  const { keysDir, suite } =
    kind === 'exchange'
      ? config.exchange
      : kind === 'federation'
        ? config.federation
        : { keysDir: config.credentials.keysDir, suite: 'ES256' as const };
  // Credentials are read by the key that signed them for as long as they live; and an hour, for clocks and caches.
  const lives = (config.credentials.validityDays * 24 + 1) * 3_600_000;
  const { kid, signsFrom } =
    kind === 'credential'
      ? rotateExchangeKey(keysDir, suite, now, overlapSeconds, lives)
      : rotateExchangeKey(keysDir, suite, now, overlapSeconds);
  return { kid, signsFrom: new Date(signsFrom).toISOString(), next: NEXT[kind] };
}

const NEXT = {
  exchange: {
    zh: '新公钥已写入元数据，到时自动启用，无需重启。',
    en: 'Published in the metadata; it signs from then on by itself, without a restart.',
  },
  credential: {
    zh: '新公钥已写入元数据，到时自动启用；旧公钥保留至其所签凭证全部到期。',
    en: 'Published in the metadata; it signs from then on. The old one stays published for as long as its credentials live.',
  },
  federation: {
    zh: '请在启用前到上级机构重新登记：tongban federation enrol。',
    en: 'Enrol the node again at its authority before then: tongban federation enrol.',
  },
} as const;

function configurationOf({ config, at, dataDir }: RotateOptions): NodeConfiguration {
  if (config !== undefined) {
    return loadConfig(config, { TONGBAN_DATA_DIR: dataDir ?? process.env.TONGBAN_DATA_DIR }).config;
  }
  const place = layoutOf().nodes.find(({ name }) => name === at);
  if (!place) throw new CliFailure(ExitCode.usage, `--at ${at}: no such node in the demo`);
  return loadConfig(place.configFile, { TONGBAN_DATA_DIR: dataDir ?? place.dataDir }).config;
}

function wholeSeconds(text: string): number {
  if (!/^\d{1,8}$/.test(text)) throw new InvalidArgumentError('Not a number of seconds.');
  return Number(text);
}
