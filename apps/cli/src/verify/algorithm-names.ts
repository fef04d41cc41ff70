/** Names of signature algorithms that reports give by object identifier. */
const NAMES: Readonly<Record<string, string>> = {
  '1.2.156.10197.1.301.1': 'SM2',
  '1.2.156.10197.1.501': 'SM2 + SM3',
  '1.2.840.113549.1.1.1': 'RSA PKCS#1 v1.5',
  '1.2.840.113549.1.1.5': 'RSA PKCS#1 v1.5 + SHA-1',
  '1.2.840.113549.1.1.10': 'RSASSA-PSS',
  '1.2.840.113549.1.1.11': 'RSA PKCS#1 v1.5 + SHA-256',
  '1.2.840.113549.1.1.12': 'RSA PKCS#1 v1.5 + SHA-384',
  '1.2.840.113549.1.1.13': 'RSA PKCS#1 v1.5 + SHA-512',
  '1.2.840.10045.4.3.2': 'ECDSA + SHA-256',
  '1.2.840.10045.4.3.3': 'ECDSA + SHA-384',
  '1.2.840.10045.4.3.4': 'ECDSA + SHA-512',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
};

/** The name beside the identifier where it is one that is known; otherwise the text as it is. */
export function algorithmName(algorithm: string): string {
  const name = NAMES[algorithm];
  return name === undefined ? algorithm : `${name} (${algorithm})`;
}
