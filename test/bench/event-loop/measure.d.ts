export interface Figures {
  p50: number;
  p99: number;
  max: number;
}

export function eventLoopUnderVerification(load: {
  verify: () => Promise<unknown>;
  lookup: () => Promise<unknown>;
  parallel: number;
  seconds: number;
}): Promise<{
  verified: number;
  lookups: number;
  lookupMs: Figures;
  delayMs: Figures;
  longestCpuMs: number;
}>;
