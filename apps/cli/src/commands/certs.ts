import { join } from 'node:path';
import { Command } from 'commander';
import {
  DEMO_SUBJECTS,
  ensureSampleCerts,
  type SampleCertFiles,
  type SampleSubject,
} from '../certs/index.js';
import { SealPki } from '../certs/seals/seal-pki.js';
import { CliFailure, ExitCode } from '../exit.js';
import { ioOf } from '../io.js';

interface CertsOptions {
  dir: string;
  name?: string;
  entityId?: string;
  authority?: string;
  expired?: true;
}

function subjectsOf(options: CertsOptions, now: number): readonly SampleSubject[] {
  if (options.name === undefined && options.entityId === undefined) return DEMO_SUBJECTS;
  if (options.name === undefined || options.entityId === undefined) {
    throw new CliFailure(ExitCode.usage, '--name and --entity-id belong together');
  }
  const day = 86_400_000;
  return [
    {
      name: options.name,
      entityId: options.entityId,
      ...(options.authority ? { authority: options.authority } : {}),
      ...(options.expired ? { validity: { notBefore: now - 30 * day, notAfter: now - day } } : {}),
    },
  ];
}

/** `tongban certs`: the sample TLS certificates of the demo, and its sample PKI for seals in `seals/`. */
export function certsCommand(): Command {
  return new Command('certs')
    .description(
      'make the sample certificates for TLS and seals (样例证书); valid ones are kept, never for production',
    )
    .option('--dir <folder>', 'where to write', 'certs-sample')
    .option('--name <name>', 'one certificate only: its file name')
    .option('--entity-id <url>', 'one certificate only: the entity that it names (URI SAN)')
    .option('--authority <name>', 'sign by a CA of this name, made when missing', 'ca')
    .option('--expired', 'one certificate only: already expired (for tests)')
    .option('--json', 'print JSON')
    .action(async (options: CertsOptions, command: Command) => {
      const files = await ensureSampleCerts(options.dir, subjectsOf(options, Date.now()));
      if (options.name === undefined) SealPki.open(join(options.dir, 'seals'));
      ioOf(command).out(files, () => files.map(line).join('\n'));
    });
}

function line({ outcome, certFile, entityId, reason }: SampleCertFiles): string {
  return `${outcome.padEnd(8)}${certFile}  ${entityId}${reason ? `  (${reason})` : ''}`;
}
