import { Refusal } from '#libs/errors';
import { CLASS, TAG, type Asn1 } from '../asn1/index.js';
import { readGeneralNames, type GeneralName } from '../names/general-name.js';
import { readRdn, rdnKey, type Name } from '../names/name.js';
import { readReasons, type ReasonFlag } from './extension-values.js';

/** A name of a distribution point: whole names, or one relative name below that of the CRL issuer. */
export type DistributionPointName =
  { kind: 'full'; names: readonly GeneralName[] } | { kind: 'relative'; key: string };

/** RFC 5280 §4.2.1.13. */
export interface DistributionPoint {
  name: DistributionPointName | undefined;
  /** Undefined for all reasons. */
  reasons: ReadonlySet<ReasonFlag> | undefined;
  crlIssuer: readonly Name[] | undefined;
}

export function readDistributionPoints(element: Asn1): readonly DistributionPoint[] {
  const points = element.sequenceOf().map((item) => {
    const fields = item.sequence();
    const name = fields.optionalContext(0);
    const reasons = fields.optionalContext(1);
    const issuer = fields.optionalContext(2);
    fields.end();
    if (!name && !issuer) {
      throw new Refusal('CERTIFICATE_MALFORMED', { hint: 'a distribution point with reasons only' });
    }
    return {
      name: name && readDistributionPointName(name.explicit()),
      reasons: reasons && readReasons(reasons.implicit(TAG.BIT_STRING)),
      crlIssuer: issuer && directoryNames(readGeneralNames(issuer.children)),
    };
  });
  if (points.length === 0) throw new Refusal('CERTIFICATE_MALFORMED', { hint: 'no distribution point' });
  return points;
}

export function readDistributionPointName(element: Asn1): DistributionPointName {
  if (element.isContext(0)) return { kind: 'full', names: readGeneralNames(element.children) };
  if (element.tagClass === CLASS.CONTEXT && element.tag === 1) {
    return { kind: 'relative', key: rdnKey(readRdn(element.implicit(TAG.SET))) };
  }
  throw new Refusal('ASN1_UNEXPECTED', { hint: 'DistributionPointName' });
}

function directoryNames(names: readonly GeneralName[]): Name[] {
  return names.flatMap((name) => (name.kind === 'directory' ? [name.value] : []));
}
