import { sniffMediaType } from '../licences/index.js';

/** What people may bring: documents that can be shown and verified, nothing that runs. */
export const BROUGHT_TYPES = ['application/pdf', 'application/ofd', 'image/png', 'image/jpeg'] as const;
/** Made by nodes only: what a lookup said, and signed tokens. */
export const MADE_TYPES = ['application/json', 'application/jose', 'application/zip'] as const;
export const FILE_TYPES = [...BROUGHT_TYPES, ...MADE_TYPES] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** What each file is for in its case. */
export const FILE_PURPOSES = ['material', 'sheet', 'result', 'pledge', 'proof', 'document'] as const;
export type FilePurpose = (typeof FILE_PURPOSES)[number];

const EXTENSIONS: Record<FileType, string> = {
  'application/pdf': 'pdf',
  'application/ofd': 'ofd',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'application/json': 'json',
  'application/jose': 'jws',
  'application/zip': 'zip',
};
export const extensionOf = (type: FileType): string => EXTENSIONS[type];

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');
const TOKEN = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** The type by the bytes; a declared one is never believed. Undefined for what no case may hold. */
export function fileTypeOf(bytes: Uint8Array): FileType | undefined {
  const brought = sniffMediaType(bytes);
  if (brought) return brought;
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (whole.subarray(0, ZIP.length).equals(ZIP)) return 'application/zip';
  if (whole[0] === 0x7b && isJson(whole)) return 'application/json';
  return whole.byteLength <= 262_144 && TOKEN.test(whole.toString('latin1')) ? 'application/jose' : undefined;
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}
