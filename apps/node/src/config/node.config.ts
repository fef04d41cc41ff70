import { z } from 'zod';
import { division, uscc } from '#libs/codes';

const bilingual = z.strictObject({
  zh: z.string().min(1).describe('In Chinese; shown first.'),
  en: z.string().min(1).describe('In English.'),
});

/** Six digits of GB/T 2260. */
const divisionCode = z
  .string({ error: 'a division code is text: write it in quotes' })
  .refine((code) => division.is(code), { error: 'six digits of GB/T 2260 in quotes, such as "110000"' });

/** Who this node is. Everything here is public: it stands in federation metadata, tokens and audit entries. */
export const nodeConfig = z.strictObject({
  entityId: z
    .url({ protocol: /^https$/, error: 'an https URL' })
    .refine((value) => !value.endsWith('/') && URL.canParse(value) && new URL(value).origin === value, {
      error: 'an https origin without path or trailing slash, exactly as peers spell it',
    })
    .describe(
      "The node's name in the federation: the origin of its peer listener, as it stands in `iss` and `aud`.",
    ),
  region: divisionCode.describe('The region that this node answers for, by its GB/T 2260 code.'),
  name: bilingual.describe('What people call this node.'),
  organisation: z
    .strictObject({
      code: z
        .string()
        .refine((code) => uscc.is(code), { error: 'a unified social credit code with its check character' })
        .describe('Unified social credit code of the body that runs the node (GB 32100).'),
      name: z.string().min(1).describe('Its name.'),
    })
    .describe('The body that runs this node and answers for what it says.'),
  jurisdictions: z
    .array(divisionCode)
    .min(1)
    .describe('GB/T 2260 codes for which it answers; the trust anchor confines what it may claim.'),
});

export type NodeIdentityConfig = z.infer<typeof nodeConfig>;
