// One question to three regions: each answers for itself, a silent one does not hold up the others.
import { context, SAMPLE, show, tianjin } from './demo.js';

const answers = await tianjin().licencesAcrossRegions(
  {
    holder: { type: 'USCC', code: SAMPLE.holderCode },
    regions: ['BEIJING', 'TIANJIN', 'HEBEI'],
    typeCodes: [SAMPLE.typeCode],
    context,
  },
  { signal: AbortSignal.timeout(10_000) },
);
for (const { region, status, refusal, licences, tookMs } of answers)
  show({ region, status, refusal: refusal?.code, found: licences?.edges.length, tookMs });
