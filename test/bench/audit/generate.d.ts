export function generateEntries(options: {
  url: string;
  count: number;
  months?: number;
  node?: string;
  origin?: string;
  keyFile?: string;
  onProgress?: (done: number, phase: 'entries' | 'tiles') => void;
}): Promise<{ rows: number; tiles: number }>;
