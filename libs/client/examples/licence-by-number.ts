// One licence by its type and the number printed on it.
import { context, SAMPLE, show, tianjin } from './demo.js';

const { status, licence, refusal } = await tianjin().licenceByNumber({
  typeCode: SAMPLE.typeCode,
  number: SAMPLE.number,
  region: 'BEIJING',
  context,
});
show({ status, licence, refusal });
