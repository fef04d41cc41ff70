import type { HolderTypeCode } from '#libs/codes';
import type { StatusCode } from './status.js';

/**
 * One version of one e-licence (电子证照). All values are text; dates are `YYYY-MM-DD`.
 * Labels, short codes of the standards and sensitivity stand in `licenceFields`.
 */
export interface Licence {
  name: string;
  typeCode: string;
  number: string;
  identifier: string;
  issuerName: string;
  issuerCode: string;
  issueDate: string;
  holderName: string;
  holderCode: string;
  holderType: HolderTypeCode;
  validFrom: string;
  /** Last day of validity; absent for a licence without end (长期). */
  validUntil?: string;
  sealedBy?: string;
  /** Instant of sealing, `YYYY-MM-DDTHH:MM:SSZ`. */
  sealedAt?: string;
  /** GB/T 2260 division that the licence belongs to. */
  areaCode: string;
  status: StatusCode;
  /** Type-specific fields by their `KZ_*` names, as the catalogue lists them for the type. */
  attributes: Readonly<Record<string, string>>;
}

/** 加注件: a copy of the document marked for one purpose, so that it cannot serve another. */
export interface AnnotatedCopy {
  identifier: string;
  /** Instant of making. */
  madeAt: string;
  madeBy: string;
  reason: string;
  /** Last day on which the copy may be used. */
  expiresOn: string;
}
