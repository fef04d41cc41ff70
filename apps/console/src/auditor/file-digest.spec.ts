import { createHash, randomBytes } from 'node:crypto';
import { digestOf } from './file-digest.js';

it.each([0, 1, 63, 64, 100_000])('is the digest of %d bytes, however they come', async (size) => {
  const bytes = randomBytes(size);
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < size; at += 777) controller.enqueue(bytes.subarray(at, at + 777));
      controller.close();
    },
  });
  const seen: number[] = [];
  expect(await digestOf(stream, (count) => seen.push(count))).toBe(
    createHash('sha256').update(bytes).digest('base64url'),
  );
  expect(seen.at(-1) ?? 0).toBe(size);
});
