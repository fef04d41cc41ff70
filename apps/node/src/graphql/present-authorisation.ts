import { decodeJwt } from 'jose';
import type { AuthorisationClaims } from '#libs/authorisation';
import type { StoredRequest } from '../authorisations/index.js';
import { qrPicture } from '../http/qr-picture.js';
import {
  AuthorisationState,
  type GrantedAuthorisationType,
  type HolderAuthorisationType,
} from './types/authorisation.type.js';

const STATES: Record<StoredRequest['state'], AuthorisationState> = {
  pending: AuthorisationState.PENDING,
  granted: AuthorisationState.GRANTED,
  refused: AuthorisationState.REFUSED,
  expired: AuthorisationState.EXPIRED,
};

export function toHolderAuthorisation(request: StoredRequest): HolderAuthorisationType {
  const { id, state, url, expiresAt, token } = request;
  return {
    id,
    state: STATES[state],
    url,
    qrSvg: qrPicture(url),
    expiresAt: new Date(expiresAt).toISOString(),
    granted: token === undefined ? null : granted(token),
  };
}

/** The token was judged when it arrived, and is judged again by whoever answers under it. */
function granted(token: string): GrantedAuthorisationType {
  const { jti, licences, by, exp } = decodeJwt<AuthorisationClaims>(token);
  return {
    id: jti,
    licences: licences.map(({ typeCode, fields }) => ({ typeCode, fields: [...fields] })),
    capacity: by?.capacity ?? null,
    validUntil: new Date(exp * 1000).toISOString(),
  };
}
