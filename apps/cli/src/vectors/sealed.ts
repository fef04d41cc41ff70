import { CompactEncrypt, importJWK, type CryptoKey, type JWK } from 'jose';
import { ANSWER_BODY, ANSWER_CONTENT_TYPE, answerWith, REQUEST_DIGEST } from './answers.js';
import { digestOf, dissect } from './forge.js';
import { BEIJING, keys, NOW, TIANJIN } from './nodes.js';

const ENC = 'A256GCM';
const ALG = 'ECDH-ES+A256KW';

/**
 * `sealed-answer.json`: an answer encrypted to Tianjin's key. Ephemeral key, content key and IV are fixed here, and
 * published, only so that the bytes are the same each time; a real peer draws all three anew for each answer.
 */
export async function sealedAnswerFile(): Promise<object> {
  const recipient = keys.tianjinEncryption;
  const ephemeral = keys.stranger.privateJwk;
  const contentKey = Buffer.from(digestOf('content key of the vectors'), 'base64url');
  const iv = contentKey.subarray(0, 12);
  const encryption = { kid: recipient.kid, alg: ALG, enc: ENC };
  const epk = (await importJWK({ ...bare(ephemeral), d: ephemeral.d } as JWK, ALG)) as CryptoKey;
  const jwe = await new CompactEncrypt(Buffer.from(ANSWER_BODY))
    .setProtectedHeader({ ...encryption, typ: 'tongban-answer+jwe', cty: ANSWER_CONTENT_TYPE })
    .setContentEncryptionKey(contentKey)
    .setInitializationVector(iv)
    .setKeyManagementParameters({ epk })
    .encrypt(await importJWK(bare(recipient.publicJwk) as JWK, ALG));
  const answer = answerWith({
    claims: { encryption },
    arriving: { body: jwe, headers: { 'content-type': 'application/jose' } },
  });
  return {
    self: TIANJIN,
    now_ms: NOW,
    skew_seconds: 5,
    expected_iss: BEIJING,
    request_sha256: REQUEST_DIGEST,
    recipient: recipient.privateJwk,
    ephemeral_private_jwk: { ...bare(ephemeral), d: ephemeral.d },
    content_encryption_key: contentKey.toString('base64url'),
    initialization_vector: iv.toString('base64url'),
    plaintext: ANSWER_BODY,
    plaintext_content_type: ANSWER_CONTENT_TYPE,
    answer,
    token: dissect(answer.headers['tongban-answer'] ?? ''),
  };
}

const bare = ({ kty, crv, x, y }: { kty: string; crv?: unknown; x?: unknown; y?: unknown }) => ({
  kty,
  crv,
  x,
  y,
});
