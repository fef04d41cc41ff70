import { Command, InvalidArgumentError } from 'commander';
import { ioOf } from '../io.js';
import { runVerify, type VerifyCommandOptions } from '../verify/run-verify.js';
import { parseInstant } from '../verify/instant.js';

const EXIT_CODES = `
Exit codes: 0 all valid (TOTAL_PASSED) · 1 one is not valid (TOTAL_FAILED) · 4 a file cannot be read ·
5 undecided (INDETERMINATE) · 2 wrong usage. Of several the first of 1, 4, 5 that applies.
Nothing is fetched: certificates, revocation lists and answers come from the documents, DIR and --crl.`;

/** `tongban verify`: signatures and seals of documents, offline. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('verify the signatures and seals of OFD, PDF, CMS and JWS files, offline (验签验章)')
    .argument('<files...>', 'documents, or folders of them')
    .option('--trust <dir>', 'folder of certificates of authorities, revocation lists and trust lists')
    .option('--at <time>', 'judge for this time: RFC 3339, or a date (00:00 +08:00); otherwise now', instant)
    .option('--crl <files...>', 'further revocation lists, PEM or DER')
    .option('--content <file>', 'what a detached signature (CMS, JWS) is about')
    .addHelpText('after', EXIT_CODES)
    .action((files: string[], options: VerifyCommandOptions, command: Command) =>
      runVerify(files, options, ioOf(command)),
    );
}

function instant(text: string): number {
  const at = parseInstant(text);
  if (at === undefined)
    throw new InvalidArgumentError('Not a time like 2026-03-01T09:00:00+08:00 or 2026-03-01.');
  return at;
}
