import type { PeerCertificate, TLSSocket } from 'node:tls';
import { Refusal } from '#libs/errors';

/**
 * The URI names of a certificate from Node's text form of the subject alternative names. Node writes a name with
 * awkward characters as a JSON string, so that nobody can smuggle a second name into the first (CVE-2021-44532).
 */
export function uriNames(subjectAltName: string | undefined): string[] {
  const names: string[] = [];
  for (const [, type, quoted, plain] of (subjectAltName ?? '').matchAll(
    /(?:^|, )([^:,"]+):(?:("(?:[^"\\]|\\.)*")|([^,"]*))(?=, |$)/g,
  )) {
    if (type === 'URI') names.push(quoted === undefined ? (plain ?? '') : (JSON.parse(quoted) as string));
  }
  return names;
}

/** A certificate of this exchange names exactly one entity; with two names it would open two doors. */
function soleEntity(certificate: Pick<PeerCertificate, 'subjectaltname'>): string | undefined {
  const names = uriNames(certificate.subjectaltname);
  return names.length === 1 ? names[0] : undefined;
}

/**
 * `checkServerIdentity` for one peer: the URI SAN must be its entity id, character by character. The host name is
 * not looked at: addresses change and are shared, the entity id is what the federation vouches for.
 */
export function bindTo(entityId: string) {
  return (_host: string, certificate: PeerCertificate): Error | undefined => {
    const actual = soleEntity(certificate);
    if (actual === entityId) return undefined;
    return new Refusal('PEER_TLS_WRONG_ORGANISATION', {
      details: { expected: entityId, actual: actual ?? uriNames(certificate.subjectaltname) },
    });
  };
}

/** Reading a certificate costs as much as verifying a signature, and a connection has one (see http/listeners.ts). */
const entityOf = new WeakMap<TLSSocket, { entityId: string | undefined }>();

/**
 * The entity that a client certificate names, when the TLS layer authorised it (chain to a configured authority,
 * inside its validity, usable for client authentication). Does not check that the entity is a known peer.
 */
export function peerCertificateEntityId(socket: TLSSocket): string | undefined {
  if (!socket.authorized) return undefined;
  let known = entityOf.get(socket);
  if (!known) {
    const certificate = socket.getPeerCertificate() as PeerCertificate | undefined;
    known = { entityId: certificate && soleEntity(certificate) };
    entityOf.set(socket, known);
  }
  return known.entityId;
}
