import { sendFile } from '../api.js';

/** Hands a file in for a case, as what it is. @returns the digest under which it is held, as steps name it */
export async function holdFile(
  id: string,
  file: File,
  purpose: 'result' | 'pledge' | 'proof' | 'document',
): Promise<string> {
  return ((await sendFile(`/cases/${id}/materials?purpose=${purpose}`, file)) as { digest: string }).digest;
}
