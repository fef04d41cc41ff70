// The document of a licence, checked against its digest.
import { createHash } from 'node:crypto';
import { context, SAMPLE, show, tianjin } from './demo.js';

const { status, document, refusal } = await tianjin().licenceDocument({
  identifier: SAMPLE.identifier,
  context,
});
const bytes = document ? Buffer.from(document.content, 'base64') : undefined;
show({
  status,
  refusal,
  mediaType: document?.mediaType,
  size: bytes?.byteLength,
  intact: bytes && createHash('sha256').update(bytes).digest('base64url') === document?.sha256,
});
