import type { Certificate } from '../certificate/certificate.js';
import type { NameConstraints } from '../certificate/extension-values.js';
import type { GeneralName } from '../names/general-name.js';
import { attributesOf, isWithin } from '../names/name.js';
import { OID } from '../oids.js';
import { matchesDns, matchesEmail, matchesIp, matchesUri, type Bias } from './name-forms.js';

/** Comparisons of one path; a certificate of 256 KiB could otherwise ask for hundreds of millions. */
const MAX_COMPARISONS = 250_000;

/**
 * Permitted and excluded subtrees as they gather along a path (RFC 5280 §6.1.4 (g)). The permitted ones of each
 * certificate are kept apart: a name must fit into every such set that has its form, which is their intersection.
 */
export class NameSpace {
  private readonly permitted: (readonly GeneralName[])[] = [];
  private readonly excluded: GeneralName[] = [];
  private comparisons = 0;

  add(constraints: NameConstraints): void {
    if (constraints.permitted.length > 0) this.permitted.push(constraints.permitted);
    this.excluded.push(...constraints.excluded);
  }

  get isOpen(): boolean {
    return this.permitted.length === 0 && this.excluded.length === 0;
  }

  /** @returns why a name of the certificate does not fit; undefined where all fit */
  violation(certificate: Certificate): string | undefined {
    if (this.isOpen) return undefined;
    for (const name of namesOf(certificate)) {
      for (const base of this.excluded) {
        if (base.kind !== name.kind) continue;
        const match = this.compare(name, base, 'exclude');
        if (match !== false) return why(name, match ?? 'is excluded');
      }
      for (const set of this.permitted) {
        const bases = set.filter(({ kind }) => kind === name.kind);
        if (bases.length === 0) continue;
        const matches = bases.map((base) => this.compare(name, base, 'permit'));
        const problem = matches.find((match) => typeof match === 'string');
        if (problem !== undefined) return why(name, problem);
        if (!matches.includes(undefined)) return why(name, 'is not permitted');
      }
    }
    return undefined;
  }

  /** undefined: within; false: not within; a text: cannot be told, which is against the name. */
  private compare(name: GeneralName, base: GeneralName, bias: Bias): undefined | false | string {
    if (++this.comparisons > MAX_COMPARISONS) return 'is one of too many to compare';
    const within = (match: boolean) => (match ? undefined : (false as const));
    switch (name.kind) {
      case 'directory':
        return base.kind === 'directory' ? within(isWithin(name.value, base.value)) : false;
      case 'dns':
        return base.kind === 'dns' ? within(matchesDns(name.value, base.value, bias)) : false;
      case 'email':
        return base.kind === 'email' ? told(matchesEmail(name.value, base.value, bias)) : false;
      case 'uri':
        return base.kind === 'uri' ? told(matchesUri(name.value, base.value)) : false;
      case 'ip':
        return base.kind === 'ip' ? told(matchesIp(name.value, base.value)) : false;
      case 'registered-id':
      case 'other':
      case 'x400':
      case 'edi':
        return 'is of a form whose constraints are not processed here';
    }
  }
}

function told(match: boolean | undefined): undefined | false | string {
  if (match === undefined) return 'or its constraint is malformed';
  return match ? undefined : false;
}

const why = (name: GeneralName, problem: string) => `a name of the form ${name.kind} ${problem}`;

/** All that constraints speak of: the subject, its mail addresses, and the alternative names. */
function namesOf({ subject, extensions }: Certificate): GeneralName[] {
  const names: GeneralName[] = [...(extensions.subjectAltName ?? [])];
  if (subject.rdns.length > 0) names.push({ kind: 'directory', value: subject, raw: subject.raw });
  for (const value of attributesOf(subject, OID.emailAddress)) {
    names.push({ kind: 'email', value, raw: subject.raw });
  }
  return names;
}
