import { z } from 'zod';

/** Streaming to a SIEM. Off unless a target stands here; no personal value ever leaves this way. */
export const siemConfig = z.strictObject({
  syslog: z
    .strictObject({
      host: z.string().min(1).max(255).describe('Name or address of the receiver.'),
      port: z.int().min(1).max(65_535).default(6514).describe('Its port.'),
      caFile: z.string().optional().describe('PEM file with the authorities it is believed by.'),
      certFile: z.string().optional().describe('PEM file with the certificate shown to it.'),
      keyFile: z.string().optional().describe('PEM file with the key of that certificate.'),
      timeoutMs: z
        .int()
        .min(100)
        .max(60_000)
        .default(5_000)
        .describe('Longest wait for it, in milliseconds.'),
    })
    .optional()
    .describe('Syslog over TLS (RFC 5424, RFC 5425).'),
  otlp: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/ })
        .describe('Where logs are posted, `https://.../v1/logs`; plain HTTP for this machine only.'),
      headersFile: z
        .string()
        .optional()
        .describe('File with headers to send (one `Name: value` a line), such as a key of the collector.'),
      timeoutMs: z
        .int()
        .min(100)
        .max(60_000)
        .default(5_000)
        .describe('Longest wait for it, in milliseconds.'),
    })
    .refine(
      ({ url }) =>
        url.startsWith('https:') || /^http:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])[:/]/.test(url),
      {
        error: 'plain HTTP is for this machine only',
        path: ['url'],
      },
    )
    .optional()
    .describe('OTLP over HTTP with JSON.'),
  batch: z.int().min(1).max(5_000).default(200).describe('Entries sent at once.'),
});

export type SiemConfig = z.infer<typeof siemConfig>;
