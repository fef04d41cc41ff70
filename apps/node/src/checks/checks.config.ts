import { z } from 'zod';

/** Checks of what departments hold about a firm (信息核查). */
export const checksConfig = z.strictObject({
  verifyUrl: z
    .url({ protocol: /^https?$/ })
    .max(200)
    .optional()
    .describe(
      'Where anybody verifies a report, without the code; it is printed on reports. The own public origin and `/reports/` unless said. / 报告公开验证地址，印在报告上。',
    ),
  sample: z
    .boolean()
    .default(false)
    .describe('Data is invented: every page of a report says so. / 数据为样例，报告每页注明。'),
  maxAtWork: z
    .int()
    .min(1)
    .max(2_000)
    .default(200)
    .describe('Checks that one process carries on at a time. / 单个进程同时办理的核查数。'),
  maxOpen: z
    .int()
    .min(1)
    .max(100_000)
    .default(500)
    .describe('Checks without a report that one organisation may have. / 每个机构未出报告的核查上限。'),
  deadlineSeconds: z
    .int()
    .min(1)
    .max(300)
    .default(30)
    .describe(
      'Patience with a source whose item names no time of its own, in seconds. / 来源默认时限（秒）。',
    ),
  graceSeconds: z
    .int()
    .min(0)
    .max(600)
    .default(60)
    .describe(
      'How long after its deadline an answer is still taken, for a later edition, in seconds. / 超时后仍可接收答复的时间（秒）。',
    ),
  retry: z
    .strictObject({
      firstSeconds: z
        .int()
        .min(1)
        .max(86_400)
        .default(60)
        .describe(
          'First pause before a source that was not there is asked again, in seconds; doubles each time.',
        ),
      longestSeconds: z.int().min(1).max(604_800).default(21_600).describe('Longest pause, in seconds.'),
      maxAttempts: z
        .int()
        .min(1)
        .max(100)
        .default(20)
        .describe('Questions to one source after which it is given up.'),
      furthestDays: z
        .int()
        .min(1)
        .max(60)
        .default(10)
        .describe('How far ahead a source may put its own time, in days.'),
    })
    .prefault({})
    .describe('How sources that were not there are asked again. / 未答复来源的重试规则。'),
  proofs: z
    .strictObject({
      maxBytes: z
        .int()
        .min(1_024)
        .max(50_000_000)
        .default(10_000_000)
        .describe('Largest document that is taken as a proof, in bytes. / 证明材料大小上限（字节）。'),
      keepHours: z
        .int()
        .min(1)
        .max(720)
        .default(24)
        .describe('Hours for which a proof that no check uses is kept. / 未使用材料的保留小时数。'),
    })
    .prefault({})
    .describe('Documents that an administrator proves itself with. / 管理人身份证明材料。'),
  keepDays: z
    .int()
    .min(1)
    .max(36_500)
    .default(1_095)
    .describe(
      'Days after which the contents of a finished check are forgotten; that it was made can be verified for ever. / 核查内容保存天数。',
    ),
});

export type ChecksConfig = z.infer<typeof checksConfig>;
