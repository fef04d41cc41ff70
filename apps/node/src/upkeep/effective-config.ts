import { secretReason } from '../config/secrets.js';

/** One setting as it holds in the running node. */
export interface Setting {
  /** `peers.breaker.openMs`, `federation.anchors[0].entityId`. */
  path: string;
  /** As JSON; absent for a secret. */
  value?: string;
  /** Of a secret: only whether there is one. */
  secret?: 'set' | 'not-set';
  origin: 'file' | 'default' | 'environment';
}

/** What comes from the environment and may be secret; what it says is never told. */
const SECRETS = ['TONGBAN_DATABASE_URL', 'TONGBAN_SEALING_PASSPHRASE'] as const;

/**
 * Every setting of a configuration, one line each, lists of plain values as one. The configuration holds no secret by
 * rule; what looks like one all the same is not shown.
 */
export function effectiveSettings(
  config: object,
  written: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): Setting[] {
  return [
    ...SECRETS.map((path): Setting => ({
      path,
      secret: environment[path] ? 'set' : 'not-set',
      origin: 'environment',
    })),
    ...settingsOf(config, written, ''),
  ];
}

function settingsOf(value: unknown, written: unknown, path: string): Setting[] {
  if (!isNested(value)) return [settingOf(value, written, path)];
  return Object.entries(value).flatMap(([key, member]) => {
    const below = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return settingsOf(member, memberOf(written, key), below);
  });
}

function settingOf(value: unknown, written: unknown, path: string): Setting {
  const origin = written === undefined ? 'default' : 'file';
  const texts = Array.isArray(value) ? value : [value];
  const key = /([^.[\]]+)(\[\d+\])?$/.exec(path)?.[1] ?? '';
  const isSecret = texts.some((text) => typeof text === 'string' && secretReason(key, text) !== undefined);
  return isSecret ? { path, secret: 'set', origin } : { path, value: JSON.stringify(value), origin };
}

/** An empty object or list, and a list of plain values, is a value of its own. */
function isNested(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const members = Object.values(value) as unknown[];
  if (members.length === 0) return false;
  return !Array.isArray(value) || members.some((member) => typeof member === 'object' && member !== null);
}

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
