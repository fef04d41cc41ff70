import { randomBytes } from 'node:crypto';
import {
  authorisationPreview,
  authorisationPreviewAnswer,
  signMessage,
  type AuthorisationPreviewAnswer,
  type AuthorisationRequest,
} from '#libs/authorisation';
import { Refusal } from '#libs/errors';
import type { HttpSend, TrustedEntities } from '#libs/federation';
import { parseStrictJson, type SigningKey } from '#libs/jws';

const LIMITS = { maxBytes: 65_536, maxDepth: 6 };

/** Asks the providing node what would be released: names of fields. Only nodes of the federation are ever called. */
export class PreviewClient {
  constructor(
    private readonly self: string,
    private readonly nodes: TrustedEntities,
    private readonly send: HttpSend,
    private readonly key: SigningKey,
    private readonly clock: () => number,
  ) {}

  /** Undefined where the node does not answer as agreed: the holder is told so and may decide all the same. */
  async of(asked: AuthorisationRequest): Promise<AuthorisationPreviewAnswer | undefined> {
    try {
      await this.nodes.chainOf(asked.provider);
    } catch (thrown) {
      if (thrown instanceof Refusal) return undefined;
      throw thrown;
    }
    const token = await this.question(asked);
    let answer: Uint8Array;
    try {
      const reply = await this.send(`${asked.provider.replace(/\/$/, '')}/authorisations/preview`, {
        method: 'POST',
        headers: { 'content-type': 'application/jwt', accept: 'application/json' },
        body: token,
      });
      if (reply.status !== 200) return undefined;
      answer = await bounded(reply.body, LIMITS.maxBytes);
    } catch {
      return undefined; // whatever an HTTP client throws for a host that is away or does not end
    }
    try {
      const parsed = authorisationPreviewAnswer.safeParse(parseStrictJson(answer, LIMITS));
      return parsed.success ? parsed.data : undefined;
    } catch (thrown) {
      if (thrown instanceof Refusal) return undefined;
      throw thrown;
    }
  }

  private question({ provider, iss, licences, purpose }: AuthorisationRequest): Promise<string> {
    return signMessage(
      authorisationPreview,
      {
        iss: this.self,
        aud: provider,
        jti: randomBytes(16).toString('base64url'),
        now: this.clock(),
        grantee: { node: iss },
        licences,
        purpose: { itemCode: purpose.itemCode },
      },
      this.key,
    );
  }
}

/** A body that is counted while it arrives. */
async function bounded(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
