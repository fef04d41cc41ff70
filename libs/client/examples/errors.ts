// What errors look like: a lookup without a context is refused.
import { TongbanError } from '#libs/client';
import { SAMPLE, show, tianjin } from './demo.js';

try {
  await tianjin().licence({ identifier: SAMPLE.identifier });
} catch (error) {
  if (!(error instanceof TongbanError)) throw error;
  const { name, code, message, advice, messageZh, adviceZh, retryable } = error;
  show({ name, code, message, advice, messageZh, adviceZh, retryable });
}
