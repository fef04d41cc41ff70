// A case of Beijing at a counter of Tianjin: drafted, with what sharing gives; nothing is asked of the applicant for that.
import { SAMPLE, show, tianjin } from './demo.js';

const tongban = tianjin();
const applicant = { type: 'USCC', code: SAMPLE.holderCode } as const;
const { id } = await tongban.draftCase({ matter: 'credit-repair', applicant });
const licence = await tongban.fetchCaseMaterial({
  input: {
    case: id,
    material: 'business-licence',
    channel: 'COUNTER',
    holder: applicant,
    person: { id: 'clerk-0042', name: '王小明（样例）' },
  },
});
const { nodes } = await tongban.cases({ first: 5 });
show({ draft: id, licence, cases: nodes });
