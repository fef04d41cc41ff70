import { z } from 'zod';

/** How this node calls other nodes. */
export const peersConfig = z.strictObject({
  tls: z
    .strictObject({
      cert: z.string().describe('PEM file with the client certificate chain; its URI SAN is the entity id.'),
      key: z.string().describe('PEM file with the private key of that certificate.'),
      ca: z.string().describe("PEM file with the authorities that may vouch for a peer's certificate."),
      reloadSeconds: z
        .number()
        .min(0)
        .default(30)
        .describe('How often the three files are looked at for a change, in seconds; 0 never.'),
    })
    .describe('Mutual TLS towards peers.'),
  timeoutMs: z
    .int()
    .min(100)
    .default(10_000)
    .describe("Longest time for one call to a peer in milliseconds; the caller's deadline may be nearer."),
  connectTimeoutMs: z
    .int()
    .min(50)
    .default(3000)
    .describe('Longest time to reach a peer and shake hands, in milliseconds.'),
  connectAttempts: z
    .int()
    .min(1)
    .max(5)
    .default(2)
    .describe(
      'Attempts to connect for one call. Only what failed before its first byte was sent is tried again.',
    ),
  concurrency: z.int().min(1).default(32).describe('Calls, and so connections, to one peer at a time.'),
  queue: z.int().min(0).default(256).describe('Calls that may wait for one peer; beyond it PEER_BUSY.'),
  maxAnswerBytes: z
    .int()
    .min(1024)
    .default(8_388_608)
    .describe('Largest answer in bytes; a longer one is cut off while it arrives.'),
  keepAliveMs: z
    .int()
    .min(1)
    .default(4000)
    .describe(
      'How long an idle connection is kept where the peer names no time of its own, in milliseconds.',
    ),
  breaker: z
    .strictObject({
      failures: z.int().min(1).default(5).describe('Failures in a row that open the circuit.'),
      openMs: z
        .int()
        .min(1)
        .default(5000)
        .describe(
          'How long an open circuit refuses before one call may try, in milliseconds; doubles each time.',
        ),
      maxOpenMs: z.int().min(1).default(60_000).describe('Upper bound of that time, in milliseconds.'),
      slowMs: z
        .int()
        .min(0)
        .default(1000)
        .describe(
          'A timeout counts as failure only when the peer was given at least this long, in milliseconds.',
        ),
    })
    .prefault({})
    .describe('Circuit breaker, one per peer.'),
});

export type PeersConfig = z.infer<typeof peersConfig>;
