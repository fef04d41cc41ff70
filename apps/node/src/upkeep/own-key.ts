/** One key or certificate of this node: what it is for, and where it stands. Nothing secret. */
export interface OwnKey {
  use:
    | 'exchange'
    | 'federation'
    | 'credential'
    | 'issuer'
    | 'log'
    | 'witness'
    | 'public-tls'
    | 'peer-tls'
    | 'client-tls'
    | 'seal';
  /** Key id, fingerprint of the certificate, or verifier key of what signs notes. */
  id: string;
  algorithm?: string;
  /** Of a certificate: whose it is and who vouches. */
  subject?: string;
  issuer?: string;
  state:
    | 'waiting'
    | 'signing'
    | 'retiring'
    | 'retired'
    /** The file holds another key than the running node has: the next start would use that one. */
    | 'replaced'
    | 'not-yet'
    | 'valid'
    | 'expiring'
    | 'expired'
    | 'unreadable';
  from?: number;
  until?: number;
  daysLeft?: number;
  /** File or folder where it lies. */
  place: string;
  /** Begins the rotation of a key that signs. */
  command?: string;
}
