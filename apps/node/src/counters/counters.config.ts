import { z } from 'zod';

/** Keys of the `counters` section of a region's configuration file. */
export const countersConfig = z
  .strictObject({
    hotlineClients: z
      .array(z.string().min(1).max(128))
      .max(50)
      .default([])
      .describe(
        'Clients whose cases came over the 12345 hotline; all other clerks and systems receive at a hall. / 通过 12345 热线收件的客户端。',
      ),
    slotMinutes: z
      .int()
      .min(5)
      .max(240)
      .default(30)
      .describe('Length of an appointment, in minutes; they begin at multiples of it. / 预约时段（分钟）。'),
    desks: z
      .int()
      .min(1)
      .max(500)
      .default(4)
      .describe('Appointments that a counter takes at the same time. / 同一时段的预约数。'),
    opensAt: z
      .int()
      .min(0)
      .max(23)
      .default(9)
      .describe('Hour from which appointments begin, Beijing time. / 预约开始时间（时）。'),
    closesAt: z
      .int()
      .min(1)
      .max(24)
      .default(17)
      .describe('Hour by which appointments end, Beijing time. / 预约结束时间（时）。'),
    aheadDays: z
      .int()
      .min(1)
      .max(365)
      .default(30)
      .describe('How many days ahead appointments may be made. / 可预约的天数。'),
    perPerson: z
      .int()
      .min(1)
      .max(50)
      .default(3)
      .describe('Appointments that one person may have open at a time. / 每人可同时持有的预约数。'),
  })
  .refine(({ opensAt, closesAt }) => opensAt < closesAt, {
    error: 'must be later than opensAt',
    path: ['closesAt'],
  })
  .describe('Counters / 窗口');

export type CountersConfig = z.infer<typeof countersConfig>;
