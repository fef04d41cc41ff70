import { z } from 'zod';

const listener = {
  host: z.string().default('127.0.0.1').describe('Address to listen on.'),
  port: z.int().min(0).max(65535).describe('TCP port; 0 lets the system choose (tests).'),
};

/** The two listeners of a node. */
export const httpConfig = z.strictObject({
  public: z
    .strictObject({
      ...listener,
      tls: z
        .strictObject({
          cert: z.string().describe('PEM file with the certificate chain.'),
          key: z.string().describe('PEM file with the private key.'),
        })
        .optional()
        .describe(
          'Serve HTTPS. Without it plain HTTP is served, which is refused on anything but a loopback address.',
        ),
    })
    .describe(
      'Listener for integrators and people: /graphql and /documents/verify with a bearer token, /oidc, /graphiql, /log, /status.',
    ),
  peer: z
    .strictObject({
      ...listener,
      tls: z
        .strictObject({
          cert: z.string().describe('PEM file with the certificate chain; its URI SAN is the entity id.'),
          key: z.string().describe('PEM file with the private key.'),
          ca: z.string().describe('PEM file with the authorities whose client certificates are accepted.'),
        })
        .describe('Mutual TLS of the peer listener.'),
    })
    .describe(
      'Listener for peer nodes: /graphql with a request token over mutual TLS, and federation endpoints.',
    ),
  bodyLimitBytes: z.int().min(1024).default(65_536).describe('Largest request body in bytes.'),
  headerLimitBytes: z.int().min(4096).default(32_768).describe('Largest total of request headers in bytes.'),
  requestTimeoutMs: z
    .int()
    .min(100)
    .default(30_000)
    .describe('Longest time to receive a request, in milliseconds.'),
  operationTimeoutMs: z
    .int()
    .min(100)
    .default(10_000)
    .describe('Longest time to answer an operation, in milliseconds.'),
  shutdownGraceMs: z
    .int()
    .min(0)
    .default(10_000)
    .describe('Time that running requests get at shutdown, in milliseconds.'),
});

export type HttpConfig = z.infer<typeof httpConfig>;
