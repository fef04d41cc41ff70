import { Refusal } from '#libs/errors';
import type { Check } from './checks.js';

/** A caller whose signature verified with a key that the federation gives its node. */
export interface IdentifiedCaller {
  iss: string;
  /** Absent where the claim itself is malformed. */
  jti?: string;
  tokenDigest: string;
}

/**
 * A request that is not answered. Where `identified` is present, the denial is signed and receipted as an answer is;
 * where it is absent, the caller gets a plain 401 and the log does not grow.
 */
export class RequestRefused extends Refusal {
  constructor(
    cause: Refusal,
    readonly checks: Check[],
    readonly identified: IdentifiedCaller | undefined,
  ) {
    super(cause.code, optionsOf(cause));
  }

  /** 401 for whoever is not identified, whatever is wrong; faults of this node (5xx) stay what they are. */
  override get status(): number {
    return this.identified || super.status >= 500 ? super.status : 401;
  }
}

/** An answer that the asking node does not use. */
export class AnswerRefused extends Refusal {
  constructor(
    cause: Refusal,
    readonly checks: Check[],
  ) {
    super(cause.code, optionsOf(cause));
  }

  /** Seen from the own integrator, whatever is wrong with an answer is a bad gateway. */
  override get status(): number {
    return super.status >= 500 ? super.status : 502;
  }
}

function optionsOf(cause: Refusal) {
  return { details: cause.details, cause, ...(cause.hint === undefined ? {} : { hint: cause.hint }) };
}
