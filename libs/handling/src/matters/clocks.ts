import { z } from 'zod';
import { provenance } from '../words.js';

const days = z.int().min(1).max(365).describe('Working days.');
const basis = z
  .string()
  .min(1)
  .max(300)
  .optional()
  .describe('Law that sets a longer period than the general one.');

/** Periods of a matter in working days. Where one is left out, that of the law holds. */
export const clocksSchema = z.strictObject({
  acceptance: z
    .strictObject({ days, basis, ...provenance })
    .default({ days: 5 })
    .describe(
      'To accept, refuse to accept or tell once what is missing; otherwise it counts as accepted (行政许可法 32).',
    ),
  decision: z
    .strictObject({ days, extension: z.int().min(0).max(365).default(10), basis, ...provenance })
    .default({ days: 20, extension: 10 })
    .describe('To decide, with the extension that the head of the authority may allow (42).'),
  joint: z
    .strictObject({ days, extension: z.int().min(0).max(365).default(15), basis, ...provenance })
    .default({ days: 45, extension: 15 })
    .describe('To decide where several authorities act together (42); takes the place of `decision`.'),
  delivery: z
    .strictObject({ days, basis, ...provenance })
    .default({ days: 10 })
    .describe('To issue and deliver what was decided (44).'),
  rectification: z
    .strictObject({ days, basis, ...provenance })
    .default({
      days: 15,
      assumed: true,
      note: 'No national period is set for rectifying after a bad rating.',
    })
    .describe('To answer a bad rating (国办发〔2019〕51号 asks for prompt rectification).'),
  promised: z
    .strictObject({ days: z.int().min(0).max(365), ...provenance })
    .optional()
    .describe('承诺办结时限: what the authority promises instead of `decision` or `joint`; 0 is at once.'),
});
export type MatterClocks = z.infer<typeof clocksSchema>;

/** What 行政许可法 allows where no other law says otherwise. */
export const LAWFUL = {
  acceptance: 5,
  decision: 20,
  extension: 10,
  joint: 45,
  jointExtension: 15,
  delivery: 10,
} as const;

/** Names of periods that are longer than the law allows and name no law of their own. */
export function unlawfulClocks({ acceptance, decision, joint, delivery, promised }: MatterClocks): string[] {
  const longer = [
    acceptance.days > LAWFUL.acceptance && !acceptance.basis ? 'acceptance' : '',
    (decision.days > LAWFUL.decision || decision.extension > LAWFUL.extension) && !decision.basis
      ? 'decision'
      : '',
    (joint.days > LAWFUL.joint || joint.extension > LAWFUL.jointExtension) && !joint.basis ? 'joint' : '',
    delivery.days > LAWFUL.delivery && !delivery.basis ? 'delivery' : '',
    promised && promised.days > Math.max(decision.days, joint.days) ? 'promised' : '',
  ];
  return longer.filter((name) => name !== '');
}
