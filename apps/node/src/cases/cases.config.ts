import { z } from 'zod';

/** Cases that are received or decided here. */
export const casesConfig = z.strictObject({
  keyFile: z
    .string()
    .default('${dataDir}/keys/cases.key')
    .describe(
      'Key from which the references to persons in cases are made (mode 0600, made when absent). Without it nobody finds his own earlier cases. / 办件人员引用密钥文件。',
    ),
  draftDays: z
    .int()
    .min(1)
    .max(90)
    .default(30)
    .describe('Days after which a draft that was not received is forgotten. / 草稿保留天数。'),
  maxDrafts: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe('Open drafts that one organisation may have. / 每个机构的草稿上限。'),
  aheadMinutes: z
    .int()
    .min(1)
    .max(1440)
    .default(10)
    .describe(
      'How far ahead of this clock an event of another region may be dated, in minutes; one that is further ahead waits. / 允许其他地区记录超前的分钟数。',
    ),
  pollSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .default(300)
    .describe('How often the node looks for periods that end, in seconds. / 期限检查间隔（秒）。'),
  warnDays: z
    .int()
    .min(0)
    .max(30)
    .default(3)
    .describe(
      'Working days before the end of a period from which on it is reminded of. / 提前提醒的工作日数。',
    ),
});

export type CasesConfig = z.infer<typeof casesConfig>;
