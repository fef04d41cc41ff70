import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSealingKeys } from '../../apps/cli/src/certs/seals/node-keys.js';
import { SealPki } from '../../apps/cli/src/certs/seals/seal-pki.js';
import { openSealing, sealingConfig } from '../../apps/node/src/sealing/index.js';
import { ORGANISATIONS } from './cluster.js';
import { plainPdf } from './plain-pdf.js';

const COURT = { code: '11110000TB90000160', name: '样例市中级人民法院' };

/** A court whose documents bear seals, and a node of Beijing that seals too: keys in a folder, with what to trust. */
export class Court {
  private constructor(private readonly folder: string) {}

  static async open(folder: string): Promise<Court> {
    const court = new Court(folder);
    const pki = SealPki.open(join(folder, 'pki'));
    for (const [name, organisation] of [
      ['node', ORGANISATIONS.beijing],
      ['court', COURT],
    ] as const)
      await ensureSealingKeys(sealingConfig.parse(court.keysOf(name)), {
        pki,
        region: '110000',
        organisation,
      });
    return court;
  }

  /** As `sealing` of a node names them. */
  keysOf(name: 'node' | 'court') {
    const at = (file: string): string => join(this.folder, name, file);
    return {
      signature: {
        pkcs12File: at('s.p12'),
        passphraseFile: at('passphrase'),
        chainFile: at('authority.crt'),
      },
    };
  }

  /** As `documents.trust` of a node names it. */
  get trust() {
    const folder = join(this.folder, 'pki/trust');
    const ending = (suffix: string): string[] =>
      readdirSync(folder)
        .filter((name) => name.endsWith(suffix))
        .map((name) => join(folder, name));
    return { files: ending('trust.json'), certificates: ending('.crt'), crls: ending('.crl') };
  }

  async sealed(title: string): Promise<Buffer> {
    const sealer = openSealing(sealingConfig.parse(this.keysOf('court')), {
      organisation: COURT,
      environment: {},
      clock: Date.now,
      onFault: () => undefined,
    });
    return Buffer.from(await sealer.sealPdf(plainPdf(title), { reason: title }));
  }
}
