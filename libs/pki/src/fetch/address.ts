/**
 * Octets of an address as a resolver gives it; undefined for anything else. IPv4 in dotted decimal without leading
 * zeros, IPv6 with or without an IPv4 tail; a zone is cut off.
 */
export function parseAddress(text: string): Uint8Array | undefined {
  const [address = ''] = text.split('%', 1);
  return address.includes(':') ? parse6(address) : parse4(address);
}

function parse4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return undefined;
  const octets = parts.map(Number);
  return octets.every((octet) => octet < 256) ? Uint8Array.from(octets) : undefined;
}

function parse6(text: string): Uint8Array | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : groups(half.split(':'))));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 16 - head.length - (tail?.length ?? 0);
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])]);
}

function groups(parts: readonly string[]): number[] | undefined {
  const octets: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const four = index === parts.length - 1 ? parse4(part) : undefined;
      if (!four) return undefined;
      octets.push(...four);
    } else {
      if (!/^[0-9A-Fa-f]{1,4}$/.test(part)) return undefined;
      const value = Number.parseInt(part, 16);
      octets.push(value >> 8, value & 0xff);
    }
  }
  return octets;
}

/**
 * True for an address that a certificate may never lead to: this machine, this link, nothing or everybody. Private
 * networks are not among them, since a government's authorities live there; the allow-list decides.
 */
export function isForbiddenAddress(text: string): boolean {
  const octets = parseAddress(text);
  if (!octets) return true;
  return octets.length === 4 ? forbidden4(octets) : forbidden6(octets);
}

function forbidden4([a = 0, b = 0]: Uint8Array): boolean {
  return a === 0 || a === 127 || (a === 169 && b === 254) || a >= 224;
}

function forbidden6(octets: Uint8Array): boolean {
  const [a = 0, b = 0] = octets;
  const zeros = (count: number) => octets.subarray(0, count).every((octet) => octet === 0);
  if (a === 0xff || (a === 0xfe && b >= 0x80)) return true; // multicast, link-local, site-local
  if (zeros(12)) return true; // ::, ::1, and the old embedding of IPv4
  const mapped = zeros(10) && octets[10] === 0xff && octets[11] === 0xff;
  const translated = a === 0 && b === 0x64 && octets[2] === 0xff && octets[3] === 0x9b;
  if (mapped || translated) return forbidden4(octets.subarray(12));
  if (a === 0x20 && b === 0x02) return forbidden4(octets.subarray(2, 6)); // 6to4
  return false;
}
