import { z } from 'zod';
import { licenceTypeCode, uscc } from '#libs/codes';
import { dateSchema, prose } from './text.js';

/** How a dataset is shared (共享属性); data that is not shared at all cannot be requested. */
export const SHARING_ATTRIBUTES = ['unconditional', 'conditional'] as const;
/** Ways of sharing (共享方式) of the national interface. */
export const SHARING_WAYS = ['query', 'verify', 'file', 'batch'] as const;

/** What a request asks for (数据共享申请): basis, scenario, scope, way and period. */
export const requestContentSchema = z
  .strictObject({
    organisation: z.strictObject({
      code: z.string().refine((code) => uscc.is(code)),
      name: prose(100),
    }),
    attribute: z.enum(SHARING_ATTRIBUTES),
    basis: prose(500).describe('Legal basis (申请依据).'),
    scenario: prose(1000).describe('Scenario of use (使用场景).'),
    scope: z
      .array(
        z.strictObject({
          typeCode: z.string().refine((code) => licenceTypeCode.is(code)),
          fields: z
            .array(z.string().regex(/^(?:[A-Za-z][A-Za-z0-9]{0,39}|attributes\.(?:\*|KZ_[A-Z0-9_]{1,40}))$/))
            .min(1)
            .max(100)
            .refine((fields) => new Set(fields).size === fields.length),
        }),
      )
      .min(1)
      .max(50)
      .refine((scope) => new Set(scope.map(({ typeCode }) => typeCode)).size === scope.length),
    way: z.enum(SHARING_WAYS),
    period: z
      .strictObject({ from: dateSchema, until: dateSchema })
      .refine(({ from, until }) => from <= until)
      .describe('First and last day on which the data is to be used.'),
  })
  .describe('What is asked for.');
export type RequestContent = z.infer<typeof requestContentSchema>;

export const REQUEST_STATES = [
  'submitted',
  'supplement-asked',
  'agreed',
  'refused',
  'supplied',
  'suspended',
  'terminated',
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

export const REQUEST_ACTIONS = [
  'submit',
  'ask-supplement',
  'supplement',
  'extend',
  'agree',
  'refuse',
  'supply',
  'suspend',
  'resume',
  'correct',
  'terminate',
] as const;
export type RequestAction = (typeof REQUEST_ACTIONS)[number];
