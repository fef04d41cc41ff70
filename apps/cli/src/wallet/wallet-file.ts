import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { PrivateJwk } from '#libs/jws';
import { CliFailure, ExitCode } from '../exit.js';

const stored = z.strictObject({
  version: z.literal(1),
  credentials: z.array(z.strictObject({ credential: z.string(), key: z.record(z.string(), z.unknown()) })),
});

export interface HeldCredential {
  credential: string;
  key: PrivateJwk;
}

/** A holder's credentials with the keys that they are bound to, in one file of mode 0600. For tests and the demo. */
export class WalletFile {
  constructor(private readonly path: string) {}

  /** @throws CliFailure where the file is not a wallet's */
  read(): HeldCredential[] {
    if (!existsSync(this.path)) return [];
    try {
      return stored.parse(JSON.parse(readFileSync(this.path, 'utf8')))
        .credentials as unknown as HeldCredential[];
    } catch {
      throw new CliFailure(ExitCode.configuration, `${this.path} is not a wallet`);
    }
  }

  add(credentials: readonly HeldCredential[]): void {
    const all = { version: 1, credentials: [...this.read(), ...credentials] };
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    writeFileSync(`${this.path}.new`, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
    chmodSync(`${this.path}.new`, 0o600);
    renameSync(`${this.path}.new`, this.path);
  }
}
