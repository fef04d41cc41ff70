import type { Report } from './problem.js';

const SECRET_KEY = /(secret|password|passphrase|privatekey|credential)$/i;
const PEM = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/**
 * Finds secrets written into a configuration file (house rule 7: only by file or environment).
 * It looks at names and shapes; it cannot know that an innocent-looking word is somebody's password.
 */
export function findSecrets(value: unknown, report: Report, at: readonly PropertyKey[] = []): void {
  if (typeof value === 'string') {
    const key = at.findLast((part) => typeof part === 'string');
    const why = secretReason(key ?? '', value);
    if (why) report(at, why);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value) && 'kty' in value && 'd' in value) {
    report(at, 'holds a private key; name a file instead');
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    findSecrets(item, report, [...at, Array.isArray(value) ? Number(key) : key]);
  }
}

/** Why a value must not be shown or written down; undefined where it may. */
export function secretReason(key: string, value: string): string | undefined {
  if (SECRET_KEY.test(key))
    return 'a secret does not belong in this file; name a file or use the environment';
  if (PEM.test(value)) return 'holds a private key; name a file instead';
  if (URL.canParse(value) && new URL(value).password !== '') {
    return 'a URL with a password does not belong in this file; use the environment';
  }
  return undefined;
}
