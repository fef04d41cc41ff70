import { licenceIdentifier } from '#libs/codes';
import type { DocumentVerdict, ExpectedIssuer } from '../verdicts/index.js';
import type { Lookup } from './lookup.js';
import type { PeerResult } from './peer-answer.js';

/** Verdicts on bytes at hand; see `LicenceVerdicts.ofBytes`. */
export interface ByteVerdicts {
  ofBytes(
    document: { sha256: string; bytes: Uint8Array },
    issuer: ExpectedIssuer,
    deadline: number,
  ): Promise<DocumentVerdict>;
}

/**
 * Judges a document that a peer sent, where that was asked for: its bytes, by this node's own trust, whatever the peer
 * says of them. The issuer is the one that the peer names, held against the identifier that was asked for, which the
 * peer did not choose.
 */
export async function withOwnVerdict(
  verdicts: ByteVerdicts,
  lookup: Lookup,
  result: PeerResult,
  deadline: number,
): Promise<PeerResult> {
  const { document } = result;
  if (!document || lookup.operation !== 'document' || !lookup.verdicts?.includes('own')) return result;
  const { issuer: inIdentifier } = licenceIdentifier.parse(lookup.identifier);
  const verdict = await verdicts.ofBytes(
    { sha256: document.sha256, bytes: Buffer.from(document.content, 'base64') },
    { code: document.issuerCode ?? inIdentifier, name: document.issuerName ?? '', inIdentifier },
    deadline,
  );
  return { ...result, document: { ...document, verdict } };
}
