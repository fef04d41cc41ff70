import type { SharingOperation } from './agreement.js';
import { Offers } from './offers.js';
import type { PolicyContent } from './policy.js';
import type { SharingCode } from './request.js';
import { isDatasetKey, thingsOf } from './things.js';

const isFile = (field: string): boolean => field === 'document' || field === 'documentOriginal';

/** Something that an agreement names and the responsibility list does not offer: it would never be released. */
export interface PolicyGap {
  agreement: string;
  /** Code of the licence type, or `dataset:` and the dataset's. */
  licenceType: string;
  operation: SharingOperation;
  fields: string[];
  code: SharingCode;
}

/** Agreements that promise more than the list offers. Sound, for nothing of it is released, but somebody should know. */
export function policyGaps({ agreements, responsibilityList }: PolicyContent): PolicyGap[] {
  const offers = new Offers(responsibilityList);
  return agreements.flatMap((agreement) =>
    thingsOf(agreement).flatMap((licenceType) =>
      agreement.operations.flatMap((operation) => {
        // The file is asked for in its own way, and nothing else is asked for in that way but its verdict.
        const asked = agreement.fields.filter((field) =>
          operation === 'document' ? isFile(field) : !isFile(field),
        );
        const byCode = new Map<SharingCode, string[]>();
        for (const field of asked) {
          const code = offers.objection(licenceType, operation, field);
          // Each dataset has items of its own; an agreement about several names them together.
          const elsewhere =
            code === 'NOT_ON_RESPONSIBILITY_LIST' &&
            isDatasetKey(licenceType) &&
            thingsOf(agreement).some((other) => offers.objection(other, operation, field) === undefined);
          if (code && !elsewhere) byCode.set(code, [...(byCode.get(code) ?? []), field]);
        }
        return [...byCode].map(([code, fields]) => ({
          agreement: agreement.id,
          licenceType,
          operation,
          fields,
          code,
        }));
      }),
    ),
  );
}
