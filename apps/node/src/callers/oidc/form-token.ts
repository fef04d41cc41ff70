import { createHmac, timingSafeEqual } from 'node:crypto';

const mac = (secret: string, text: string): Buffer => createHmac('sha256', secret).update(text).digest();

/**
 * Token of a form: bound to the interaction and its step, so that no other site and no other sign-in can submit it.
 * The interaction's own cookie (signed, HttpOnly, SameSite=Lax, one path) says whose interaction it is.
 */
export function formToken(secrets: readonly [string, ...string[]], uid: string, step: string): string {
  return mac(secrets[0], `form\0${uid}\0${step}`).toString('base64url');
}

/** Any unretired secret will do, so that a rotation does not spoil a form that is open. */
export function isFormToken(secrets: readonly string[], uid: string, step: string, token: string): boolean {
  const given = Buffer.from(token, 'base64url');
  return secrets.some((secret) => {
    const due = mac(secret, `form\0${uid}\0${step}`);
    return given.length === due.length && timingSafeEqual(given, due);
  });
}
