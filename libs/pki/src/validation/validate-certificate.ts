import type { Certificate } from '../certificate/certificate.js';
import { notChecked, overall, passed, type Check } from '../check.js';
import type { CandidatePath } from '../path/find-paths.js';
import { validatePath } from '../path/validate-path.js';
import { revocationCheck } from '../revocation/revocation-check.js';
import { Session } from './session.js';
import type { ValidationPorts, ValidationResult, ValidationSettings } from './settings.js';

/**
 * Finds a path from a certificate to one of the anchors and validates it: RFC 5280 §6.1, revocation by §6.3 and
 * RFC 6960, algorithms and key sizes by date. Of several paths the first that passes counts; where none does, the
 * report is about the one with the fewest faults.
 *
 * Not checked: whether the certificate is the one that the caller should be looking at (names, serial number), and
 * anything about what it signed. Never throws for what stands in certificates, lists or answers.
 */
export async function validateCertificate(
  target: Certificate,
  settings: ValidationSettings,
  ports: ValidationPorts = {},
): Promise<ValidationResult> {
  const session = new Session(settings, ports);
  const first = await search(target, session);
  if (first.outcome === 'passed' || !ports.fetcher || first.path.length > 0) return first;
  return (await session.material.obtainIssuers(target)) ? search(target, session) : first;
}

async function search(target: Certificate, session: Session): Promise<ValidationResult> {
  const { settings } = session;
  let best: ValidationResult | undefined;
  let tried = 0;
  for await (const candidate of session.paths(target, settings.anchors, settings.at)) {
    tried++;
    const result = { ...(await judge(candidate, session)), tried };
    if (result.outcome === 'passed') return result;
    if (!best || faults(result) < faults(best)) best = result;
  }
  if (best) return { ...best, tried };
  return {
    outcome: 'not-checked',
    checks: [notChecked('path-building', 'RFC 5280 §6', whyNone(session))],
    path: [],
    anchor: undefined,
    policies: new Map(),
    revocation: [],
    tried,
  };
}

function whyNone({ steps, signatures }: Session): string {
  if (steps.exhausted) return 'limit of steps';
  const none = 'no path to a trust anchor was found';
  return signatures.refuted > 0 ? `${none}; an issuer of the right name did not sign` : none;
}

async function judge(candidate: CandidatePath, session: Session): Promise<Omit<ValidationResult, 'tried'>> {
  const { settings, signatures } = session;
  const { path, anchor } = candidate;
  const { checks, keys, policies, outcome } = await validatePath(path, anchor, settings, signatures);
  const all: Check[] = [passed('path-building', 'RFC 5280 §6'), ...checks];
  const result = { checks: all, path, anchor, policies };
  if (settings.revocation === 'off') {
    all.push(notChecked('revocation', 'RFC 5280 §6.1.3 (a)(3)', 'left to the caller'));
    return { ...result, outcome, revocation: [] };
  }
  const statuses =
    outcome === 'passed'
      ? await session.pathStatuses(candidate, keys, settings.at)
      : path.map(() => undefined);
  for (const [index, certificate] of path.entries()) {
    if (certificate.fingerprint === anchor.certificate?.fingerprint) continue;
    all.push(revocationCheck(certificate, statuses[index]));
  }
  return { ...result, outcome: overall(all), revocation: statuses };
}

function faults({ checks }: ValidationResult): number {
  return checks.reduce(
    (sum, { outcome }) => sum + (outcome === 'failed' ? 100 : outcome === 'passed' ? 0 : 1),
    0,
  );
}
