import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { federationHttp } from '../../../node/src/federation/http-client.js';
import { CliFailure, ExitCode } from '../exit.js';
import { ioOf, type Io } from '../io.js';
import {
  contentsOf,
  decline,
  fittingCredential,
  presentationFor,
  readRequest,
  sendPresentation,
} from '../wallet/present.js';
import { receive } from '../wallet/receive.js';
import { WalletFile } from '../wallet/wallet-file.js';
import { WalletHttp, WalletRefused } from '../wallet/wallet-http.js';
import { readAnchor, WalletTrust } from '../wallet/wallet-trust.js';

interface WalletOptions {
  file: string;
  anchor: string;
  ca?: string;
}

const TIMEOUT_MS = 10_000;
const EXAMPLES = `
A small wallet for tests and the demonstration: its keys lie in a file of mode 0600, not in secure hardware.

Examples:
  tongban wallet receive 'openid-credential-offer://?...' --tx-code 123456
  tongban wallet show
  tongban wallet present 'openid4vp://?...'            shows who asks for what
  tongban wallet present 'openid4vp://?...' --yes      and sends it`;

/** `tongban wallet receive | show | present`: a holder's side of issue and presentation. */
export function walletCommand(): Command {
  const wallet = new Command('wallet')
    .description('receive credentials and show them at a counter (钱包)')
    .addHelpText('after', EXAMPLES);

  ofWallet(wallet.command('receive'))
    .description('redeem a credential offer (领取凭证)')
    .argument('<offer>', 'openid-credential-offer://?...')
    .option('--tx-code <code>', 'transaction code (交易码)')
    .option('--copies <n>', 'copies, each with a key of its own', copies, 1)
    .action(
      async (offer: string, options: WalletOptions & { txCode?: string; copies: number }, command: Command) =>
        within(options, async ({ http, trust, file }) => {
          const io = ioOf(command);
          const held = await receive(offer, http, { ...options, clock: Date.now });
          for (const { credential } of held) await trust.check(credential);
          file.add(held);
          const received = held.map(({ credential }) => contentsOf(credential));
          io.out({ received }, () =>
            received.map(({ vct, issuer }) => `${io.say(RECEIVED)} ${vct} (${issuer})`).join('\n'),
          );
        }),
    );

  ofWallet(wallet.command('show'))
    .description('what is in the wallet (查看凭证)')
    .action(async (options: WalletOptions, command: Command) => {
      const io = ioOf(command);
      const held = new WalletFile(options.file).read().map(({ credential }) => contentsOf(credential));
      io.out({ held }, () => held.map(describe).join('\n\n') || io.say(EMPTY));
    });

  ofWallet(wallet.command('present'))
    .description('look at a presentation request, and answer it (出示凭证)')
    .argument('<request>', 'openid4vp://?...')
    .option('--yes', 'show what is asked for')
    .option('--decline', 'say no to it')
    .action(
      async (uri: string, options: WalletOptions & { yes?: boolean; decline?: boolean }, command: Command) =>
        within(options, (parts) => present(uri, options, parts, ioOf(command))),
    );
  return wallet;
}

const RECEIVED = { zh: '已领取', en: 'Received' };
const EMPTY = { zh: '钱包为空。', en: 'The wallet is empty.' };
const DECLINED = { zh: '已拒绝出示。', en: 'Declined.' };
const SHOWN = { zh: '已出示。', en: 'Shown.' };
const ASK = { zh: '加 --yes 出示，加 --decline 拒绝。', en: 'Add --yes to show it, --decline to decline.' };
const NOTHING = {
  zh: '钱包中没有符合要求的凭证。',
  en: 'No credential in the wallet has what is asked for.',
};

interface Parts {
  http: WalletHttp;
  trust: WalletTrust;
  file: WalletFile;
}

async function present(
  uri: string,
  options: { yes?: boolean; decline?: boolean },
  { http, trust, file }: Parts,
  io: Io,
): Promise<void> {
  const request = await readRequest(uri, { http, trust, clock: Date.now });
  const fields = request.query.claims.map(({ path }) => path.join('.'));
  const { verifier } = request;
  const held = fittingCredential(file.read(), request.query);
  io.note(`${verifier.name} (${verifier.entityId})\n  ${fields.join('\n  ')}`);
  if (options.decline === true || (options.yes === true && !held)) {
    await decline(request, http);
    io.out({ verifier, fields, shown: false }, io.say(held ? DECLINED : NOTHING));
    if (!held) process.exitCode = ExitCode.refused;
    return;
  }
  if (options.yes !== true) {
    io.out({ verifier, fields, shown: false, held: held !== undefined }, io.say(held ? ASK : NOTHING));
    return;
  }
  if (!held) return;
  await sendPresentation(request, await presentationFor(request, held, Date.now()), http);
  io.out({ verifier, fields, shown: true }, io.say(SHOWN));
}

/** With a line to the network that is closed again; a node's no is a clear no. */
async function within(options: WalletOptions, work: (parts: Parts) => Promise<void>): Promise<void> {
  const ca = options.ca === undefined ? undefined : readFileSync(options.ca, 'utf8');
  const client = federationHttp({ ca, timeoutMs: TIMEOUT_MS });
  try {
    const http = new WalletHttp(client.send);
    const trust = new WalletTrust(readAnchor(options.anchor), http, client.send, Date.now);
    await work({ http, trust, file: new WalletFile(options.file) });
  } catch (error) {
    if (error instanceof WalletRefused) throw new CliFailure(ExitCode.refused, error.message);
    throw error;
  } finally {
    await client.close();
  }
}

function describe({ vct, issuer, expiresAt, claims }: ReturnType<typeof contentsOf>): string {
  const { attributes, ...fields } = claims;
  const lines = Object.entries({ ...fields, ...(attributes as object) }).map(
    ([name, value]) => `  ${name.padEnd(16)}${String(value)}`,
  );
  const until = expiresAt === undefined ? '' : ` (${new Date(expiresAt).toISOString().slice(0, 10)})`;
  return [`${vct}${until}`, `  ${issuer}`, ...lines].join('\n');
}

function ofWallet(command: Command): Command {
  return command
    .option('--file <file>', 'the wallet', '.data/wallet.json')
    .option('--anchor <file>', 'keys of the trust anchor', '.data/beijing/trust-anchor.json')
    .option('--ca <file>', 'certificate authority of the nodes', 'certs-sample/ca.crt');
}

function copies(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('Not a number from 1 to 99.');
  return Number(text);
}
