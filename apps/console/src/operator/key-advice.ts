import type { OwnKeyState, OwnKeyUse } from '../generated/operations.generated.js';

const NOTES: readonly OwnKeyUse[] = ['LOG', 'WITNESS'];

/** What is to be done about a key or certificate: the name of an advice (`keyDo.…`). */
export function adviceFor({ use, state }: { use: OwnKeyUse; state: OwnKeyState }): string {
  if (NOTES.includes(use)) return state === 'SIGNING' ? use : 'PUT_BACK';
  if (state === 'WAITING' && use === 'FEDERATION') return 'ENROL';
  if (use === 'SEAL' && ['VALID', 'EXPIRING', 'EXPIRED'].includes(state)) return 'RENEW_SEAL';
  return state;
}
