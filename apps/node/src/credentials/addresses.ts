/** Where things of this room stand, below one base URL. */
export interface Addresses {
  /** Entity identifier of the node: `iss` of its credentials, and where its status lists are. */
  entityId: string;
  /** Credential issuer identifier (OpenID4VCI): where wallets come to. */
  issuer: string;
  token: string;
  nonce: string;
  credential: string;
  offer(ref: string): string;
  statusList(id: number): string;
  request(ref: string): string;
  response(ref: string): string;
}

export function addressesOf(entityId: string, url: string | undefined): Addresses {
  const issuer = url ?? entityId;
  return {
    entityId,
    issuer,
    token: `${issuer}/credentials/token`,
    nonce: `${issuer}/credentials/nonce`,
    credential: `${issuer}/credentials/credential`,
    offer: (ref) => `${issuer}/credentials/offers/${ref}`,
    // At the entity identifier: other nodes fetch it over the line that they know this one by.
    statusList: (id) => `${entityId}/credentials/status/${String(id)}`,
    request: (ref) => `${issuer}/credentials/presentations/${ref}`,
    response: (ref) => `${issuer}/credentials/presentations/${ref}/response`,
  };
}
