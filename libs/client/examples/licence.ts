// One licence by its identifier. The identifier names the issuer, so the region may be left out.
import { context, SAMPLE, show, tianjin } from './demo.js';

const { status, licence, withheld, verification, receipt } = await tianjin().licence({
  identifier: SAMPLE.identifier,
  context,
});
show({ status, licence, withheld, signer: verification?.signer, receipt });
