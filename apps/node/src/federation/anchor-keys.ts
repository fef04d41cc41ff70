import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import {
  followAnchor,
  isEntityId,
  jwksSchema,
  type Clock,
  type FetchPort,
  type TrustAnchor,
} from '#libs/federation';
import type { FederationState } from './state-file.js';

const pinnedSchema = z.strictObject({ entityId: z.string().refine(isEntityId), jwks: jwksSchema });

interface Held {
  pinned: TrustAnchor;
  digest: string;
  /** Where a rotation was followed from the pinned keys (§11.2). */
  followed?: TrustAnchor;
}

/**
 * The anchors' keys: pinned by file, read again when the file changes, and carried on over the anchor's own rotations.
 * New pinned keys always win: that is how an operator ends the trust in a compromised key.
 */
export class AnchorKeys {
  private readonly held = new Map<string, Held>();

  constructor(private readonly anchors: readonly { entityId: string; keysFile: string }[]) {}

  /** Reads the files. @throws Refusal `CONFIG_INVALID` where one is missing or wrong and none was read before */
  async read(followed: FederationState['followed'] = []): Promise<void> {
    for (const { entityId, keysFile } of this.anchors) {
      const before = this.held.get(entityId);
      let pinned: TrustAnchor;
      try {
        pinned = pinnedSchema.parse(JSON.parse(await readFile(keysFile, 'utf8')));
        if (pinned.entityId !== entityId) throw new Error(`it pins ${pinned.entityId}`);
      } catch (cause) {
        if (before !== undefined) continue;
        throw new Refusal('CONFIG_INVALID', { hint: `federation.anchors: ${keysFile}`, cause });
      }
      const digest = createHash('sha256').update(JSON.stringify(pinned.jwks)).digest('base64url');
      if (before?.digest === digest) continue;
      const known = followed.find((entry) => entry.entityId === entityId && entry.pinned === digest);
      this.held.set(entityId, {
        pinned,
        digest,
        ...(known ? { followed: { entityId, jwks: known.jwks } } : {}),
      });
    }
  }

  current(): TrustAnchor[] {
    return [...this.held.values()].map(({ pinned, followed }) => followed ?? pinned);
  }

  /** Looks for rotations. What does not answer or does not verify changes nothing; `onFault` is told. */
  async follow(
    options: { fetcher: FetchPort; clock: Clock; skewSeconds: number },
    onFault: (refusal: Refusal) => void,
  ): Promise<void> {
    for (const held of this.held.values()) {
      try {
        held.followed = await followAnchor(held.followed ?? held.pinned, options);
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        onFault(thrown);
      }
    }
  }

  followed(): FederationState['followed'] {
    return [...this.held.values()].flatMap(({ followed, digest }) =>
      followed === undefined ? [] : [{ entityId: followed.entityId, pinned: digest, jwks: followed.jwks }],
    );
  }
}
