import { digestOf } from './file-digest.js';

it.each([0, 1, 63, 64, 10_000])('is the digest of %d bytes, however they come', async (size) => {
  const bytes = crypto.getRandomValues(new Uint8Array(size));
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < size; at += 777) controller.enqueue(bytes.subarray(at, at + 777));
      controller.close();
    },
  });
  const expected = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const base64 = btoa(String.fromCharCode(...expected));
  expect(await digestOf(stream)).toBe(base64.replaceAll('+', '-').replaceAll('/', '_').replace('=', ''));
});
