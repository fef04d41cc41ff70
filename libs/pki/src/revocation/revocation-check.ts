import { describeCertificate, type Certificate } from '../certificate/certificate.js';
import { failed, notChecked, passed, type Check } from '../check.js';
import type { RevocationStatus } from './status.js';

export function describeStatus({ status, revokedAt, reason, detail }: RevocationStatus): string {
  if (status !== 'revoked') return detail ?? status;
  const when = revokedAt === undefined ? '' : ` since ${new Date(revokedAt).toISOString()}`;
  return `revoked${when} (${reason ?? 'unspecified'})`;
}

/** The check `revocation` of one certificate. */
export function revocationCheck(certificate: Certificate, status: RevocationStatus | undefined): Check {
  const name = 'revocation';
  const subject = describeCertificate(certificate);
  if (!status) {
    return notChecked(
      name,
      'RFC 5280 §6.1.3 (a)(3)',
      'not asked after an earlier certificate failed',
      subject,
    );
  }
  const { clause } = status;
  if (status.status === 'good') return passed(name, clause, subject);
  const detail = describeStatus(status);
  return status.status === 'revoked'
    ? failed(name, clause, detail, subject)
    : notChecked(name, clause, detail, subject);
}
