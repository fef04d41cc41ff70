import { findField, type Catalogue } from '#libs/licences';
import type {
  IssuedRow,
  PresentationState,
  StartedOffer,
  StartedPresentation,
} from '../credentials/index.js';
import {
  CredentialStatus,
  PresentationPhase,
  type CredentialOfferType,
  type IssuedCredentialType,
  type PresentationRequestType,
  type PresentationType,
} from './types/credential.type.js';
import { Region } from './types/enums.js';

const instant = (at: number): string => new Date(at).toISOString();

export const toOffer = (offer: StartedOffer): CredentialOfferType => ({
  uri: offer.byReference,
  uriByValue: offer.byValue,
  transactionCode: offer.txCode,
  expiresAt: instant(offer.expiresAt),
});

const STATUSES = [CredentialStatus.VALID, CredentialStatus.REVOKED, CredentialStatus.SUSPENDED] as const;

export const toIssued = (row: IssuedRow): IssuedCredentialType => ({
  id: row.id,
  licenceIdentifier: row.licence,
  licenceType: row.typeCode,
  issuedAt: row.issuedAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  status: STATUSES[row.status],
});

export const toPresentationRequest = (started: StartedPresentation): PresentationRequestType => ({
  ...started,
  expiresAt: instant(started.expiresAt),
});

const PHASES: Record<PresentationState['phase'], PresentationPhase> = {
  waiting: PresentationPhase.WAITING,
  shown: PresentationPhase.SHOWN,
  refused: PresentationPhase.REFUSED,
  declined: PresentationPhase.DECLINED,
  expired: PresentationPhase.EXPIRED,
};

export function toPresentation(
  { id, phase, code, shown, expiresAt }: PresentationState,
  catalogue: Catalogue,
): PresentationType {
  const type = shown && catalogue.find(shown.licenceType);
  return {
    id,
    phase: PHASES[phase],
    code: code ?? null,
    expiresAt: instant(expiresAt),
    shown: shown
      ? {
          issuer: shown.issuer,
          region: Object.values(Region).find((region) => String(region) === shown.region) ?? null,
          licenceType: shown.licenceType,
          expiresAt: shown.expiresAt === undefined ? null : instant(shown.expiresAt),
          fields: shown.fields.map(({ name, value }) => {
            const field = type && findField(type, name);
            return { name, value, zh: field?.zh ?? null, en: field?.en ?? null };
          }),
        }
      : null,
  };
}
