/** Sample certificates are valid from here on: before the first date on which a sample licence is sealed. */
export const SAMPLE_SINCE = Date.UTC(2023, 0, 1);
/** When the certificates of revoked signers were revoked. */
export const REVOKED_AT = Date.UTC(2023, 5, 1);
export const REVOKED_SERIAL = 0x7265766f6b6564n;
