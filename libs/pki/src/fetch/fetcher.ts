/** What is fetched, each with its own largest size. */
export type PkiResource = 'certificate' | 'crl' | 'ocsp';

/**
 * The port by which missing certificates, lists and answers are fetched. Validation asks it only for `http:` and
 * `https:` addresses that stand in certificates, that is, for addresses that a stranger wrote: an implementation is to
 * be made by `guardFetcher`.
 */
export interface PkiFetcher {
  /**
   * @param body the OCSP request, for `ocsp`
   * @throws Refusal PKI_FETCH_*
   */
  fetch(url: string, resource: PkiResource, body?: Uint8Array): Promise<Uint8Array>;
}
