import { z } from 'zod';

/** Working days (工作日). The years that the program knows are built in. */
export const calendarConfig = z.strictObject({
  notices: z
    .array(z.string().min(1).max(512))
    .max(50)
    .default([])
    .describe(
      "Files with one year's holiday arrangement each (YAML, as libs/calendar reads it); one of a known year replaces it.",
    ),
});

export type CalendarConfig = z.infer<typeof calendarConfig>;
