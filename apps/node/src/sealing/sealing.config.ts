import { z } from 'zod';

const path = z.string().min(1);

/** Keys of the `sealing` section of a region's configuration file. */
export const sealingConfig = z.strictObject({
  signature: z
    .strictObject({
      pkcs12File: path.describe(
        'PKCS #12 (RFC 7292) with the private key (RSA, ECDSA on P-256 to P-521 or Ed25519) and its certificate. / 签名证书与私钥文件。',
      ),
      passphraseFile: path
        .optional()
        .describe(
          'File with its passphrase, readable by nobody but the node; otherwise it comes from TONGBAN_SEALING_PASSPHRASE. / 口令文件。',
        ),
      chainFile: path
        .optional()
        .describe('Certificates above it in PEM, which are put into every signature. / 上级证书文件。'),
    })
    .optional()
    .describe('With what the node signs PDF documents (PAdES). Without it, it signs none.'),
  seal: z
    .strictObject({
      sealFile: path.describe('The electronic seal (`.esl`, GB/T 38540-2020, version 4). / 电子印章文件。'),
      certificateFile: path.describe(
        'The SM2 certificate, PEM or DER; the seal lists it. / SM2 签章证书文件。',
      ),
      keyFile: path.describe(
        'Its private key, PKCS #8 in PEM, readable by nobody but the node. / SM2 私钥文件。',
      ),
    })
    .optional()
    .describe('With what the node seals OFD documents (SM2). Without it, it seals none.'),
});

export type SealingConfig = z.infer<typeof sealingConfig>;
