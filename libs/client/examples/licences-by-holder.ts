// All business licences of a firm in one region, page by page.
import { context, SAMPLE, show, tianjin } from './demo.js';

const client = tianjin();
let after: string | null = null;
do {
  const { status, licences, refusal } = await client.licencesByHolder({
    holder: { type: 'USCC', code: SAMPLE.holderCode },
    region: 'BEIJING',
    typeCodes: [SAMPLE.typeCode],
    first: 10,
    after,
    context,
  });
  show({ status, refusal, licences: licences?.edges.map(({ node }) => node) });
  after = licences?.pageInfo.hasNextPage ? licences.pageInfo.endCursor : null;
} while (after);
