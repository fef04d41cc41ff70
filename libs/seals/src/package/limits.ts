/** Bounds of a package: what it says of itself decides nothing about how much is read. */
export interface PackageLimits {
  maxEntries: number;
  /** Largest file after decompression, bytes. */
  maxEntryBytes: number;
  /** All files together after decompression, bytes. */
  maxTotalBytes: number;
  /** Highest ratio of decompressed to compressed size, for files above `ratioFromBytes`. */
  maxRatio: number;
  ratioFromBytes: number;
  maxNameBytes: number;
}

export const PACKAGE_LIMITS: PackageLimits = {
  maxEntries: 10_000,
  maxEntryBytes: 64 << 20,
  maxTotalBytes: 256 << 20,
  maxRatio: 200,
  ratioFromBytes: 1 << 20,
  maxNameBytes: 512,
};
