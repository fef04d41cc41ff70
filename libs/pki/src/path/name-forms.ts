/**
 * Where the standard leaves a doubt, a name is outside what is permitted and inside what is excluded.
 * All of RFC 5280 §4.2.1.10.
 */
export type Bias = 'permit' | 'exclude';

/** The base and every name that adds labels on its left; an empty base is every name. */
export function matchesDns(name: string, base: string, bias: Bias): boolean {
  const host = trimDot(name.toLowerCase());
  const suffix = trimDot(base.toLowerCase());
  if (suffix === '') return true;
  if (suffix.startsWith('.')) {
    return host.endsWith(suffix) || (bias === 'exclude' && matchesDns(host, suffix.slice(1), bias));
  }
  if (host === suffix || host.endsWith(`.${suffix}`)) return true;
  // *.example.org may stand for the excluded www.example.org.
  return bias === 'exclude' && host.startsWith('*.') && suffix.endsWith(host.slice(1));
}

/** A base is a mailbox, a host, or with a leading dot the hosts of a domain. */
export function matchesEmail(name: string, base: string, bias: Bias): boolean | undefined {
  const at = name.lastIndexOf('@');
  if (at < 1 || at === name.length - 1) return undefined;
  const host = trimDot(name.slice(at + 1).toLowerCase());
  const baseAt = base.lastIndexOf('@');
  if (baseAt > 0) {
    const fold = (text: string) => (bias === 'exclude' ? text.toLowerCase() : text);
    return (
      host === trimDot(base.slice(baseAt + 1).toLowerCase()) &&
      fold(name.slice(0, at)) === fold(base.slice(0, baseAt))
    );
  }
  return matchesHost(host, base.slice(baseAt + 1));
}

/** A base is a host, or with a leading dot the hosts of a domain. A URI without a host name fits no constraint. */
export function matchesUri(name: string, base: string): boolean | undefined {
  const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(name)?.[1];
  if (authority === undefined) return undefined;
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
  const lastLabel = trimDot(host).split('.').at(-1) ?? '';
  const isName = /^[A-Za-z0-9._-]+$/.test(host) && /[A-Za-z]/.test(lastLabel);
  if (!isName) return undefined;
  return matchesHost(trimDot(host.toLowerCase()), base);
}

function matchesHost(host: string, base: string): boolean {
  const lower = trimDot(base.toLowerCase());
  return lower.startsWith('.') ? host.endsWith(lower) && host.length > lower.length : host === lower;
}

/** A base is an address and a mask; the mask must be ones followed by zeros (RFC 4632). */
export function matchesIp(address: Uint8Array, base: Uint8Array): boolean | undefined {
  if ((address.length !== 4 && address.length !== 16) || (base.length !== 8 && base.length !== 32)) {
    return undefined;
  }
  const half = base.length / 2;
  const mask = base.subarray(half);
  const bits = [...mask].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  if (bits.includes('01')) return undefined;
  if (address.length !== half) return false;
  return address.every((octet, index) => ((octet ^ (base[index] ?? 0)) & (mask[index] ?? 0)) === 0);
}

function trimDot(host: string): string {
  return host.length > 1 && host.endsWith('.') ? host.slice(0, -1) : host;
}
