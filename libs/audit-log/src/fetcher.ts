/**
 * Where a verifier reads a log from: HTTP, a folder, an archive, a database. Gives bytes as published; whatever it throws
 * makes the resource count as missing.
 */
export interface LogFetcher {
  /** The newest signed checkpoint. */
  checkpoint(): Promise<Uint8Array>;
  /** C2SP tlog-tiles: `width` hashes of 32 bytes; a full tile may stand in for a partial one. */
  tile(level: number, index: bigint, width: number): Promise<Uint8Array>;
  /** C2SP tlog-tiles entry bundle; a full bundle may stand in for a partial one. */
  entries(index: bigint, width: number): Promise<Uint8Array>;
}
