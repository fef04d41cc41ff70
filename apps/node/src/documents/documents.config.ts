import { z } from 'zod';
import { isEntityId } from '#libs/federation';
import { fetchPolicySchema } from '#libs/pki';

const MIB = 1 << 20;
const paths = (what: string) => z.array(z.string().min(1)).max(200).default([]).describe(what);

/** How documents are verified, by whose trust, and within which bounds. */
export const documentsConfig = z.strictObject({
  trust: z
    .strictObject({
      files: paths(
        'Trust lists in JSON or YAML: who is trusted for what, from when until when. / 信任列表文件。',
      ),
      folders: paths(
        'Folders of certificates and revocation lists. A self-issued certificate is trusted for every purpose of documents, others complete paths. / 机构证书目录。',
      ),
      certificates: paths(
        'Further certificates, PEM or DER, that complete paths and are not trusted themselves.',
      ),
      crls: paths('Revocation lists, PEM or DER.'),
      federation: z
        .array(z.string().refine(isEntityId, { error: 'an entity identifier' }))
        .max(16)
        .default([])
        .describe(
          'Trust anchors of the federation whose published trust list counts. / 采信其信任列表的信任锚。',
        ),
      historyDir: z
        .string()
        .min(1)
        .default('${dataDir}/document-trust')
        .describe(
          'Every edition of every list that was in force here, so that a verdict for a past time rests on the trust of that time.',
        ),
      reloadSeconds: z
        .int()
        .min(1)
        .max(86_400)
        .default(60)
        .describe('How often files are looked at and the federation is asked again, in seconds.'),
    })
    .prefault({})
    .describe(
      'Who is trusted to seal and sign. Nobody, unless it stands here. / 签章信任来源；默认不信任任何机构。',
    ),
  threads: z
    .int()
    .min(0)
    .max(64)
    .default(0)
    .describe('Threads that verify; 0 for one less than there are processors, at least one, at most four.'),
  maxWaiting: z
    .int()
    .min(0)
    .max(10_000)
    .default(64)
    .describe('Documents that may wait for a thread; beyond it one is refused at once.'),
  maxBytes: z
    .int()
    .min(1024)
    .max(256 * MIB)
    .default(64 * MIB)
    .describe('Largest document in bytes.'),
  maxBytesInHand: z
    .int()
    .min(MIB)
    .default(256 * MIB)
    .describe('Bytes of all documents together that are being sent, wait or are verified.'),
  timeLimitMs: z
    .int()
    .min(100)
    .max(600_000)
    .default(10_000)
    .describe('Longest time for one document in milliseconds; its thread is then ended.'),
  memoryMb: z
    .int()
    .min(64)
    .max(8192)
    .default(256)
    .describe('Heap of one thread in MiB, beside the bytes of its document; the thread is then ended.'),
  uploads: z
    .strictObject({
      concurrent: z.int().min(1).max(1000).default(16).describe('At once, of all callers.'),
      concurrentOfCaller: z.int().min(1).max(1000).default(4).describe('At once, of one caller.'),
      perMinuteOfCaller: z.int().min(1).max(100_000).default(120).describe('In a minute, of one caller.'),
    })
    .prefault({})
    .describe('Documents sent to POST /documents/verify.'),
  fetch: fetchPolicySchema
    .extend({
      cacheBytes: z
        .int()
        .min(0)
        .default(64 * MIB)
        .describe('Memory for what was fetched, in bytes; each is kept until its own nextUpdate.'),
    })
    .prefault({})
    .describe('Where a verification may fetch missing certificates, revocation lists and OCSP answers.'),
});

export type DocumentsConfig = z.infer<typeof documentsConfig>;
