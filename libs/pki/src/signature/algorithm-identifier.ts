import { TAG, type Asn1 } from '../asn1/index.js';

/** AlgorithmIdentifier (RFC 5280 §4.1.1.2). */
export interface AlgorithmIdentifier {
  oid: string;
  parameters: Asn1 | undefined;
  raw: Uint8Array;
}

/** @throws Refusal ASN1_* */
export function readAlgorithm(element: Asn1): AlgorithmIdentifier {
  const fields = element.sequence();
  const oid = fields.next().oid();
  const parameters = fields.optional(() => true);
  fields.end();
  return { oid, parameters, raw: element.raw };
}

/** Parameters are absent or NULL: what most algorithms have, and writers disagree about which. */
export function hasNoParameters({ parameters }: AlgorithmIdentifier): boolean {
  return parameters === undefined || (parameters.is(TAG.NULL) && parameters.content.length === 0);
}
