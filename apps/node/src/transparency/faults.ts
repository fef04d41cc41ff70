/** Where a test may end an operation: after what the name says, before the next thing. */
export type FaultPoint =
  | 'append:connected'
  | 'append:committed'
  | 'integrate:begun'
  | 'integrate:read'
  | 'integrate:tiles'
  | 'integrate:state'
  | 'publish:signed'
  | 'publish:stored'
  | 'publish:committed'
  | 'archive:files'
  | 'archive:manifest'
  | 'archive:recorded'
  | 'archive:verified';

/** Throws where the operation is to end as if its process had died there; does nothing in a node. */
export type Faults = (point: FaultPoint) => void | Promise<void>;

export const noFaults: Faults = () => undefined;
